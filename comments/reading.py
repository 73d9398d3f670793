"""A discussion as a page shows it: one flat list in reading order, in a number of queries that never grows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.timezone import localdate

from articles.models import Revision
from comments.models import Comment, Discussion
from comments.models.comment import CommentQuerySet
from comments.threads import REPLIES_A_PAGE, THREADS_A_PAGE


@dataclass
class Line:
    """What stands at one place of a page: a comment, the mark of an update, or the link to a thread's other replies."""

    comment: Comment | None = None
    update: Revision | None = None
    same_day: bool = False
    more: Comment | None = None
    more_count: int = 0


@dataclass
class Reading:
    lines: list[Line] = field(default_factory=list)
    page: int = 1
    pages: int = 1
    # The nearest page that shows comments, if this one has none left; else 0.
    elsewhere: int = 0

    @property
    def earlier(self) -> int:
        return self.page - 1

    @property
    def later(self) -> int:
        return self.page + 1 if self.page < self.pages else 0


def read_page(discussion: Discussion, page: int, history: Sequence[Revision]) -> Reading:
    """One page of a story's discussion. `history` is the story's revisions, oldest first.

    2 queries with that for `history`, whatever the discussion's length; 1 more for pages after the first, up to 2 more
    for an empty one.
    """
    # Where no comment is visible, there is no other page to turn to.
    pages = max(1, -(-discussion.last_thread_number // THREADS_A_PAGE)) if discussion.visible_count else 1
    if discussion.pk is None:
        return Reading()
    comments = list(Comment.objects.for_page(discussion, page))
    before = None
    if page > 1 and comments:
        earlier = Comment.objects.filter(
            discussion=discussion, previewed=True, position=0, number__lt=comments[0].number
        )
        before = earlier.on_page().order_by("-number").first()
    reading = Reading(page=page, pages=pages)
    if not comments and discussion.visible_count:
        threads = Comment.objects.on_page().filter(discussion=discussion, previewed=True, position=0)
        reading.elsewhere = _nearest_page(threads, "number", page, THREADS_A_PAGE)
    for thread in _threads(comments):
        _mark_update(reading, history, before, thread[0])
        reading.lines += [Line(comment=comment) for comment in thread]
        shown = sum(comment.is_visible for comment in thread[1:])
        if rest := thread[0].visible_replies - shown:
            reading.lines.append(Line(more=thread[0], more_count=rest))
        before = thread[0]
    if page == pages and before is not None:
        _mark_update(reading, history, before, None)
    return reading


def read_thread(thread: Comment, page: int) -> Reading:
    """One of a thread's own pages: its root, and its replies by position."""
    pages = max(1, -(-thread.last_position // REPLIES_A_PAGE))
    first = (page - 1) * REPLIES_A_PAGE + 1
    replies = Comment.objects.on_page().filter(
        discussion=thread.discussion_id,
        number=thread.number,
        position__gte=first,
        position__lt=first + REPLIES_A_PAGE,
    )
    comments = [thread, *replies.for_reading()]
    reading = Reading([Line(comment=comment) for comment in comments], page, pages)
    if len(comments) == 1 and thread.visible_replies:
        replies = Comment.objects.on_page().filter(
            discussion=thread.discussion_id, number=thread.number, position__gt=0
        )
        reading.elsewhere = _nearest_page(replies, "position", page, REPLIES_A_PAGE)
    return reading


def _nearest_page(comments: CommentQuerySet, field: str, page: int, length: int) -> int:
    """The first later page with any of these comments, else the last earlier one: numbers never change. 0 if none."""
    after = comments.filter(**{f"{field}__gt": page * length}).order_by(field)
    before = comments.filter(**{f"{field}__lte": (page - 1) * length}).order_by(f"-{field}")
    number = after.values_list(field, flat=True).first() or before.values_list(field, flat=True).first()
    return -(-number // length) if number else 0


def _threads(comments: Iterable[Comment]) -> list[list[Comment]]:
    threads: list[list[Comment]] = []
    for comment in comments:
        if comment.position == 0 or not threads:
            threads.append([])
        threads[-1].append(comment)
    return threads


def _mark_update(
    reading: Reading, history: Sequence[Revision], before: Comment | None, after: Comment | None
) -> None:
    """Add a line if the story was updated between two threads, or since the last one, where `after` is None."""
    if before is None:
        return
    numbers = {revision.pk: revision.number for revision in history}
    newest = numbers[after.revision_id] if after else len(history)
    if newest > numbers[before.revision_id]:
        update = history[newest - 1]
        same_day = localdate(update.published_at) == localdate(before.created_at)
        reading.lines.append(Line(update=update, same_day=same_day))
