import contextlib

from django.core.exceptions import ValidationError

from core.rich_text.fields import RichTextField
from core.rich_text.sanitising import sanitise


def sanitise_early(request, model):
    """Sanitise what a form sent before the transaction begins, which holds locks: its fields find it done."""
    for field in model._meta.fields:
        if isinstance(field, RichTextField) and request.method == "POST":
            # What is wrong with it the form says.
            with contextlib.suppress(ValidationError):
                sanitise(request.POST.get(field.name))
