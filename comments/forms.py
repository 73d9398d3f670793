from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import Report
from comments.text import tidy


class WordsField(forms.CharField):
    """What somebody says about a comment, counted like one: a line end is one character, what shows nothing none."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value))  # type: ignore[arg-type] # `empty_value` is never None here

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: browsers count by other rules, and cut off in silence."""
        return {}


class ReportForm(forms.Form):
    # The group says that one must be chosen. A required choice would be announced as invalid from the start.
    use_required_attribute = False

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is wrong with it.")},
    )
    words = WordsField(
        label=_("In your words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("reason") == Report.Reason.OTHER and not cleaned.get("words", "").strip():
            self.add_error("words", gettext("Please say in a few words what is wrong."))
        return cleaned
