from typing import TYPE_CHECKING, Any

from django.urls import reverse

from comments.mixins import ForComment
from comments.threads import (
    REPLIES_A_PAGE,
    THREADS_A_PAGE,
    first_replies,
    is_on_page,
    next_number,
    root_of,
    visible_change,
)

if TYPE_CHECKING:
    from comments.models.comment import Comment, CommentQuerySet


class Threaded(ForComment):
    """The part of a comment that its thread is about: its position, its pages, and what it keeps of its replies."""

    # Questions

    @property
    def root(self) -> "Comment":
        """The comment that its thread begins with: itself, or the one above."""
        return root_of(self, self.thread)  # type: ignore[return-value] # it is a comment

    @property
    def page(self) -> int:
        """Of the story's discussion, counted from 1."""
        return (self.number - 1) // THREADS_A_PAGE + 1

    @property
    def thread_page(self) -> int:
        """Of its thread's own pages, counted from 1."""
        return max(self.position - 1, 0) // REPLIES_A_PAGE + 1

    @property
    def page_address(self) -> str:
        """Of its thread's page of the story's discussion, whether it stands there or not."""
        page = f"?page={self.page}" if self.page > 1 else ""
        return f"{self.discussion.article.get_absolute_url()}{page}"

    @property
    def anchor(self) -> str:
        return f"comment-{self.pk}"

    @property
    def address(self) -> str:
        """Where it can be read now: the story's page, or its thread's own where it stands below the first replies."""
        if self.previewed:
            return f"{self.page_address}#{self.anchor}"
        return f"{self.thread_address}{f'?page={self.thread_page}' if self.thread_page > 1 else ''}#{self.anchor}"

    @property
    def thread_address(self) -> str:
        day = self.discussion.article.url_date
        return reverse(
            "comments:thread",
            args=[f"{day:%Y}", f"{day:%m}", f"{day:%d}", self.discussion.article.slug, self.number],
        )

    # Verbs, and what they keep

    def attach_reply(self) -> dict[str, Any]:
        """Take the next position in its thread for a reply, and return its fields. Under the discussion's lock."""
        thread = self.root
        previewed = list(self._thread_replies().filter(previewed=True).values_list("pk", flat=True))
        thread.last_position = next_number(thread.last_position)
        thread.visible_replies += visible_change(before=False, after=True)
        thread.save(update_fields=["last_position", "visible_replies"])
        return {
            "parent": self,
            "thread": thread,
            "number": thread.number,
            "position": thread.last_position,
            # Its position is the last.
            "previewed": None in first_replies([*previewed, None]),
        }

    def _settle_thread(self, change: int) -> None:
        """After a reply appeared or went: who above it is on pages, and which replies are previewed."""
        if self.thread_id is None or self.parent_id is None:
            # It begins its thread.
            return
        comments = self.discussion.comments
        thread = comments.get(pk=self.thread_id)
        thread.visible_replies += change
        thread.on_page = is_on_page(thread.is_visible, thread._visible_below)
        thread.save(update_fields=["visible_replies", "on_page"])
        if self.parent_id != self.thread_id:
            parent = comments.get(pk=self.parent_id)
            parent.on_page = is_on_page(parent.is_visible, parent._visible_below)
            parent.save(update_fields=["on_page"])
        replies = self._thread_replies()
        first = list(first_replies(replies.on_page().order_by("position").values_list("pk", flat=True)))
        replies.filter(previewed=True).exclude(pk__in=first).update(previewed=False)
        replies.filter(pk__in=first, previewed=False).update(previewed=True)
        self.refresh_from_db(fields=["previewed"])

    @property
    def _visible_below(self) -> int:
        return self.answers.visible().exists() if self.thread_id else self.visible_replies

    def _thread_replies(self) -> "CommentQuerySet":
        """All in its thread but the root."""
        return self.discussion.comments.filter(number=self.number, position__gt=0)
