import datetime
import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from comments.moderation.decisions import REPORTS_THAT_HIDE, Decision, Reason

if TYPE_CHECKING:
    from accounts.models import User
    from comments.models import Comment

logger = logging.getLogger(__name__)

# A careful reader reports a few; a campaign reports hundreds.
MAX_REPORTS_PER_HOUR = 20
# A double click, a reload: the same reason and words from one address within this time are one report.
SAME_REPORT = datetime.timedelta(minutes=10)
# From everybody without an account together. Their reports hide nothing, and no desk reads so many.
MAX_ANONYMOUS_REPORTS_PER_HOUR = 200


class TooManyReports(Exception):
    """More than MAX_REPORTS_PER_HOUR by one reader or from one address, or too many by strangers in all."""


class Report(models.Model):
    """One reader's notice about one comment. Open until a decision; who reported is for moderators alone."""

    Reason = Reason

    comment = models.ForeignKey("comments.Comment", models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reports")
    # Of the network address, where there is no reporter.
    address_hash = models.CharField(max_length=64, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    words = models.TextField(max_length=1000, blank=True)
    created_at = models.DateTimeField(_("created at"))
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        related_name="reports",
        # Translators: the label of a field or a column
        verbose_name=pgettext_lazy("field", "decision"),
    )

    class Meta:
        ordering = ["pk"]
        # Translators: What a reader says is wrong with a comment.
        verbose_name, verbose_name_plural = _("report"), _("reports")
        indexes = [
            models.Index(fields=["comment", "decision"], name="report_open"),
            models.Index(fields=["reporter", "created_at"], name="report_by_reader"),
            models.Index(fields=["address_hash", "created_at"], name="report_by_address"),
            models.Index(fields=["reason", "-id"], name="report_by_reason"),
        ]

    def __str__(self) -> str:
        reason = self.get_reason_display()
        if not self.words:
            return reason
        # Translators: One of the reasons for reporting a comment, and what its reader wrote about it.
        return gettext("%(reason)s: %(words)s") % {"reason": reason, "words": self.words}

    @classmethod
    def file(
        cls,
        comment: "Comment",
        reason: str,
        words: str = "",
        reporter: "User | None" = None,
        network: str = "",
        at: datetime.datetime | None = None,
    ) -> "Report":
        """Take a report by a reader, or from a network address where nobody is signed in.

        Each is stored with its reason and words. The same again returns the first: for a reader while the first is
        open, for an address, which many may share, within SAME_REPORT. Three confirmed readers hide the comment until
        a moderator has looked. Raises TooManyReports.
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
            if recent.filter(**by).count() >= MAX_REPORTS_PER_HOUR:
                raise TooManyReports
            if reporter is None and recent.filter(reporter=None).count() >= MAX_ANONYMOUS_REPORTS_PER_HOUR:
                raise TooManyReports
            report = cls.objects.create(comment=comment, **by, reason=reason, words=words, created_at=now)
            if cls._are_enough(comment):
                Decision.by_reports(comment, now)
        logger.info("comment %s reported: %s", comment.pk, reason)
        return report

    @staticmethod
    def _are_enough(comment: "Comment") -> bool:
        if not comment.is_visible or comment.was_approved:
            return False
        # Each reader counts once, whatever else they add, and no more once a moderator has closed a report of theirs.
        answered = comment.reports.exclude(decision=None).exclude(reporter=None)
        reporters: models.QuerySet[User] = (
            get_user_model().objects.confirmed().filter(reports__in=comment.open_reports)
        )
        reporters = reporters.exclude(pk__in=answered.values("reporter"))
        return reporters.count() >= REPORTS_THAT_HIDE


def hash_of(network: str) -> str:
    """Tells two addresses apart without keeping either: keyed with SECRET_KEY."""
    return salted_hmac("comments.report", network, algorithm="sha256").hexdigest()
