"""What stands around a comment on its page in the admin: its thread, its reports, and what its author wrote before."""

from django.db.models import Q

from accounts.numbers import plain_number
from comments.models import Comment
from comments.moderation.admin import queue

# Enough to see what a remark answers and what it set off; the thread's own page has the rest.
NEIGHBOURS, HANGING = 2, 10
# Enough to see a habit.
LAST_COMMENTS = 10
# A campaign has hundreds; the decision is for all of them.
REPORTS_A_PAGE = 50


def reports_of(comment, after=""):
    """(one page, the number of its last where there are more): open ones first, each kind oldest first.

    By the key of the last one that was shown, so that each page costs the same. One that is closed meanwhile has
    gone to the others; none is left out.
    """
    last = comment.reports.filter(pk=plain_number(after)).first() if plain_number(after) else None
    open_reports, closed = comment.open_reports, comment.reports.exclude(decision=None)
    if last and last.decision_id:
        parts = [closed.filter(pk__gt=last.pk)]
    else:
        parts = [open_reports.filter(pk__gt=last.pk) if last else open_reports, closed]
    found = []
    for part in parts:
        rows = part.select_related("reporter", "decision__moderator").order_by("pk")
        found += rows[: REPORTS_A_PAGE + 1 - len(found)]
    return found[:REPORTS_A_PAGE], found[REPORTS_A_PAGE - 1].pk if len(found) > REPORTS_A_PAGE else None


def thread_around(comment):
    """What it answers, what stands beside it, what hangs on it, in reading order and with itself: 2 queries.

    However long the thread is: both find what they take by an index. Each has `after_a_gap` where others stand between.
    """
    # In the order in which they were written, which is that of their places: by it the index of answers goes.
    hanging = Comment.objects.filter(parent=comment).order_by("pk").values_list("pk", flat=True)[:HANGING]
    beside = Q(
        discussion=comment.discussion_id,
        number=comment.number,
        place__range=(comment.place - NEIGHBOURS, comment.place + NEIGHBOURS),
    )
    answered = Q(pk__in=[comment.thread_id or comment.pk, comment.parent_id or comment.pk, *hanging])
    around = Comment.objects.filter(beside | answered).select_related("author", "parent__author")
    around = list(around.order_by("place"))
    before = 0
    for each in around:
        each.after_a_gap = each.place > before + 1
        before = each.place
    return around


def history_of(comment):
    """What its author wrote, and what became of it: 3 queries."""
    theirs = Comment.objects.filter(author=comment.author_id)
    last = theirs.exclude(pk=comment.pk).order_by("-created_at", "-pk")
    last = last.select_related("discussion__article__revision").defer(*queue.BODIES)
    return {
        **queue.histories_of([comment.author_id])[comment.author_id],
        "last": last.prefetch_related("decisions")[:LAST_COMMENTS],
    }
