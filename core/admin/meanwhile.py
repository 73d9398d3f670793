"""Forms that two people have open at once: each saves the fields that they changed, and no others."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = object


class MeanwhileMixin(_ModelForm):
    """The page sends along what each field had when it was opened. `changed_data` are those that its sender changed.

    Where somebody else has changed the same field meanwhile, it is refused once, and the form says what stands there
    now; what was typed stays in the field, and is saved when it is sent again.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            # A page of an earlier release sends none along: its fields are compared with what stands there now, but
            # for a box, of which nothing is sent unless it is ticked.
            is_sent = not self.is_bound or self.add_initial_prefix(name) in self.data
            is_compared = is_sent or isinstance(field, forms.BooleanField)
            field.show_hidden_initial = is_compared and not isinstance(field, forms.FileField)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        overtaken = {name: now for name in self.changed_data if (now := self._changed_to(name)) is not None}
        if overtaken:
            # Sent again, the field is compared with what stands there now.
            self.data = self.data.copy()  # type: ignore[attr-defined] # a QueryDict
        for name, now in overtaken.items():
            self.data[self.add_initial_prefix(name)] = now  # type: ignore[index] # it is a copy
            if name not in self.errors and cleaned.get(name) != self._python(name, now):
                # Translators: over a field of a form; what is in quotes stands there since another person saved it
                told = _(
                    "Somebody changed this meanwhile to “%(now)s”. Check it, and save again to put yours there."
                )
                self.add_error(name, told % {"now": self._shown(name, now)})
        return cleaned

    def _changed_to(self, name: str) -> Any:
        """What the field has by now, as a form shows it, if that is not what its sender saw; else None."""
        field = self.fields[name]
        if not field.show_hidden_initial or self.instance.pk is None:
            return None
        sent = self.data.get(self.add_initial_prefix(name))
        now = self[name].initial
        if sent is None or self._python(name, sent) == self._python(name, now):
            return None
        return "" if now is None else str(now)

    def _shown(self, name: str, now: str) -> str:
        """What its field says of a value, which may be the key of something, or a tick."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            # Translators: whether a box in a form is ticked
            return _("yes") if self._python(name, now) else _("no")
        if isinstance(field, forms.ModelChoiceField):
            return str(self._python(name, now) or "")
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(now, now))  # type: ignore[arg-type] # it has no groups
        return now

    def _python(self, name: str, value: Any) -> Any:
        try:
            return self.fields[name].to_python(value)
        except forms.ValidationError:
            return value
