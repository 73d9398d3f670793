from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from accounts.models import User
from comments.models import Decision, Report
from comments.text import few_marks, to_lines
from core.admin.base import ReadOnlyAdmin


class RecordAdmin(ReadOnlyAdmin):
    """A line about a comment, kept for ever."""

    @admin.display(description="comment")
    def about(self, record: Report | Decision) -> SafeString:
        return format_html(
            '<a href="{}" dir="auto">{}</a>',
            reverse("admin:comments_comment_change", args=[record.comment_id]),
            Truncator(few_marks(record.comment.text)).chars(80),
        )

    @admin.display(description="words")
    def said(self, record: Report | Decision) -> SafeString | None:
        return format_html('<span dir="auto">{}</span>', to_lines(record.words)) if record.words else None


@admin.register(Report)
class ReportAdmin(RecordAdmin):
    list_display = ["reason", "said", "about", "by", "created_at", "decision"]
    list_filter = ["reason"]
    list_select_related = ["comment", "reporter", "decision__moderator"]
    fields = ["reason", "said", "about", "by", "created_at", "decision"]

    @admin.display(description="by")
    def by(self, report: Report) -> User | str:
        return report.reporter or "without an account"


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    list_display = ["action", "about", "reason", "said", "by", "created_at"]
    list_filter = ["action", "reason"]
    list_select_related = ["comment", "moderator"]
    fields = ["action", "about", "reason", "said", "by", "created_at"]

    @admin.display(description="by")
    def by(self, decision: Decision) -> User | str:
        return decision.moderator or (
            "the rule" if decision.action == Decision.Action.HIDE else "a moderator who has left"
        )
