import datetime
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article, StoredLine
from articles.remaking import remake_soon
from comments.moderation.state import State
from comments.text import InvalidText, clean, tidy, to_html
from comments.threads import next_number, visible_change
from core import on_every_page
from core.digits import number
from core.models import Edition

if TYPE_CHECKING:
    from accounts.models import User
    from comments.models.comment import Comment

logger = logging.getLogger(__name__)

# Two in a row is a conversation, three in half a minute is a quarrel.
MIN_INTERVAL = datetime.timedelta(seconds=15)
# More than one every two minutes for an hour is no reader any more.
MAX_COMMENTS_PER_HOUR = 30
# A double click, a reload, an impatient second try: the same text in the same place within this time is one comment.
SAME_COMMENT = datetime.timedelta(minutes=10)
HOUR = datetime.timedelta(hours=1)
# The name of a stored list: see comments/most_discussed.py.
MOST_DISCUSSED = "most discussed"


class CommentRejected(Exception):
    """A comment that was not stored; the message tells its writer why, in a sentence.

    `is_gone`: what it was written under, or answers, is not shown any more. `stands_already`: the same, posted before.
    """

    def __init__(
        self,
        message: str,
        try_again_at: datetime.datetime | None = None,
        is_too_often: bool = False,
        is_gone: bool = False,
        stands_already: "Comment | None" = None,
    ) -> None:
        super().__init__(message)
        self.try_again_at = try_again_at
        self.is_too_often = is_too_often or try_again_at is not None
        self.is_gone, self.stands_already = is_gone, stands_already


@dataclass(frozen=True)
class Window:
    """How things stand at one instant: whether the discussion is shown, takes comments, and until when."""

    shown: bool
    open: bool
    closes_at: datetime.datetime | None = None
    note: str = ""

    @property
    def closed_because(self) -> str:
        """What readers are told of a discussion that is closed: the editor's own words, or why it closed by itself."""
        if self.note or self.closes_at is None:
            return self.note
        return gettext("Comments are taken for a limited time after a story is published.")


class Discussion(models.Model):
    """All comments of one story and the time in which they are taken. Without a row it has its defaults."""

    class Mode(models.TextChoices):
        AUTOMATIC = "automatic", _("Automatic: the site's number of days from first publication")
        UNTIL = "until", _("Open until a given time")
        OPEN = "open", _("Always open")
        CLOSED = "closed", _("Closed now")
        OFF = "off", _("Off: no discussion at all")

    # A draft takes its settings along when it is deleted; comments protect themselves, and so a discussion.
    article = models.OneToOneField(Article, models.CASCADE, related_name="discussion")
    # Translators: whether and how long a discussion takes comments
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.AUTOMATIC)
    until = models.DateTimeField(
        # Translators: the time until which comments are taken
        _("until"),
        null=True,
        blank=True,
        help_text=_("Only for “Open until a given time”."),
    )
    note = models.CharField(
        _("words for readers"),
        max_length=300,
        blank=True,
        default="",
        # For a process from before this column, which makes rows during an upgrade.
        db_default="",
        help_text=_("Stands where the discussion says that it is closed. Empty: the site's own words."),
    )
    # The highest number a thread was given; a number is never given again.
    last_thread_number = models.PositiveIntegerField(default=0, editable=False)
    # What an anonymous reader can see, counted by the verbs.
    visible_count = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("discussion"), _("discussions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mode="until", until__isnull=False)
                | ~models.Q(mode="until") & models.Q(until=None),
                name="discussion_until_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return gettext("Discussion of %(story)s") % {"story": self.article}

    @classmethod
    def of(cls, article: Article) -> "Discussion":
        """The story's discussion; an unsaved one with the defaults where nothing was written yet."""
        try:
            return article.discussion
        except cls.DoesNotExist:
            return cls(article=article)

    # Questions

    def is_shown(self, now: datetime.datetime) -> bool:
        return self.mode != self.Mode.OFF and self.article.is_published_at(now)

    def window(self, now: datetime.datetime) -> Window:
        """Worked out when read: nothing has to run for a discussion to close. The closing instant is closed."""
        if not self.is_shown(now):
            return Window(shown=False, open=False)
        if self.mode == self.Mode.CLOSED:
            return Window(shown=True, open=False, note=self.note)
        closes_at = self.closes_at
        is_open = closes_at is None or now < closes_at
        return Window(shown=True, open=is_open, closes_at=closes_at, note=self.note)

    @property
    def closes_at(self) -> datetime.datetime | None:
        """From first publication alone: updates and corrections never move it. None: never, or not published yet."""
        if self.mode == self.Mode.UNTIL:
            return self.until
        published_at = self.article.published_at
        if self.mode == self.Mode.OPEN or published_at is None:
            return None
        days = on_every_page.read().row.open_days_for(published_at)
        return None if days is None else published_at + datetime.timedelta(days=days)

    # Verbs

    def set_window(
        self, by: "User", mode: str, until: datetime.datetime | None = None, note: str | None = None
    ) -> None:
        """The editor's override for this story. Safe to repeat; without a `note` the one that stands stays."""
        with transaction.atomic():
            self.lock()
            until = until if mode == self.Mode.UNTIL else None
            note = self.note if note is None else " ".join(tidy(note).split())
            if (self.mode, self.until, self.note) == (mode, until, note):
                return
            self.mode, self.until, self.note = mode, until, note
            self.version += 1
            self.save(update_fields=["mode", "until", "note", "version"])
            if mode == self.Mode.OFF:
                self.note_removal()
        logger.info("discussion of story %s set to %s by %s", self.article_id, mode, by)

    def post(
        self,
        author: "User",
        text: str,
        parent: "Comment | None" = None,
        at: datetime.datetime | None = None,
        opened: datetime.datetime | None = None,
    ) -> "Comment":
        """Store a comment, or a reply to `parent`, and return it. `at` is for imports.

        The same text by the same author in the same place within SAME_COMMENT is the comment that stands already.
        `opened` is when the form was made: who opened it after that comment was stored did not click twice, and is
        told. Raises CommentRejected.
        """
        # Before anything is locked: what is sent can be much longer than a comment.
        try:
            text = clean(text)
        except InvalidText as reason:
            raise CommentRejected(str(reason)) from None
        html = to_html(text)
        with transaction.atomic():
            # Not its key: a row that refers to the author, such as their report, waits for nobody.
            author = get_user_model().objects.select_for_update(no_key=True).get(pk=author.pk)
            self.lock()
            now = at or timezone.now()
            if not author.is_confirmed:
                raise CommentRejected(
                    gettext(
                        "Your account can't post: its email address is not confirmed, or it was deactivated."
                    )
                )
            recent = self._recent_by(author, now)
            if same := self._same(recent, text, parent, now):
                self._refuse_to_repeat(same, opened)
                return same
            self.refuse_if_shut(now)
            self._refuse_if_too_many(author, [each.created_at for each in recent], now)
            comment = self.comments.create(  # type: ignore[misc] # a published story has a revision
                author=author,
                revision_id=self.article.revision_id,
                text=text,
                html=html,
                created_at=now,
                **self._attach_to(parent),
            )
            self.visible_count += visible_change(before=False, after=True)
            self.version += 1
            self.save(update_fields=["last_thread_number", "visible_count", "version"])
        logger.info("comment %s posted on story %s", comment.pk, self.article_id)
        return comment

    def lock(self) -> None:
        """Hold its row, made by the first write, and read it and its story again. Only inside a transaction."""
        if self.pk is None:
            self.pk = Discussion.objects.get_or_create(article=self.article)[0].pk
        self.refresh_from_db(from_queryset=Discussion.objects.select_for_update())

    def note_removal(self) -> None:
        """What is taken from view leaves every list; what is most discussed is counted again, if this story is there.

        Within its verb's transaction, after its other locks.
        """
        if StoredLine.objects.filter(article=self.article_id, list__name=MOST_DISCUSSED).exists():
            remake_soon(MOST_DISCUSSED)
        Edition.note_removal()

    def _attach_to(self, parent: "Comment | None") -> dict[str, Any]:
        """Take a new comment's place, under `parent` or in a thread of its own; returns its fields. Under the lock."""
        if parent is None:
            self.last_thread_number = next_number(self.last_thread_number)
            return {"number": self.last_thread_number, "previewed": True}
        parent = self.comments.visible().select_related("thread").filter(pk=parent.pk).first()
        if parent is None:
            raise CommentRejected(gettext("The comment you answer is no longer there."), is_gone=True)
        return parent.attach_reply()

    def _recent_by(self, author: "User", now: datetime.datetime) -> list["Comment"]:
        """Their comments of the last hour, newest first, at most MAX_COMMENTS_PER_HOUR of them: 1 query."""
        recent = author.comments.filter(created_at__gt=now - HOUR, created_at__lte=now)
        return list(recent.order_by("-created_at")[:MAX_COMMENTS_PER_HOUR])

    def refuse_if_shut(self, now: datetime.datetime) -> None:
        """Raises CommentRejected where nobody can write at that instant."""
        window = self.window(now)
        if not window.shown:
            raise CommentRejected(gettext("This story has no discussion now."), is_gone=True)
        if not window.open:
            raise CommentRejected(
                gettext("This discussion is now closed. Your comment came after its end and was not stored.")
            )

    def _same(
        self, recent: list["Comment"], text: str, parent: "Comment | None", now: datetime.datetime
    ) -> "Comment | None":
        """What its author took back is not there to be the same."""
        sought = self.pk, parent and parent.pk, text
        for each in recent:
            is_recent = each.created_at > now - SAME_COMMENT and each.state != State.WITHDRAWN
            if is_recent and (each.discussion_id, each.parent_id, each.text) == sought:
                return each
        return None

    def _refuse_to_repeat(self, same: "Comment", opened: datetime.datetime | None) -> None:
        if not same.is_visible:
            # Translators: between the two, in a sentence, why it is not shown
            told = gettext("You wrote the same here. %(absence)s It was not stored again.")
            raise CommentRejected(told % {"absence": same.absence})
        if opened is not None and opened > same.created_at:
            raise CommentRejected(
                gettext("You wrote the same here already. It was not stored again."), stands_already=same
            )

    def _refuse_if_too_many(
        self, author: "User", times: list[datetime.datetime], now: datetime.datetime
    ) -> None:
        """`times` of the author's comments of the last hour, newest first, at most MAX_COMMENTS_PER_HOUR of them.

        A moderator answers several readers at once.
        """
        if times and now - times[0] < MIN_INTERVAL and not author.has_perm("comments.moderate_comment"):
            raise CommentRejected(gettext("You posted a moment ago."), try_again_at=times[0] + MIN_INTERVAL)
        if len(times) == MAX_COMMENTS_PER_HOUR:
            told = ngettext(
                "You posted %(count)s comment within an hour.",
                "You posted %(count)s comments within an hour.",
                MAX_COMMENTS_PER_HOUR,
            )
            raise CommentRejected(
                told % {"count": number(MAX_COMMENTS_PER_HOUR)}, try_again_at=times[-1] + HOUR
            )
