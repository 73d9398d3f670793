from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils import timezone

from articles.admin.desk import describe_parts, name_parts
from comments.models import Discussion


class DiscussionForm(forms.ModelForm):
    """The editor's override for one story; saved by the verb, so that counts kept meanwhile stay."""

    # Who saves; set where the form is made for a request.
    by = None

    class Meta:
        model = Discussion
        fields = ["mode", "until", "note"]
        widgets = {"note": forms.TextInput(attrs={"class": "vTextField", "dir": "auto"})}
        help_texts = {
            "until": f"Only for “{Discussion.Mode.UNTIL.label}”. It is the site's time, {settings.TIME_ZONE}.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        date, time = (f"{part} until which comments are taken" for part in ("Date", "Time"))
        name_parts(self.fields["until"], date, time)
        describe_parts(self, "until")
        for field in self.fields.values():
            # Changed is what differs from what this page showed: what another editor set meanwhile stays.
            field.show_hidden_initial = True

    def clean(self):
        cleaned = super().clean()
        mode, until = cleaned.get("mode"), cleaned.get("until")
        if "until" in self.errors or mode is None:
            return cleaned
        if mode == Discussion.Mode.UNTIL and until is None:
            self.add_error("until", "Give the day and time until which comments are taken.")
        elif mode != Discussion.Mode.UNTIL and until is not None:
            self.add_error(
                "until",
                f"A time goes only with “{Discussion.Mode.UNTIL.label}”. Choose that, or empty the time.",
            )
        elif until and "until" in self.changed_data and until <= timezone.now():
            self.add_error(
                "until",
                f"This time is past. To close the discussion choose “{Discussion.Mode.CLOSED.label}”.",
            )
        return cleaned

    def validate_unique(self):
        """Nothing to ask: the verb finds the story's row, also one that a first comment made meanwhile."""

    def save(self, commit=True):
        # Not the instance: what was typed stands in it already.
        article, chosen = self.instance.article, self.cleaned_data
        discussion = Discussion.objects.filter(article=article).first() or Discussion(article=article)
        # What this page left as it was may have been set by another editor meanwhile.
        window = {"mode": discussion.mode, "until": discussion.until}
        if {"mode", "until"} & set(self.changed_data):
            window = {"mode": chosen["mode"], "until": chosen["until"]}
        discussion.set_window(self.by, **window, note=chosen["note"] if "note" in self.changed_data else None)
        return discussion


class DiscussionInline(admin.StackedInline):
    model = Discussion
    form = DiscussionForm
    fields = ["mode", "until", "note", "closes_by_itself"]
    readonly_fields = ["closes_by_itself"]
    can_delete = False

    class Media:
        css = {"all": ["newsroom/css/moderation.css"]}

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.by = request.user
        return formset

    @admin.display(description="closes by itself")
    def closes_by_itself(self, discussion):
        """The automatic closing time, whatever the override."""
        days = settings.COMMENTS_OPEN_DAYS
        if days is None:
            return "Never, by this site's setting."
        article = discussion.article if discussion and discussion.article_id else None
        rule = f"{days} day{'s' if days != 1 else ''} after first publication"
        if article is None or article.published_at is None:
            return f"{rule}."
        closes = timezone.localtime(Discussion(article=article).closes_at, timezone.get_default_timezone())
        return f"{closes:%b} {closes.day}, {closes:%Y} {closes:%I:%M %p %Z}: {rule}.".replace(" 0", " ")
