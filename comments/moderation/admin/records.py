from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.models import Decision, Report
from comments.text import few_marks, to_lines
from core.admin.base import ReadOnlyAdmin


class RecordAdmin(ReadOnlyAdmin):
    """A line about a comment, kept for ever."""

    # Translators: What a reader wrote under a story: the head of a column.
    @admin.display(description=pgettext_lazy("field", "comment"))
    def about(self, record: Report | Decision) -> SafeString:
        return format_html(
            '<a href="{}" dir="auto">{}</a>',
            reverse("admin:comments_comment_change", args=[record.comment_id]),
            Truncator(few_marks(record.comment.text)).chars(80),
        )

    # Translators: What somebody wrote with a report or a decision.
    @admin.display(description=_("words"))
    def said(self, record: Report | Decision) -> SafeString:
        words = record.explanation if isinstance(record, Decision) else record.words
        return (
            format_html('<span dir="auto">{}</span>', to_lines(words))
            if words
            else self.get_empty_value_display()
        )


@admin.register(Report)
class ReportAdmin(RecordAdmin):
    list_display = ["reason", "said", "about", "by", "created_at", "decision"]
    list_filter = ["reason"]
    list_select_related = ["comment", "reporter", "decision__moderator"]
    fields = ["reason", "said", "about", "by", "created_at", "decision"]

    @admin.display(description=pgettext_lazy("who reported", "by"))
    def by(self, report: Report) -> User | str:
        return report.reporter or gettext("without an account")


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    list_display = ["action", "about", "reason", "said", "by", "created_at"]
    list_filter = ["action", "reason"]
    list_select_related = ["comment", "moderator"]
    fields = ["action", "about", "reason", "said", "by", "created_at"]

    @admin.display(description=pgettext_lazy("who decided", "by"))
    def by(self, decision: Decision) -> User | str:
        if decision.moderator:
            return decision.moderator
        if decision.action == Decision.Action.HIDE:
            # Translators: Who hid a comment that was reported often.
            return gettext("the rule")
        return gettext("a moderator who has left")
