import datetime
import logging
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils.crypto import salted_hmac

from articles.times import desk_time
from comments.models.comment import Comment

logger = logging.getLogger(__name__)

# Three different people who can be asked: fewer could be one quarrel, more would be late.
REPORTS_THAT_HIDE = 3
# A careful reader reports a few; a campaign reports hundreds.
MOST_REPORTS_AN_HOUR = 20
# A double click, a reload: the same reason and words from one address within this time are one report.
SAME_REPORT = datetime.timedelta(minutes=10)
# From everybody without an account together. They hide nothing, and no desk reads as many.
MOST_REPORTS_BY_STRANGERS_AN_HOUR = 200


class TooManyReports(Exception):
    """More than MOST_REPORTS_AN_HOUR by one reader or from one address, or too many by strangers in all."""


class Reason(models.TextChoices):
    SPAM = "spam", "Spam or advertising"
    ABUSE = "abuse", "Abuse or hate"
    OFF_TOPIC = "off_topic", "Off topic"
    PRIVATE = "private", "Private information"
    ILLEGAL = "illegal", "Illegal content"
    OTHER = "other", "Something else"


@dataclass(frozen=True)
class Seen:
    """What a moderator had before them: the newest decision and the newest report, 0 where there was none."""

    decision: int
    report: int

    @classmethod
    def now(cls, comment):
        newest = models.Max("pk")
        return cls(
            comment.decisions.aggregate(newest=newest)["newest"] or 0,
            comment.reports.aggregate(newest=newest)["newest"] or 0,
        )


class AlreadyDecided(Exception):
    """Another moderator was quicker: `decision` is theirs, and stands."""

    def __init__(self, decision):
        super().__init__(str(decision))
        self.decision = decision


class Decision(models.Model):
    """What was done about a comment and why: by a moderator, or by a rule (then without one). Kept for ever."""

    class Action(models.TextChoices):
        HIDE = "hide", "Hidden until looked at"
        APPROVE = "approve", "Approved"
        REMOVE = "remove", "Removed"
        DISMISS = "dismiss", "Reports dismissed"

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="decisions")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=10, choices=Action)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    words = models.TextField(max_length=1000, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(action="remove", reason=""), name="decision_removal_has_reason"
            )
        ]
        indexes = [
            models.Index(fields=["action", "-id"], name="decision_by_action"),
            models.Index(fields=["reason", "-id"], name="decision_by_reason"),
        ]

    def __str__(self):
        who = f" by {self.moderator}" if self.moderator else ""
        why = f" ({self.get_reason_display().lower()})" if self.reason else ""
        return f"{self.get_action_display()}{who}, {desk_time(self.created_at)}{why}"

    def says(self, action: str, reason: str, words: str) -> bool:
        """Whether it is the same again: nothing in these words is new."""
        return (self.action, self.reason) == (action, reason) and words in ("", self.words)

    # The comment's verbs `approve`, `remove` and `dismiss_reports` come here

    @classmethod
    def take(cls, action, comment, by, reason="", words="", seen=None, at=None):
        """Decide about a comment and close its open reports. Safe to repeat: the same again is the same decision.

        `seen` is what the moderator had before them; without it nothing is compared. Raises AlreadyDecided.
        """
        with transaction.atomic():
            now = comment.lock()
            words = words.strip()
            newest = comment.judgement
            is_same = bool(newest) and newest.says(action, reason, words)
            if seen and newest and newest.pk > seen.decision:
                if is_same and newest.moderator_id == by.pk:
                    return newest
                raise AlreadyDecided(newest)
            reports = comment.open_reports
            if seen:
                # One that came while the moderator was reading stays open for the next look.
                reports = reports.filter(pk__lte=seen.report)
            state = cls._state_after(action, comment)
            if is_same and state == comment.state and not reports.exists():
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
                comment.become(state)
        logger.info("comment %s: %s by %s", comment.pk, action, by or "rule")
        return decision

    @classmethod
    def by_reports(cls, comment, now):
        """The rule's own decision, under the comment's lock; the reports stay open until a moderator has looked."""
        words = f"{REPORTS_THAT_HIDE} readers reported it."
        cls.objects.create(comment=comment, action=cls.Action.HIDE, words=words, created_at=now)
        comment.become(Comment.State.HIDDEN)

    @classmethod
    def _state_after(cls, action, comment):
        # What its author withdrew stays withdrawn, whatever is decided about it.
        if comment.state == Comment.State.WITHDRAWN:
            return comment.state
        if action == cls.Action.DISMISS and comment.state != Comment.State.HIDDEN:
            return comment.state
        return {
            cls.Action.APPROVE: Comment.State.VISIBLE,
            cls.Action.REMOVE: Comment.State.REMOVED,
            cls.Action.DISMISS: Comment.State.VISIBLE,
        }[action]


class Report(models.Model):
    """One reader's notice about one comment. Open until a decision; who reported is for moderators alone."""

    Reason = Reason

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reports")
    address_hash = models.CharField(
        max_length=64, blank=True, help_text="Of the network address, where there is no reporter."
    )
    reason = models.CharField(max_length=10, choices=Reason)
    words = models.TextField(max_length=1000, blank=True)
    created_at = models.DateTimeField()
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="reports")

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["comment", "decision"], name="report_open"),
            models.Index(fields=["reporter", "created_at"], name="report_by_reader"),
            models.Index(fields=["address_hash", "created_at"], name="report_by_address"),
            models.Index(fields=["reason", "-id"], name="report_by_reason"),
        ]

    def __str__(self):
        return f"{self.get_reason_display()}: {self.words}" if self.words else self.get_reason_display()

    @classmethod
    def file(cls, comment, reason, words="", reporter=None, network="", at=None):
        """Take a report by a reader, or from a network address where nobody is signed in.

        Each is kept with its reason and words. The same again is the first one: of a reader while that is open, from
        an address, which many may share, within SAME_REPORT. Three confirmed readers hide the comment until a
        moderator has looked. Raises TooManyReports.
        """
        words = words.strip()
        by = {"reporter": reporter} if reporter else {"address_hash": hash_of(network)}
        with transaction.atomic():
            locked_at = comment.lock()
            now = at or locked_at
            recent = cls.objects.filter(created_at__gt=now - datetime.timedelta(hours=1), created_at__lte=now)
            same = comment.reports.filter(**by, reason=reason, words=words)
            same = same.filter(decision=None) if reporter else same.filter(created_at__gt=now - SAME_REPORT)
            if first := same.first():
                return first
            if recent.filter(**by).count() >= MOST_REPORTS_AN_HOUR:
                raise TooManyReports
            if reporter is None and recent.filter(reporter=None).count() >= MOST_REPORTS_BY_STRANGERS_AN_HOUR:
                raise TooManyReports
            report = cls.objects.create(comment=comment, **by, reason=reason, words=words, created_at=now)
            if cls._are_enough(comment):
                Decision.by_reports(comment, now)
        logger.info("comment %s reported: %s", comment.pk, reason)
        return report

    @staticmethod
    def _are_enough(comment):
        if not comment.is_visible or comment.was_approved:
            return False
        # Each reader once, whatever else they add; and whose report a moderator has closed does not count again.
        answered = comment.reports.exclude(decision=None).exclude(reporter=None)
        reporters = get_user_model().objects.confirmed().filter(reports__in=comment.open_reports)
        reporters = reporters.exclude(pk__in=answered.values("reporter"))
        return reporters.count() >= REPORTS_THAT_HIDE


def hash_of(network):
    """Tells two addresses apart without keeping either: keyed with SECRET_KEY."""
    return salted_hmac("comments.report", network, algorithm="sha256").hexdigest()
