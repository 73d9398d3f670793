from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from js_asset import JS, Media

from articles.admin.desk import EveryPageAdmin, ReadOnlyAdmin, sanitise_early
from articles.admin.stories import EDITOR_STYLE
from comments.models import Decision, Policy, Report
from comments.text import few_marks, to_lines


class RecordAdmin(ReadOnlyAdmin):
    """A line about a comment, kept for ever."""

    show_full_result_count = False
    ordering = ["-pk"]

    @admin.display(description="comment")
    def about(self, record):
        return format_html(
            '<a href="{}" dir="auto">{}</a>',
            reverse("admin:comments_comment_change", args=[record.comment_id]),
            Truncator(few_marks(record.comment.text)).chars(80),
        )

    @admin.display(description="words")
    def said(self, record):
        return format_html('<span dir="auto">{}</span>', to_lines(record.words)) if record.words else None


@admin.register(Report)
class ReportAdmin(RecordAdmin):
    list_display = ["reason", "said", "about", "by", "created_at", "decision"]
    list_filter = ["reason"]
    list_select_related = ["comment", "reporter", "decision__moderator"]
    fields = ["reason", "said", "about", "by", "created_at", "decision"]

    @admin.display(description="by")
    def by(self, report):
        return report.reporter or "without an account"


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    list_display = ["action", "about", "reason", "said", "by", "created_at"]
    list_filter = ["action", "reason"]
    list_select_related = ["comment", "moderator"]
    fields = ["action", "about", "reason", "said", "by", "created_at"]

    @admin.display(description="by")
    def by(self, decision):
        return decision.moderator or (
            "the rule" if decision.action == Decision.Action.HIDE else "a moderator who has left"
        )


@admin.register(Policy)
class PolicyAdmin(EveryPageAdmin):
    """A new one takes the place of the old, which stay to be read."""

    list_display = ["in_force_from", "short"]
    has_history = False

    class Media:
        # Gives the editor its name.
        js = [JS("articles/js/admin/story.js", {"type": "module"})]

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
