"""What a comment's page in the admin shows around it: its thread, its reports, and what its author wrote before."""

from typing import Any

from django.db.models import Q

from comments.models import Comment, Report
from comments.moderation.admin import queue
from core.pagination import Page, behind, find_row, page_of

# Enough to see what a remark answers and what it set off; the thread's own page has the rest.
NEIGHBOURS, HANGING = 2, 10
# Enough to see a habit.
LAST_COMMENTS = 10
# A campaign has hundreds; the decision is for all of them.
REPORTS_A_PAGE = 50


def reports_of(comment: Comment, after: str = "") -> Page[Report]:
    """One page of a comment's reports, behind the one of key `after`: open ones first, both kinds oldest first.

    A report that is closed meanwhile comes among the closed ones: none is left out.
    """
    last, closed = find_row(comment.reports.all(), after), comment.reports.exclude(decision=None)
    parts = [closed] if last and last.decision_id else [comment.open_reports, closed]
    first, *others = (each.select_related("reporter", "decision__moderator").order_by("pk") for each in parts)
    return page_of(REPORTS_A_PAGE, behind(first, last), *others)


def thread_around(comment: Comment) -> list[Comment]:
    """The comment, what it answers, its neighbours and its first answers, in reading order: 2 queries.

    Both queries use an index, however long the thread is. Each comment gets `after_a_gap`: whether this list leaves out
    others just before it.
    """
    # By key, which is the order of their positions too: the index of answers is in this order. The lower bound is for
    # PostgreSQL, which may go through all comments by key: no answer is older than what it answers, so it begins there.
    answers = Comment.objects.filter(parent=comment, pk__gt=comment.pk).order_by("pk")
    hanging = answers.values_list("pk", flat=True)[:HANGING]
    beside = Q(
        discussion=comment.discussion_id,
        number=comment.number,
        position__range=(comment.position - NEIGHBOURS, comment.position + NEIGHBOURS),
    )
    answered = Q(pk__in=[comment.thread_id or comment.pk, comment.parent_id or comment.pk, *hanging])
    rows = Comment.objects.filter(beside | answered).select_related("author", "parent__author")
    around = list(rows.order_by("position"))
    before = 0
    for each in around:
        each.after_a_gap = each.position > before + 1
        before = each.position
    return around


def history_of(comment: Comment) -> dict[str, Any]:
    """What its author wrote, and what became of it: 3 queries."""
    theirs = Comment.objects.filter(author=comment.author_id)
    last = theirs.exclude(pk=comment.pk).order_by("-created_at", "-pk")
    last = last.select_related("discussion__article__revision").defer(*queue.BODIES)
    return {
        **queue.histories_of([comment.author_id])[comment.author_id],
        "last": last.prefetch_related("decisions")[:LAST_COMMENTS],
    }
