import re
import secrets

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextareaWidget
from django.core.exceptions import ValidationError

from articles.admin.buttons import told
from articles.admin.desk import describe_parts, name_parts
from articles.models import Article


class TimeAsTyped(forms.SplitDateTimeField):
    """Whatever was typed: only the button Schedule reads it, and judges it with all else that is missing."""

    def clean(self, value):
        return value


def is_overtaken(data, article):
    """Whether somebody saved the story after the form that sent `data` was opened."""
    seen = data.get("seen")
    return bool(article.pk and seen and seen != article.edited_at.isoformat())


class ArticleForm(forms.ModelForm):
    """The working copy, and what goes with the buttons."""

    # The working copy's last change when the form was opened.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    # One form, one save: a double click sends the same key twice.
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    publish_at = TimeAsTyped(
        required=False,
        widget=AdminSplitDateTime,
        help_text=f"Only for Schedule; empty to publish now. It is the site's time, {settings.TIME_ZONE}.",
    )
    note = forms.CharField(
        label="Public note",
        required=False,
        max_length=1000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Readers see it. A correction says here what was wrong; with an update it may say what is "
        "new; a kill may say why.",
    )

    class Meta:
        model = Article
        # ArticleAdmin's fieldsets say which.
        fields = []
        help_texts = {
            "section": "Where the story is filed. Readers see a move when you publish it.",
            "headline": "What happened, in one line.",
            "body": "Begin with the first sentence. The page itself puts “PLACE (Source) –” before it.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "publish_at" in self.fields:
            name_parts(self.fields["publish_at"], "Date to publish on", "Time to publish at")
            describe_parts(self, "publish_at")
        self.initial["key"] = self.initial.get("key") or secrets.token_urlsafe(12)
        if self.instance.pk:
            self.initial["seen"] = self.instance.edited_at.isoformat()
            if self.instance.is_scheduled:
                self.initial["publish_at"] = self.instance.published_at
        # Set where the editor must say that this version shall replace the other one.
        self.overtaken_by = None

    def clean(self):
        cleaned = super().clean()
        story = self.instance
        if "_draft" in self.data:
            raise ValidationError("Nothing of this is saved yet.")
        if is_overtaken(self.data, story) and "_preview" not in self.data:
            version = story.edited_at.isoformat()
            if self.data.get("over") != version:
                self.overtaken_by = version
                raise ValidationError(
                    f"{story.edited_by or 'Somebody'} saved this story on {told(story.edited_at)}, after you "
                    "opened it. Nothing of yours was saved yet, and all you typed is still here. Look at the "
                    "other version in a new window; then tick “Save mine over it” and press your button again."
                )
        return cleaned


def as_new_rows(data, prefix):
    """The rows of a formset's data as if none had been there before; those marked for deletion are left out.

    Which of the rows still exist can't be known once somebody else has saved the story.
    """
    # By the names that were sent, which Django limits: their own number of them says what it likes.
    own = re.compile(rf"{re.escape(prefix)}-(\d{{1,4}})-(.+)", re.ASCII)
    found = {}
    for name in list(data):
        if match := own.fullmatch(name):
            found.setdefault(int(match[1]), {})[match[2]] = data.pop(name)
    rows = [row | {"id": [""]} for _, row in sorted(found.items()) if "DELETE" not in row]
    rows.sort(key=_position)
    for number, row in enumerate(rows):
        for name, values in row.items():
            data.setlist(f"{prefix}-{number}-{name}", values)
    data[f"{prefix}-TOTAL_FORMS"], data[f"{prefix}-INITIAL_FORMS"] = str(len(rows)), "0"
    return data


def _position(row):
    """New rows have none and stay behind."""
    position = row.get("position", [""])[0]
    return (0, int(position)) if re.fullmatch("[1-9][0-9]{0,8}", position) else (1, 0)
