"""What is pasted into a form comes whole: too much is refused in words, and comes back."""

from django.forms import Field


def uncut(field: Field) -> Field:
    """Without the `maxlength` at which a browser cuts off in silence."""
    field.widget.attrs.pop("maxlength", None)
    return field
