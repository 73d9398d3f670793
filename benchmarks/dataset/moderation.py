"""Reports and decisions: how a comment came to be gone, and what waits in the moderators' queue."""

import datetime

from benchmarks.dataset.words import COMMENTS
from comments.models import Comment, Decision, Report
from comments.moderation.decisions import REPORTS_THAT_HIDE
from comments.moderation.reports import hash_of

State = Comment.State
Action = Decision.Action
REASONS = [reason for reason in Report.Reason.values if reason != Report.Reason.OTHER]
REPORTED_BEFORE_REMOVAL, HIDDEN_BEFORE_REMOVAL = 0.7, 0.15
WITHOUT_ACCOUNT = 0.2
MINUTE = datetime.timedelta(minutes=1)


class Records:
    """The reports and decisions about the comments of one discussion, in order of time for each comment's Row."""

    def __init__(self, rng, now, keys, readers, moderators):
        self._rng, self._now, self._keys = rng, now, keys
        self._readers, self._moderators = readers, moderators
        self.reports, self.decisions = [], []

    def settle(self, comment, since):
        """Tell what became of a comment that is gone, after `since`; answers how often its state changed."""
        random = self._rng.random
        if comment.state == State.HIDDEN:
            self._hide(comment, since)
            return 1
        if comment.state == State.WITHDRAWN:
            return 1
        reports, changes = [], 1
        if random() < HIDDEN_BEFORE_REMOVAL:
            reports, since = self._hide(comment, since)
            changes = 2
        elif random() < REPORTED_BEFORE_REMOVAL:
            reports, since = self._report(comment, since, 1 + int(random() * 2))
        self._decide(comment, since, Action.REMOVE, reports, reason=self._one_of(REASONS))
        return changes

    def dismiss(self, comment, since):
        """Reported, and found to be in order."""
        reports, since = self._report(comment, since, 1)
        self._decide(comment, since, self._one_of([Action.DISMISS, Action.DISMISS, Action.APPROVE]), reports)

    def leave_open(self, comment, since):
        self._report(comment, since, 1 + int(self._rng.random() * 2))

    def _hide(self, comment, since):
        reports, since = self._report(comment, since, REPORTS_THAT_HIDE, anonymous=False)
        self.decisions.append(
            Decision(
                pk=self._keys.next(Decision),
                comment_id=comment.id,
                action=Action.HIDE,
                created_at=since,
            )
        )
        return reports, since

    def _report(self, comment, since, count, anonymous=True):
        reason, reports = self._one_of(REASONS), []
        for pk in self._readers.witnesses(self._rng, count, but_not=comment.author_id):
            since = self._later(since)
            key = self._keys.next(Report)
            by = {"reporter_id": pk}
            if anonymous and self._rng.random() < WITHOUT_ACCOUNT:
                by = {"address_hash": hash_of(f"flood {key}")}
            words = COMMENTS.make(self._rng, "report") if self._rng.random() < 0.4 else ""
            report = Report(pk=key, comment_id=comment.id, reason=reason, words=words, created_at=since, **by)
            reports.append(report)
        self.reports += reports
        return reports, since

    def _decide(self, comment, since, action, reports, reason=""):
        decision = Decision(
            pk=self._keys.next(Decision),
            comment_id=comment.id,
            moderator=self._one_of(self._moderators),
            action=action,
            reason=reason,
            words=COMMENTS.make(self._rng, "ruling"),
            created_at=self._later(since),
        )
        self.decisions.append(decision)
        for report in reports:
            report.decision_id = decision.pk

    def _later(self, since):
        """Some minutes or hours after it, and not still to come."""
        return since + min(MINUTE * (1 + 600 * self._rng.random() ** 3), (self._now - since) / 2)

    def _one_of(self, choices):
        return choices[int(self._rng.random() * len(choices))]
