"""The list of comments in the admin: what waits for a moderator, with the facts for a decision."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR, ChangeList
from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, Decision, Report
from comments.models.comment import CommentQuerySet
from comments.moderation.decisions import Seen
from comments.moderation.state import State

SHOW = "show"
URGENCY = ["-open_count", "waiting_since", "pk"]
# No list shows these columns.
BODIES = ["discussion__article__body", "discussion__article__revision__body"]


def by_urgency(comments: CommentQuerySet) -> CommentQuerySet:
    """Reported by most first, for it does most harm; among equals what has waited longest, lest it be left.

    A reader or an address with several reports counts once. Each report of a reader whose account is gone counts.
    """
    by_readers = Count("reporter", distinct=True)
    by_addresses = Count(NullIf("address_hash", Value("")), distinct=True)
    by_who_left = Count("pk", filter=Q(reporter=None, address_hash=""))
    reports = Report.objects.filter(comment=OuterRef("pk"), decision=None).order_by().values("comment")
    return comments.annotate(
        open_count=Coalesce(
            Subquery(reports.annotate(each=by_readers + by_addresses + by_who_left).values("each")), 0
        ),
        waiting_since=Coalesce(
            Subquery(reports.annotate(first=Min("created_at")).values("first")), "created_at"
        ),
    ).order_by(*URGENCY)


def next_waiting(after: Comment) -> Comment | None:
    """What a moderator looks at when `after` is decided; None when the queue is empty."""
    return by_urgency(Comment.objects.waiting()).exclude(pk=after.pk).first()


def is_queue(request: HttpRequest) -> bool:
    """Whether the list shows what waits, because nothing else was asked for."""
    return request.GET.get(SHOW, "waiting") == "waiting" and not request.GET.get(SEARCH_VAR)


class ShowFilter(admin.SimpleListFilter):
    # Translators: Whether a comment is visible, hidden, removed …
    title, parameter_name = _("state"), SHOW

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.is_queue = is_queue(request)
        super().__init__(request, *args)

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("waiting", gettext("Waiting for a moderator")),
            *((state.value, str(state.label)) for state in self._states()),
            ("all", gettext("All comments")),
        ]

    def _states(self) -> list[State]:
        """All, but HELD only if a comment is held: nothing of the site's own holds one."""
        held = Comment.State.HELD
        is_any_held = Comment.objects.exclude(state=Comment.State.VISIBLE).filter(state=held).exists()
        return [state for state in Comment.State if state != held or is_any_held]

    def queryset(self, request: HttpRequest, comments: CommentQuerySet) -> CommentQuerySet:  # type: ignore[override] # no other list has it
        if self.is_queue:
            return by_urgency(comments.waiting())
        if self.value() not in Comment.State:
            return comments
        chosen = comments.filter(state=self.value())
        # The second condition is that of the index `comment_not_visible`, which is not used without it.
        return (
            chosen if self.value() == Comment.State.VISIBLE else chosen.exclude(state=Comment.State.VISIBLE)
        )

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Without Django's "All": the queue is the default, and a search looks through all comments."""
        chosen = "waiting" if self.is_queue else self.value() if self.value() in Comment.State else "all"
        for value, title in self.lookup_choices:
            to = [{}, [SHOW, SEARCH_VAR]] if value == "waiting" else [{SHOW: value}]
            yield {
                "selected": chosen == value,
                "query_string": changelist.get_query_string(*to),
                "display": title,
            }


class CommentList(ChangeList):
    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        if is_queue(request) and ORDER_VAR not in self.params:
            return URGENCY
        return super().get_ordering(request, queryset)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = add_facts(list(self.result_list))
        # No "Show all" beside the search: it would lead back to the queue.
        self.full_result_count = self.result_count


def add_facts(comments: list[Comment]) -> list[Comment]:
    """Give each its `reasons` {label: open reports}, `seen` and `history` of its author: 3 queries for the list."""
    reports, decisions = _open_reports(comments), _newest_decisions(comments)
    histories = histories_of({comment.author_id for comment in comments})
    for comment in comments:
        newest, comment.reasons = reports.get(comment.pk, (0, Counter()))
        comment.seen = Seen(decisions.get(comment.pk, 0), newest)
        comment.history = histories[comment.author_id]
    return comments


def histories_of(authors: Iterable[int]) -> dict[int, dict[str, int]]:
    """{author: {"written": comments ever, "removed": of them by moderators}}: 2 queries, each by an index alone."""
    rows = Comment.objects.filter(author__in=authors).order_by().values_list("author")
    gone = rows.filter(state=Comment.State.REMOVED).exclude(state=Comment.State.VISIBLE)
    removed = dict(gone.annotate(each=Count("pk")))
    written = rows.annotate(each=Count("pk"))
    return {author: {"written": each, "removed": removed.get(author, 0)} for author, each in written}


def _open_reports(comments: list[Comment]) -> dict[int, tuple[int, Counter[str]]]:
    """{comment: (newest report, {label: how many})}"""
    found: dict[int, tuple[int, Counter[str]]] = {}
    rows = Report.objects.filter(comment__in=comments, decision=None).order_by().values("comment", "reason")
    for row in rows.annotate(each=Count("pk"), newest=Max("pk")).order_by("-each", "reason"):
        newest, reasons = found.get(row["comment"], (0, Counter()))
        reasons[str(Report.Reason(row["reason"]).label)] = row["each"]
        found[row["comment"]] = max(newest, row["newest"]), reasons
    return found


def _newest_decisions(comments: list[Comment]) -> dict[int, int]:
    rows = Decision.objects.filter(comment__in=comments).order_by().values("comment")
    return dict(rows.annotate(newest=Max("pk")).values_list("comment", "newest"))
