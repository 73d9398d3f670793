import logging
from functools import lru_cache

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition, Revision

logger = logging.getLogger(__name__)

# On the story's page; the thread's own page has the rest.
REPLIES_UNDER_A_THREAD = 3
THREADS_A_PAGE = 25
REPLIES_A_PAGE = 50
# All that a page shows of a comment itself.
_READ = (
    "discussion",
    "revision",
    "parent",
    "thread",
    "number",
    "place",
    "html",
    "state",
    "created_at",
    "replies",
    "places",
)


def permalink(pk):
    before, after = _around_a_permalink()
    return f"{before}{pk}{after}"


@lru_cache(maxsize=1)
def _around_a_permalink():
    """What stands before and behind a comment's number. To look a hundred up takes as long as the rest of a page."""
    before, _, after = reverse("comments:permalink", args=[1]).rpartition("1")
    return before, after


class CommentQuerySet(models.QuerySet):
    def visible(self):
        """What an anonymous reader can read: every count, link and list of comments starts here."""
        return self.filter(state=Comment.State.VISIBLE)

    def standing(self):
        """What has a place on a page: visible, or holding the place that a visible reply hangs on."""
        return self.filter(standing=True)

    def newest_first(self) -> models.QuerySet:
        """By time: one that was imported is as old as it says."""
        return self.order_by("-created_at", "-pk")

    def on_page(self, discussion, page):
        """One page of a story's discussion, threads with their first replies, in reading order: 1 query."""
        first = (page - 1) * THREADS_A_PAGE + 1
        return (
            self.standing()
            .filter(discussion=discussion, leading=True, number__gte=first, number__lt=first + THREADS_A_PAGE)
            .for_reading()
        )

    def for_reading(self):
        """In reading order, with no more than a page shows: one object a row, none for its people and its parent."""
        return (
            self.order_by("number", "place")
            .only(*_READ)
            .annotate(
                author_name=F("author__username"),
                author_is_staff=F("author__is_staff"),
                answered_name=F("parent__author__username"),
                answered_state=F("parent__state"),
            )
        )

    def waiting(self):
        """What a moderator has to look at: reported, hidden by reports, or held. What its author took back is over.

        Two small sets by an index each, however many comments there are: 9 ms among 100,000.
        """
        State = self.model.State
        # Said twice, or the index of what is not visible is not taken.
        unseen = self.model.objects.exclude(state=State.VISIBLE).filter(state__in=(State.HIDDEN, State.HELD))
        reports = self.model.reports.rel.related_model.objects.filter(decision=None)
        # One set of both: of two with an "or" between them, PostgreSQL asks every comment.
        both = unseen.order_by().values("pk").union(reports.order_by().values("comment"))
        return self.filter(pk__in=both).exclude(state=State.WITHDRAWN)


class Comment(models.Model):
    class State(models.TextChoices):
        VISIBLE = "visible", "Visible"
        HELD = "held", "Held: not shown yet"
        HIDDEN = "hidden", "Hidden by reports"
        REMOVED = "removed", "Removed by a moderator"
        WITHDRAWN = "withdrawn", "Withdrawn by its author"

    discussion = models.ForeignKey("comments.Discussion", models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", help_text="What its author had read."
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="answers")
    thread = models.ForeignKey("self", models.PROTECT, null=True, related_name="thread_replies")
    number = models.PositiveIntegerField(help_text="Of its thread in the discussion; never changes.")
    place = models.PositiveIntegerField(default=0, help_text="In its thread: 0 begins it; never changes.")
    text = models.TextField()
    html = models.TextField(help_text="Made of the text when it is saved.")
    state = models.CharField(max_length=10, choices=State, default=State.VISIBLE)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    # Kept by the verbs, so that a page is read by one index however long the discussion is.
    standing = models.BooleanField(default=True, help_text="Has a place on pages.")
    leading = models.BooleanField(
        default=False, help_text="Begins a thread, or is of the first three standing below."
    )
    replies = models.PositiveIntegerField(default=0, help_text="Visible ones in the thread it begins.")
    places = models.PositiveIntegerField(
        default=0, help_text="The highest place given in the thread it begins."
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["discussion", "number", "place"]
        permissions = [("moderate_comment", "Can approve and remove comments and dismiss reports")]
        constraints = [
            models.UniqueConstraint(fields=["discussion", "number", "place"], name="comment_place"),
            models.CheckConstraint(
                condition=Q(thread=None, parent=None, place=0)
                | Q(thread__isnull=False, parent__isnull=False, place__gt=0),
                name="comment_begins_or_replies",
            ),
        ]
        indexes = [
            # Of what leads alone: SQLite finds nothing by a column that is true or false.
            models.Index(
                fields=["discussion", "number", "place"], condition=Q(leading=True), name="comment_page"
            ),
            models.Index(F("author"), F("created_at").desc(), name="comment_by_author"),
            models.Index(fields=["state", "-id"], condition=~Q(state="visible"), name="comment_not_visible"),
            models.Index(
                fields=["author", "state"],
                condition=~Q(state="visible"),
                name="comment_not_visible_by_author",
            ),
        ]

    def __str__(self):
        return f"{self.author} wrote: {self.text[:60]}"

    def get_absolute_url(self):
        """The permalink: it finds the comment's page, wherever that is by then."""
        return permalink(self.pk)

    # Questions

    @property
    def is_visible(self):
        return self.state == self.State.VISIBLE

    @property
    def absence(self):
        """What stands in its place while it is not shown."""
        return {
            self.State.HELD: "This comment is waiting for a moderator.",
            self.State.HIDDEN: "This comment was reported and is hidden until a moderator has looked at it.",
            self.State.REMOVED: "This comment was removed by a moderator.",
            self.State.WITHDRAWN: "This comment was withdrawn by its author.",
        }.get(self.state, "")

    @property
    def can_be_withdrawn(self):
        """By its author: what a moderator removed stays removed, and says why."""
        return self.state in (self.State.VISIBLE, self.State.HELD, self.State.HIDDEN)

    @property
    def judgement(self):
        """The newest decision by a moderator. The rule's own hiding is nobody's judgement, and covers nobody's."""
        return self.decisions.exclude(action="hide").order_by("-pk").first()

    @property
    def removal(self):
        """Why it was removed: the newest decision that did so; later ones may only have closed reports."""
        removals = [decision for decision in self.decisions.all() if decision.action == "remove"]
        return max(removals, key=lambda decision: decision.pk, default=None)

    @property
    def beginning(self):
        """The comment that begins its thread: itself, or the one above."""
        return self.thread or self

    @property
    def page(self):
        """Of the story's discussion, counted from 1."""
        return (self.number - 1) // THREADS_A_PAGE + 1

    @property
    def thread_page(self):
        """Of its thread's own pages, counted from 1."""
        return max(self.place - 1, 0) // REPLIES_A_PAGE + 1

    @property
    def page_address(self) -> str:
        """Of its thread's page of the story's discussion, whether it stands there or not."""
        page = f"?page={self.page}" if self.page > 1 else ""
        return f"{self.discussion.article.get_absolute_url()}{page}"

    @property
    def anchor(self):
        return f"comment-{self.pk}"

    @property
    def address(self):
        """Where it can be read now: the story's page, or its thread's own where it stands below the first replies."""
        if self.leading:
            return f"{self.page_address}#{self.anchor}"
        return f"{self.thread_address}{f'?page={self.thread_page}' if self.thread_page > 1 else ''}#{self.anchor}"

    @property
    def thread_address(self):
        day = self.discussion.article.url_date
        return reverse(
            "comments:thread",
            args=[f"{day:%Y}", f"{day:%m}", f"{day:%d}", self.discussion.article.slug, self.number],
        )

    @property
    def open_reports(self):
        return self.reports.filter(decision=None)

    @property
    def was_approved(self):
        """By a moderator, once: reports don't hide it again."""
        return self.decisions.filter(action=self.decisions.model.Action.APPROVE).exists()

    # Verbs

    def report(self, reason, words="", by=None, network="", at=None):
        """See Report.file."""
        return self.reports.model.file(self, reason, words, by, network, at)

    def approve(self, by, words="", seen=None, at=None):
        """Let it stand, or stand again; reports no longer hide it. See Decision.take."""
        return self._decide("approve", by, "", words, seen, at)

    def remove(self, by, reason, words="", seen=None, at=None):
        """Take it off the pages, for a reason that its author is told. See Decision.take."""
        return self._decide("remove", by, reason, words, seen, at)

    def dismiss_reports(self, by, words="", seen=None, at=None):
        """Close its reports as unfounded; if they hid it, it is back, and later ones count anew. See Decision.take."""
        return self._decide("dismiss", by, "", words, seen, at)

    def withdraw(self, by, at=None):
        """Its author takes it back, open discussion or not. Safe to repeat; answers whether it is withdrawn now."""
        if by.pk != self.author_id:
            raise PermissionError("Only its author can withdraw a comment.")
        with transaction.atomic():
            self.lock()
            if self.can_be_withdrawn:
                self.become(self.State.WITHDRAWN)
        is_withdrawn = self.state == self.State.WITHDRAWN
        logger.info(
            "comment %s %s", self.pk, "withdrawn" if is_withdrawn else "was gone before it was withdrawn"
        )
        return is_withdrawn

    def join(self, parent):
        """Take the next place in the thread of `parent`. Under the discussion's lock."""
        self.parent, self.thread = parent, parent.beginning
        thread = self.thread
        thread.places += 1
        thread.replies += 1
        thread.save(update_fields=["places", "replies"])
        self.number, self.place = thread.number, thread.places
        self.leading = self._thread_replies(thread).filter(leading=True).count() < REPLIES_UNDER_A_THREAD

    def lock(self):
        """Hold its discussion, then it, and read both again; the instant returned is the write's own."""
        self.discussion.lock()
        self.refresh_from_db(from_queryset=Comment.objects.select_for_update(of=("self",)))
        return timezone.now()

    def become(self, state):
        """Change the state and everything counted from it. Under its lock; the caller says why it changed."""
        before = self.is_visible
        self.state = state
        self.standing = self.is_visible or self._has_visible_below()
        self.save(update_fields=["state", "standing"])
        change = int(self.is_visible) - int(before)
        self.discussion.shown += change
        self.discussion.version += 1
        self.discussion.save(update_fields=["shown", "version"])
        if self.thread_id:
            self._settle_thread(change)
        if change < 0:
            Edition.note_removal()

    def _decide(self, action, by, reason, words, seen, at):
        return self.decisions.model.take(action, self, by, reason, words, seen, at)

    def _has_visible_below(self):
        below = self.answers if self.thread_id else self.thread_replies
        return below.visible().exists()

    def _settle_thread(self, change):
        """After a reply appeared or went: who above it keeps a place, and which replies lead."""
        thread = Comment.objects.get(pk=self.thread_id)
        thread.replies += change
        thread.standing = thread.is_visible or thread.replies > 0
        thread.save(update_fields=["replies", "standing"])
        if self.parent_id != self.thread_id:
            parent = Comment.objects.get(pk=self.parent_id)
            parent.standing = parent.is_visible or parent._has_visible_below()
            parent.save(update_fields=["standing"])
        replies = self._thread_replies(thread)
        first = replies.standing().order_by("place").values_list("pk", flat=True)[:REPLIES_UNDER_A_THREAD]
        first = list(first)
        replies.filter(leading=True).exclude(pk__in=first).update(leading=False)
        replies.filter(pk__in=first, leading=False).update(leading=True)
        self.refresh_from_db(fields=["leading"])

    def _thread_replies(self, thread):
        return Comment.objects.filter(discussion=thread.discussion_id, number=thread.number, place__gt=0)
