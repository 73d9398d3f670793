"""A text that is pasted into a form is never cut off: one that is too long is refused in words, and comes back."""

from django.forms import Field


def without_maxlength(field: Field) -> Field:
    """The field without the `maxlength` attribute, at which a browser cuts a text off silently."""
    field.widget.attrs.pop("maxlength", None)
    return field
