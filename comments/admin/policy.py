from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from js_asset import Script

from comments.models import Policy
from core.admin.every_page import EveryPageAdmin
from core.admin.rich_text import RichTextAdmin, sanitise_early


@admin.register(Policy)
class PolicyAdmin(RichTextAdmin, EveryPageAdmin):
    """A new policy replaces the old ones, which can still be read."""

    list_display = ["in_force_from", "short"]
    has_history = False

    class Media:
        # This script gives the rich text editor its accessible name.
        js = [Script("articles/js/admin/story.js", type="module")]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sanitise_early(request, Policy)
        return super().changeform_view(request, *args, **kwargs)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "title": gettext("New comment policy"),
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        return super().add_view(request, form_url, context | (extra_context or {}))

    def get_fieldsets(self, request: HttpRequest, obj: Policy | None = None) -> Any:
        said = _("Once it is saved, it takes the place of the policy in force. That one stays in the list.")
        return [(None, {"fields": self.get_fields(request, obj), "description": "" if obj else said})]

    def get_fields(self, request: HttpRequest, obj: Policy | None = None) -> list[Any]:
        return ["short", "page"] if obj else ["short", "whole"]

    def get_readonly_fields(self, request: HttpRequest, obj: Policy | None = None) -> list[str]:
        return ["page"] if obj else []

    # Translators: The whole comment policy, beside its short form.
    @admin.display(description=_("whole"))
    def page(self, policy: Policy) -> SafeString:
        # Sanitised when it was saved.
        return mark_safe(policy.whole)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        newest = Policy.objects.current()
        return {"short": newest.short, "whole": newest.whole} if newest else {}
