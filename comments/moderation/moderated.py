import datetime
import logging

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from comments.mixins import ForComment
from comments.moderation.decisions import Decision, Seen
from comments.moderation.reports import Report
from comments.moderation.state import State

logger = logging.getLogger(__name__)


class Moderated(ForComment):
    """The part of a comment that moderation is about: its state, who reported it, and what was decided."""

    State = State

    # Questions

    @property
    def is_visible(self) -> bool:
        return self.state == State.VISIBLE

    @property
    def absence(self) -> str:
        """What stands in its place while it is not shown."""
        absences: dict[str, str] = {
            State.HELD: _("This comment is waiting for a moderator."),
            State.HIDDEN: _("This comment was reported and is hidden until a moderator has looked at it."),
            State.REMOVED: _("This comment was removed by a moderator."),
            State.WITHDRAWN: _("This comment was withdrawn by its author."),
        }
        return absences.get(self.state, "")

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether its author may: what a moderator removed stays removed, and says why."""
        return self.state in (State.VISIBLE, State.HELD, State.HIDDEN)

    @property
    def latest_ruling(self) -> Decision | None:
        """The newest decision by a moderator. When the rule hides a comment, that is no ruling and replaces none."""
        return self.decisions.exclude(action=Decision.Action.HIDE).order_by("-pk").first()

    @property
    def removal(self) -> Decision | None:
        """Why it was removed: the newest decision that did so; later ones may only have closed reports."""
        removals = [each for each in self.decisions.all() if each.action == Decision.Action.REMOVE]
        return max(removals, key=lambda decision: decision.pk, default=None)

    @property
    def open_reports(self) -> models.QuerySet[Report]:
        return self.reports.filter(decision=None)

    @property
    def was_approved(self) -> bool:
        """Whether a moderator has ever approved it: then reports don't hide it again."""
        return self.decisions.filter(action=Decision.Action.APPROVE).exists()

    # Verbs

    def report(
        self,
        reason: str,
        words: str = "",
        by: User | None = None,
        network: str = "",
        at: datetime.datetime | None = None,
    ) -> Report:
        """See Report.file."""
        return Report.file(self, reason, words, by, network, at)  # type: ignore[arg-type] # it is a comment

    def approve(
        self, by: User, words: str = "", seen: Seen | None = None, at: datetime.datetime | None = None
    ) -> Decision:
        """Let it stand, or stand again; reports no longer hide it. See Decision.take."""
        return Decision.take(Decision.Action.APPROVE, self, by, "", words, seen, at)  # type: ignore[arg-type] # it is a comment

    def remove(
        self,
        by: User,
        reason: str,
        words: str = "",
        seen: Seen | None = None,
        at: datetime.datetime | None = None,
    ) -> Decision:
        """Take it off the pages, for a reason that its author is told. See Decision.take."""
        return Decision.take(Decision.Action.REMOVE, self, by, reason, words, seen, at)  # type: ignore[arg-type] # it is a comment

    def dismiss_reports(
        self, by: User, words: str = "", seen: Seen | None = None, at: datetime.datetime | None = None
    ) -> Decision:
        """Close its reports as unfounded: if they hid it, it is back, and new ones count from 0. See Decision.take."""
        return Decision.take(Decision.Action.DISMISS, self, by, "", words, seen, at)  # type: ignore[arg-type] # it is a comment

    def withdraw(self, by: User, at: datetime.datetime | None = None) -> bool:
        """Its author takes it back, open discussion or not. Safe to repeat; answers whether it is withdrawn now."""
        if by.pk != self.author_id:
            raise PermissionError("Only its author can withdraw a comment.")
        with transaction.atomic():
            self.lock()
            if self.can_be_withdrawn:
                self.set_state(State.WITHDRAWN)
        is_withdrawn = self.state == State.WITHDRAWN
        logger.info(
            "comment %s %s", self.pk, "withdrawn" if is_withdrawn else "was gone before it was withdrawn"
        )
        return is_withdrawn
