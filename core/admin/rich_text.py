"""For admins whose form has the editor of rich text."""

import contextlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.http import HttpRequest, HttpResponse
from js_asset import Media

from core.admin.mixins import ForModelAdmin
from core.rich_text import editor
from core.rich_text.fields import RichTextField
from core.rich_text.sanitising import sanitise

# The one style element that the editor (ProseMirror, in django-prose-editor 0.28) puts into the page.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"


class RichTextAdmin(ForModelAdmin):
    """Lets the editor's script and style through the page's Content-Security-Policy, and gives it its words."""

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, RichTextField):
            field.widget.attrs |= editor.attributes()
        return field

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["media"] = Media.from_media(context["media"], nonce=request.csp_nonce)  # type: ignore[attr-defined] # CSPMiddleware's
        response = super().render_change_form(request, context, *args, **kwargs)
        response._csp_update = {"style-src": [EDITOR_STYLE]}  # type: ignore[attr-defined] # CSPMiddleware's
        return response


def sanitise_early(request: HttpRequest, model: type[Model]) -> None:
    """Sanitise a form's texts before the transaction begins, which holds locks: in it, fields find the result."""
    for field in model._meta.fields:
        if isinstance(field, RichTextField) and request.method == "POST":
            # The form itself says what is wrong.
            with contextlib.suppress(ValidationError):
                sanitise(request.POST.get(field.name))
