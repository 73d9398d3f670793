import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Revision
from comments.models.discussion import Discussion
from comments.models.threaded import Threaded
from comments.moderation.moderated import Moderated
from comments.moderation.reports import Report
from comments.moderation.state import State
from comments.threads import THREADS_A_PAGE, is_on_page, visible_change

# All that a page shows of a comment itself.
_READ = (
    "discussion",
    "revision",
    "parent",
    "thread",
    "number",
    "position",
    "html",
    "state",
    "created_at",
    "visible_replies",
    "last_position",
)


def permalink(pk: int) -> str:
    before, after = _around_a_permalink()
    return f"{before}{pk}{after}"


@lru_cache(maxsize=1)
def _around_a_permalink() -> tuple[str, str]:
    """What stands before and behind a comment's number. To look a hundred up takes as long as the rest of a page."""
    before, _, after = reverse("comments:permalink", args=[1]).rpartition("1")
    return before, after


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible(self) -> Self:
        """What an anonymous reader can read: every count, link and list of comments starts here."""
        return self.filter(state=State.VISIBLE)

    def on_page(self) -> Self:
        """What pages show: visible comments, and a line for each that is gone from above a visible one."""
        return self.filter(on_page=True)

    def newest_first(self) -> Self:
        """By time: one that was imported is as old as it says."""
        return self.order_by("-created_at", "-pk")

    def for_page(self, discussion: Discussion, page: int) -> Self:
        """One page of a story's discussion, threads with their first replies, in reading order: 1 query."""
        first = (page - 1) * THREADS_A_PAGE + 1
        return (
            self.on_page()
            .filter(
                discussion=discussion, previewed=True, number__gte=first, number__lt=first + THREADS_A_PAGE
            )
            .for_reading()
        )

    def for_reading(self) -> Self:
        """In reading order, with no more than a page shows: one object a row, none for its people and its parent."""
        return (
            self.order_by("number", "position")
            .only(*_READ)
            .annotate(
                author_name=F("author__username"),
                author_is_staff=F("author__is_staff"),
                answered_name=F("parent__author__username"),
                answered_state=F("parent__state"),
            )
        )

    def waiting(self) -> Self:
        """What a moderator has to look at: reported, hidden by reports, or held. What its author took back is over.

        Two small sets by an index each, however many comments there are: 9 ms among 100,000.
        """
        # Said twice, or the index of what is not visible is not taken.
        unseen = self.model.objects.exclude(state=State.VISIBLE).filter(state__in=(State.HIDDEN, State.HELD))
        reports = Report.objects.filter(decision=None)
        # One set of both: of two with an "or" between them, PostgreSQL asks every comment.
        both = unseen.order_by().values("pk").union(reports.order_by().values("comment"))
        return self.filter(pk__in=both).exclude(state=State.WITHDRAWN)


class Comment(Threaded, Moderated, models.Model):
    """What a reader wrote under a story: where it stands is Threaded's, and whether it may, Moderated's."""

    discussion = models.ForeignKey(Discussion, models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    # What its author had read.
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="answers")
    thread = models.ForeignKey("self", models.PROTECT, null=True, related_name="thread_replies")
    # Of its thread in the discussion, and its own in the thread, where 0 is the root. Neither ever changes.
    number = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)
    text = models.TextField()
    # Made of the text when it is saved.
    html = models.TextField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.VISIBLE)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    # Kept by the verbs, so that a page is read by one index however long the discussion is.
    # Pages show it, or that it is gone.
    on_page = models.BooleanField(default=True)
    # A root, or one of the first three replies to it that are on pages.
    previewed = models.BooleanField(default=False)
    # Of the thread that it is the root of: how many are visible, and the highest position that was given.
    visible_replies = models.PositiveIntegerField(default=0)
    last_position = models.PositiveIntegerField(default=0)

    objects = CommentQuerySet.as_manager()

    if TYPE_CHECKING:
        from collections import Counter

        from comments.moderation.decisions import Seen

        # Of one that is read for a page: see CommentQuerySet.for_reading.
        author_name: str
        author_is_staff: bool
        answered_name: str
        answered_state: str
        # Of one’s own: see comments.views.mine.
        has_story: bool
        is_shown: bool
        # Of one in a list of the admin, and in its thread there: see comments.moderation.admin.
        reasons: Counter[str]
        seen: Seen
        history: dict[str, int]
        after_a_gap: bool

    class Meta:
        ordering = ["discussion", "number", "position"]
        verbose_name, verbose_name_plural = _("comment"), _("comments")
        permissions = [("moderate_comment", "Can approve and remove comments and dismiss reports")]
        constraints = [
            models.UniqueConstraint(fields=["discussion", "number", "position"], name="comment_position"),
            models.CheckConstraint(
                condition=Q(thread=None, parent=None, position=0)
                | Q(thread__isnull=False, parent__isnull=False, position__gt=0),
                name="comment_begins_or_replies",
            ),
        ]
        indexes = [
            # Of what is previewed alone: SQLite finds nothing by a column that is true or false.
            models.Index(
                fields=["discussion", "number", "position"], condition=Q(previewed=True), name="comment_page"
            ),
            models.Index(F("author"), F("created_at").desc(), name="comment_by_author"),
            models.Index(
                F("created_at").desc(),
                F("discussion"),
                condition=Q(state="visible"),
                name="comment_visible_by_time",
            ),
            models.Index(fields=["state", "-id"], condition=~Q(state="visible"), name="comment_not_visible"),
            models.Index(
                fields=["author", "state"],
                condition=~Q(state="visible"),
                name="comment_not_visible_by_author",
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(name)s wrote: %(text)s") % {"name": self.author, "text": self.text[:60]}

    def get_absolute_url(self) -> str:
        """The permalink: it finds the comment's page, wherever that is by then."""
        return permalink(self.pk)

    # Verbs

    def lock(self) -> datetime.datetime:
        """Hold its discussion, then it, and read both again; the instant returned is the write's own."""
        self.discussion.lock()
        self.refresh_from_db(from_queryset=Comment.objects.select_for_update(of=("self",)))
        return timezone.now()

    def set_state(self, state: str) -> None:
        """Change the state and everything counted from it. Under its lock; the caller says why it changed."""
        before = self.is_visible
        self.state = state
        self.on_page = is_on_page(self.is_visible, self._visible_below)
        self.save(update_fields=["state", "on_page"])
        change = visible_change(before, self.is_visible)
        self.discussion.visible_count += change
        self.discussion.version += 1
        self.discussion.save(update_fields=["visible_count", "version"])
        self._settle_thread(change)
        if change < 0:
            self.discussion.note_removal()
