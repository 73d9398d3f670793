"""The form of a page: the working copy, and what stands beside its buttons."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import Page
from core.models.page import TEXT
from core.page_addresses import validate_page_slug
from core.rich_text.sanitising import sanitise
from core.slugs import SLUG_LENGTH, slugify
from core.times import desk_time

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    _ModelForm = forms.ModelForm[Page]
else:
    _ModelForm = forms.ModelForm


class PageForm(_ModelForm):
    # The working copy's last change when the form was opened.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    slug = forms.CharField(
        # Translators: of a page, within the site
        label=_("Address"),
        required=False,
        max_length=SLUG_LENGTH,
        help_text=_("The part between the strokes, such as about for /about/. Empty: made of the title."),
    )
    note = forms.CharField(
        # Translators: what somebody says about a change
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("For the desk’s own history: what changed and why. Readers do not see it."),
    )

    # Who sends it; PageAdmin.get_form sets it.
    by: "AbstractBaseUser | AnonymousUser | None" = None

    class Meta:
        model = Page
        fields = ["title", "slug", "text", "facts", "position"]
        help_texts = {
            "facts": _("Below its text, as “Name and contacts” has it: nothing of it is typed here."),
            "title": _("As it stands over the page and at the foot of all pages."),
            "text": _(
                "What only you know is marked by double brackets, [[like this]]: nothing with a gap is published."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = self.instance.edited_at.isoformat()
        # The other version, where the sender must first say that this one shall replace it; `refusal` is the reason.
        self.overtaken_by: str | None = None

    def clean_slug(self) -> str:
        typed: str = self.cleaned_data["slug"].strip().strip("/")
        slug = typed or slugify(self.cleaned_data.get("title", ""))
        # One that is stored may follow earlier rules; publishing checks it again.
        if slug != self.initial.get("slug"):
            validate_page_slug(slug)
            if taken := self.instance.at_address(slug):
                raise ValidationError(taken)
        return slug

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        page = self.instance
        version = page.edited_at.isoformat() if page.pk else None
        is_overtaken = version and self.data.get("seen") and self.data["seen"] != version
        # Who sends what is there already, by a double click, replaces nothing.
        if (
            is_overtaken
            and self.data.get("over") != version
            and self.changed_text
            and "_preview" not in self.data
        ):
            self.overtaken_by = version
            self.refusal, said = self._overtaken()
            raise ValidationError(said)
        return cleaned

    @cached_property
    def changed_text(self) -> list[str]:
        """The fields of the working copy that differ from what is stored: from another's, too."""
        typed = {name: self.cleaned_data[name] for name in TEXT if name in self.cleaned_data}
        if "text" in typed:
            typed["text"] = sanitise(typed["text"])
        return [name for name, value in typed.items() if value != self.initial.get(name)]

    def validate_unique(self) -> None:
        """No check: `clean_slug` has asked, also for the addresses that readers know."""

    def _overtaken(self) -> tuple[str, str]:
        """(the heading, the sentences) that say who saved the page meanwhile, and what to do."""
        page, time = self.instance, desk_time(self.instance.edited_at)
        if self.by is not None and page.edited_by_id == self.by.pk:
            return gettext("You saved it in another window."), gettext(
                "You saved it on %(time)s. What you typed here is not saved yet, and still there. Look at the other "
                "version in a new window; then tick “Save mine over it” and press your button again."
            ) % {"time": time}
        heading = gettext("Somebody saved this page while you wrote.")
        if page.edited_by is None:
            return heading, gettext(
                "Somebody saved it on %(time)s. What you typed here is not saved yet, and still there. Look at the "
                "other version in a new window; then tick “Save mine over it” and press your button again."
            ) % {"time": time}
        return heading, gettext(
            "%(name)s saved it on %(time)s. What you typed here is not saved yet, and still there. Look at the other "
            "version in a new window; then tick “Save mine over it” and press your button again."
        ) % {"name": page.edited_by, "time": time}
