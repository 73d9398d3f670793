import re
import secrets
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Section
from core.numbers import plain_number, small_number
from core.slugs import validate_slug
from core.time_fields import DeskTimeField, describe_parts, name_parts
from core.times import desk_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from articles.models import Contribution, Slide, Tagging

    Part = Slide | Contribution | Tagging

    _ModelForm = forms.ModelForm[Any]
    # The values that one row of a form sent, by the names of its fields.
    Row = dict[str, list[str]]
else:
    _ModelForm = object


class UnvalidatedTimeField(DeskTimeField):
    """A time that the form does not check: only the button Schedule reads it, and says what is wrong with it."""

    def clean(self, value: Any) -> Any:
        return value


def is_overtaken(data: "Mapping[str, Any]", article: Article) -> bool:
    """Whether somebody saved the story after the form that sent `data` was opened."""
    seen = data.get("seen")
    return bool(article.pk and seen and seen != article.edited_at.isoformat())


class PartialFormMixin(_ModelForm):
    """Fields that were not sent keep their values: the page may be older than the editor's right to the field."""

    def _clean_fields(self) -> None:
        every = self.fields
        # Only fields that were sent are cleaned; the others stay in the form to be shown.
        self.fields = {name: field for name, field in every.items() if not self._keeps(name, field)}
        try:
            super()._clean_fields()  # type: ignore[misc] # Django's, and not in its stubs
        finally:
            self.fields = every

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if not self._keeps(name, self.fields[name])]

    def _keeps(self, name: str, field: forms.Field) -> bool:
        return bool(self.instance.pk) and field.widget.value_omitted_from_data(
            self.data, self.files, self.add_prefix(name)
        )


class ArticleForm(PartialFormMixin, forms.ModelForm):
    """The working copy, and the fields that belong to the buttons."""

    # The working copy's last change when the form was opened.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    # One form, one save: a double click sends the same key twice.
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    publish_at = UnvalidatedTimeField(
        label=_("Publish at"),
        required=False,
        help_text=format_lazy(
            # Translators: Schedule is a button; the zone is such as Europe/Berlin
            _("Only for Schedule; empty to publish now. It is the site's time, {zone}."),
            zone=settings.TIME_ZONE,
        ),
    )
    note = forms.CharField(
        label=_("Public note"),
        required=False,
        max_length=1000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_(
            "Readers see it. A correction says here what was wrong; with an update it may say what is new."
        ),
    )

    # The user who sends it; ArticleAdmin.get_form sets it.
    by: "User | AnonymousUser | None" = None

    class Meta:
        model = Article
        # ArticleAdmin's fieldsets say which.
        fields: list[str] = []
        help_texts = {
            "section": _("Where the story is filed. Readers see a move when you publish it."),
            "headline": _("What happened, in one line."),
            "body": _("Begin with the first sentence. The page itself puts “PLACE (Source) –” before it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "language" in self.fields:
            # Django sends a default that is a function along, to compare it: what the story has is compared here.
            self.fields["language"].show_hidden_initial = False
        if "publish_at" in self.fields:
            name_parts(
                self.fields["publish_at"], gettext("Date to publish on"), gettext("Time to publish at")
            )
            describe_parts(self, "publish_at")
        self.initial["key"] = self.initial.get("key") or secrets.token_urlsafe(12)
        if self.instance.pk:
            self.initial["seen"] = self.instance.edited_at.isoformat()
            if self.instance.is_scheduled:
                self.initial["publish_at"] = self.instance.published_at
        # What the editor chose, where that is retired by now.
        self.retired_choice: Section | None = None
        # The other version, where the editor must first say that this one shall replace it; `refusal` is the reason.
        self.overtaken_by: str | None = None

    def clean_section(self) -> Section:
        """The section, where the one that the form names is retired since it was opened."""
        section: Section = self.cleaned_data["section"]
        key = plain_number(self.data.get("section", ""))
        if key and key != section.pk:
            self.retired_choice = Section.objects.filter(pk=key).first()
        return section

    def clean_slug(self) -> str:
        """Check a new slug only: a stored one may follow earlier rules."""
        slug: str = self.cleaned_data["slug"].strip()
        if slug and slug != self.initial.get("slug"):
            validate_slug(slug)
        return slug

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        story = self.instance
        if "_draft" in self.data:
            raise ValidationError(gettext("Nothing of this is saved yet."))
        if is_overtaken(self.data, story) and "_preview" not in self.data:
            version = story.edited_at.isoformat()
            if self.data.get("over") != version:
                self.overtaken_by = version
                self.refusal, said = self._overtaken()
                raise ValidationError(said)
        return cleaned

    def _overtaken(self) -> tuple[str, str]:
        """(the heading, the sentences) that say who saved the story while its editor wrote, and what to do."""
        story = self.instance
        if self.by is not None and story.edited_by == self.by:
            heading = gettext("You saved it in another window.")
            said = gettext(
                "You saved it on %(time)s. What you typed here is not saved yet, and still there. Look at the other "
                "version in a new window; then tick “Save mine over it” and press your button again."
            )
        else:
            heading = gettext("Somebody saved this story while you wrote.")
            said = (
                gettext(
                    "%(name)s saved it on %(time)s. What you typed here is not saved yet, and still there. Look at "
                    "the other version in a new window; then tick “Save mine over it” and press your button again."
                )
                if story.edited_by
                else gettext(
                    "Somebody saved it on %(time)s. What you typed here is not saved yet, and still there. Look at "
                    "the other version in a new window; then tick “Save mine over it” and press your button again."
                )
            )
        return heading, said % {"name": story.edited_by, "time": desk_time(story.edited_at)}


def fit_rows(
    data: QueryDict,
    prefix: str,
    there: "Sequence[Part]",
    matched_by: list[str],
    may_add: bool,
) -> "tuple[list[int], list[Row]]":
    """Fit the rows that a form sent to those that are `there` now, since somebody saved the story meanwhile.

    A sent row whose key is gone is matched with an unclaimed row that is equal in the fields `matched_by`: the form
    may have made that row itself when it was sent before. Without a match it becomes a new row, if the editor may
    add any. Rows that others added meanwhile are left alone, for the form did not show them.

    Returns (keys of the rows still there, in the form's order; rows that can't be put back, as {name: [value]}).
    """
    # Found by the names that were sent, which Django limits; TOTAL_FORMS could claim any number.
    own = re.compile(rf"{re.escape(prefix)}-(\d{{1,4}})-(.+)", re.ASCII)
    found: dict[int, Row] = {}
    for name in list(data):
        if match := own.fullmatch(name):
            found.setdefault(int(match[1]), {})[match[2]] = data.pop(name)
    rows = sorted((row for _, row in sorted(found.items())), key=_position)
    unclaimed: dict[int | None, Part] = {each.pk: each for each in there}
    kept = [row for row in rows if _key(row) in unclaimed]
    for row in kept:
        unclaimed.pop(_key(row), None)
    again: list[Row] = []
    added: list[Row] = []
    gone: list[Row] = []
    for row in rows:
        is_new = not row.get("id", [""])[0]
        if row in kept or ("DELETE" in row and not is_new):
            continue
        if same := next((each for each in unclaimed.values() if _is_of(row, each, matched_by)), None):
            kept.append(_as_row_of(row, unclaimed.pop(same.pk)))
        elif is_new:
            added.append(row)
        elif may_add:
            again.append(row | {"id": [""]})
        else:
            gone.append(row)
    kept.sort(key=_position)
    for number, row in enumerate([*kept, *again, *added]):
        for name, values in row.items():
            data.setlist(f"{prefix}-{number}-{name}", values)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(kept) + len(again) + len(added))
    data[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
    return [key for row in kept if (key := _key(row))], gone


def _is_of(row: "Row", known: "Part", matched_by: list[str]) -> bool:
    return all(row.get(name, [""])[0] == str(known.serializable_value(name)) for name in matched_by)


def _as_row_of(row: "Row", known: "Part") -> "Row":
    """The row with the key of one that is known, and its position where the row, as a new one, has none yet."""
    stands = {} if _position(row)[0] == 0 else {"position": [str(known.position)]}
    return row | {"id": [str(known.pk)]} | stands


def _key(row: "Row") -> int | None:
    return plain_number(row.get("id", [""])[0])


def _position(row: "Row") -> tuple[int, int]:
    """A sort key: new rows have no position and come last."""
    position = small_number(row.get("position", [""])[0])
    return (0, position) if position else (1, 0)
