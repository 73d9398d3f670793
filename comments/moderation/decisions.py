import datetime
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from comments.moderation.state import State
from core.times import desk_time

if TYPE_CHECKING:
    from accounts.models import User
    from comments.models import Comment

logger = logging.getLogger(__name__)

# Three different people, each of whom can be asked: fewer could be one quarrel, more would take too long.
REPORTS_THAT_HIDE = 3


class Reason(models.TextChoices):
    SPAM = "spam", _("Spam or advertising")
    ABUSE = "abuse", _("Abuse or hate")
    OFF_TOPIC = "off_topic", _("Off topic")
    PRIVATE = "private", _("Private information")
    ILLEGAL = "illegal", _("Illegal content")
    OTHER = "other", _("Something else")


REASONS_IN_SENTENCES = {
    Reason.SPAM: pgettext_lazy("inside of a sentence", "spam or advertising"),
    Reason.ABUSE: pgettext_lazy("inside of a sentence", "abuse or hate"),
    Reason.OFF_TOPIC: pgettext_lazy("inside of a sentence", "off topic"),
    Reason.PRIVATE: pgettext_lazy("inside of a sentence", "private information"),
    Reason.ILLEGAL: pgettext_lazy("inside of a sentence", "illegal content"),
    Reason.OTHER: pgettext_lazy("inside of a sentence", "something else"),
}


@dataclass(frozen=True)
class Seen:
    """What a moderator had before them: the newest decision and the newest report, 0 where there was none."""

    decision: int
    report: int

    @classmethod
    def now(cls, comment: "Comment") -> Self:
        newest = models.Max("pk")
        return cls(
            comment.decisions.aggregate(newest=newest)["newest"] or 0,
            comment.reports.aggregate(newest=newest)["newest"] or 0,
        )


class AlreadyDecided(Exception):
    """Another moderator was quicker: `decision` is theirs, and stands."""

    def __init__(self, decision: "Decision") -> None:
        super().__init__(str(decision))
        self.decision = decision


class Decision(models.Model):
    """What was done about a comment and why: by a moderator, or by the rule and without one. Kept for ever."""

    class Action(models.TextChoices):
        HIDE = "hide", _("Hidden until looked at")
        APPROVE = "approve", pgettext_lazy("a comment", "Approved")
        REMOVE = "remove", pgettext_lazy("a comment", "Removed")
        DISMISS = "dismiss", _("Reports dismissed")

    # {action: (with a moderator, without)}
    _RECORDS = {
        Action.HIDE: (_("Hidden until looked at, %(time)s"),) * 2,
        Action.APPROVE: (_("Approved by %(moderator)s, %(time)s"), _("Approved, %(time)s")),
        Action.REMOVE: (
            _("Removed by %(moderator)s, %(time)s (%(reason)s)"),
            _("Removed, %(time)s (%(reason)s)"),
        ),
        Action.DISMISS: (
            _("Reports dismissed by %(moderator)s, %(time)s"),
            _("Reports dismissed, %(time)s"),
        ),
    }
    _IN_SENTENCES = {
        # Translators: Follows the state of a comment, before the day of the decision.
        Action.HIDE: _("hidden until looked at"),
        Action.APPROVE: pgettext_lazy("a comment", "approved"),
        # Translators: Follows the state of a comment, before the day of the decision.
        Action.REMOVE: _("removed (%(reason)s)"),
        # Translators: Follows the state of a comment, before the day of the decision.
        Action.DISMISS: _("reports dismissed"),
    }

    comment = models.ForeignKey("comments.Comment", models.PROTECT, related_name="decisions")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # Translators: What was decided about a comment.
    action = models.CharField(_("action"), max_length=10, choices=Action)
    # Translators: Why a comment was reported or removed.
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    words = models.TextField(max_length=1000, blank=True)
    # Translators: The time of a report or a decision: the head of a column.
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        ordering = ["pk"]
        # Translators: What was done about a comment, by a moderator or by a rule.
        verbose_name, verbose_name_plural = _("decision"), _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(action="remove", reason=""), name="decision_removal_has_reason"
            )
        ]
        indexes = [
            models.Index(fields=["action", "-id"], name="decision_by_action"),
            models.Index(fields=["reason", "-id"], name="decision_by_reason"),
        ]

    def __str__(self) -> str:
        by_moderator, by_nobody = self._RECORDS[self.Action(self.action)]
        return (by_moderator if self.moderator else by_nobody) % {
            "moderator": self.moderator,
            "time": desk_time(self.created_at),
            "reason": self.reason_in_sentence,
        }

    @property
    def reason_in_sentence(self) -> str:
        """spam or advertising"""
        return str(REASONS_IN_SENTENCES[Reason(self.reason)]) if self.reason else ""

    @property
    def outcome(self) -> str:
        """Removed (spam or advertising)"""
        if self.action == self.Action.REMOVE:
            # Translators: Of a comment, as in “AdaMeer has already decided: Removed (spam or advertising)”.
            return gettext("Removed (%(reason)s)") % {"reason": self.reason_in_sentence}
        return self.get_action_display()

    @property
    def outcome_in_sentence(self) -> str:
        """removed (spam or advertising)"""
        return self._IN_SENTENCES[self.Action(self.action)] % {"reason": self.reason_in_sentence}

    @property
    def explanation(self) -> str:
        """The moderator's words. The rule's are not stored, for each edition says them in its own language."""
        if self.action == self.Action.HIDE:
            said = ngettext(
                "%(number)d reader reported it.", "%(number)d readers reported it.", REPORTS_THAT_HIDE
            )
            return said % {"number": REPORTS_THAT_HIDE}
        return self.words

    def says(self, action: str, reason: str, words: str) -> bool:
        """Whether a decision of these would be the same again. Empty words add nothing new."""
        return (self.action, self.reason) == (action, reason) and words in ("", self.words)

    # The comment's verbs `approve`, `remove` and `dismiss_reports` call this

    @classmethod
    def take(
        cls,
        action: Action,
        comment: "Comment",
        by: "User",
        reason: str = "",
        words: str = "",
        seen: Seen | None = None,
        at: datetime.datetime | None = None,
    ) -> "Decision":
        """Decide about a comment and close its open reports. Safe to repeat: the same again returns the first.

        `seen` is what the moderator had before them; without it nothing is compared. Raises AlreadyDecided.
        """
        with transaction.atomic():
            now = comment.lock()
            words = words.strip()
            newest = comment.latest_ruling
            is_same = newest is not None and newest.says(action, reason, words)
            if seen and newest and newest.pk > seen.decision:
                if is_same and newest.moderator_id == by.pk:
                    return newest
                raise AlreadyDecided(newest)
            reports = comment.open_reports
            if seen:
                # A report that came while the moderator was reading stays open for the next look.
                reports = reports.filter(pk__lte=seen.report)
            state = cls._state_after(action, comment)
            if newest and is_same and state == comment.state and not reports.exists():
                return newest
            decision = cls.objects.create(
                comment=comment,
                moderator=by,
                action=action,
                reason=reason,
                words=words,
                created_at=at or now,
            )
            reports.update(decision=decision)
            if state != comment.state:
                comment.set_state(state)
        logger.info("comment %s: %s by %s", comment.pk, action, by or "rule")
        return decision

    @classmethod
    def by_reports(cls, comment: "Comment", now: datetime.datetime) -> None:
        """The rule's own decision, under the comment's lock; the reports stay open until a moderator has looked."""
        cls.objects.create(comment=comment, action=cls.Action.HIDE, created_at=now)
        comment.set_state(State.HIDDEN)

    @classmethod
    def _state_after(cls, action: Action, comment: "Comment") -> str:
        # What its author withdrew stays withdrawn, whatever is decided about it.
        if comment.state == State.WITHDRAWN:
            return comment.state
        if action == cls.Action.DISMISS and comment.state != State.HIDDEN:
            return comment.state
        return {
            cls.Action.APPROVE: State.VISIBLE,
            cls.Action.REMOVE: State.REMOVED,
            cls.Action.DISMISS: State.VISIBLE,
        }[action]
