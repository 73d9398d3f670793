from django.contrib import admin
from django.utils.safestring import mark_safe
from js_asset import JS, Media

from articles.admin.desk import EveryPageAdmin, sanitise_early
from articles.admin.stories import EDITOR_STYLE
from comments.models import Policy


@admin.register(Policy)
class PolicyAdmin(EveryPageAdmin):
    """A new one takes the place of the old, which stay to be read."""

    list_display = ["in_force_from", "short"]
    has_history = False

    class Media:
        # Gives the editor its name.
        js = [JS("newsroom/js/admin-story.js", {"type": "module"})]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changeform_view(self, request, *args, **kwargs):
        sanitise_early(request, Policy)
        return super().changeform_view(request, *args, **kwargs)

    def get_fields(self, request, obj=None):
        return ["short", "page"] if obj else ["short", "whole"]

    def get_readonly_fields(self, request, obj=None):
        return ["page"] if obj else []

    @admin.display(description="whole")
    def page(self, policy):
        # Sanitised when it was saved.
        return mark_safe(policy.whole)

    def get_changeform_initial_data(self, request):
        newest = Policy.objects.current()
        return {"short": newest.short, "whole": newest.whole} if newest else {}

    def render_change_form(self, request, context, *args, **kwargs):
        context["media"] = Media.from_media(context["media"], nonce=request.csp_nonce)
        response = super().render_change_form(request, context, *args, **kwargs)
        response._csp_update = {"style-src": [EDITOR_STYLE]}
        return response
