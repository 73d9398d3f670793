"""What the desk says of a comment and of the decisions about it, in words and one line."""

from collections.abc import Mapping
from functools import reduce

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, Decision
from core.times import desk_time

_DONE = {
    Decision.Action.APPROVE: _("Approved: the comment by %(author)s."),
    Decision.Action.REMOVE: _("Removed: the comment by %(author)s."),
    Decision.Action.DISMISS: _("Reports dismissed: the comment by %(author)s."),
}


def position_of(comment: Comment) -> str:
    if comment.parent is None:
        return gettext("begins thread %(thread)d") % {"thread": comment.number}
    return gettext("reply %(reply)d in thread %(thread)d, to %(author)s") % {
        "reply": comment.position,
        "thread": comment.number,
        "author": comment.parent.author,
    }


def in_figures(history: Mapping[str, int]) -> str:
    # Translators: Of the comments that somebody wrote, so many were removed by moderators.
    removed = ngettext("%(number)d removed", "%(number)d removed", history["removed"])
    # Translators: “removed” stands for “1 removed”.
    said = ngettext("%(number)d comment, %(removed)s", "%(number)d comments, %(removed)s", history["written"])
    return said % {"number": history["written"], "removed": removed % {"number": history["removed"]}}


def in_one_line(reasons: Mapping[str, int]) -> str:
    """Abuse or hate (2), Spam or advertising"""
    counted = [
        # Translators: So many readers gave this reason.
        gettext("%(reason)s (%(number)d)") % {"reason": reason, "number": number} if number > 1 else reason
        for reason, number in reasons.items()
    ]
    # Translators: two neighbours in a list
    neighbours = pgettext("list", "%(first)s, %(next)s")
    return reduce(lambda before, each: neighbours % {"first": before, "next": each}, counted or [""])


def told_already(decision: Decision) -> str:
    """For example: AdaMeer has already decided: Removed (spam or advertising), Jul 6, 2013 2:55 PM EDT."""
    said = {"decision": decision.outcome, "time": desk_time(decision.created_at)}
    if decision.moderator is None:
        # Translators: The decision is one such as “Removed (spam or advertising)”.
        return gettext("A moderator who has left has already decided: %(decision)s, %(time)s.") % said
    said["moderator"] = str(decision.moderator)
    # Translators: The decision is one such as “Removed (spam or advertising)”.
    return gettext("%(moderator)s has already decided: %(decision)s, %(time)s.") % said


def told_done(decision: Decision) -> str:
    """For example: Approved: the comment by RedFern."""
    return _DONE[Decision.Action(decision.action)] % {"author": decision.comment.author}


def labelled(label: str, value: object) -> SafeString:
    """On a phone, where the table's head is not seen, css/admin/queue.css sets the label before the value."""
    return format_html('<span data-label="{}">{}</span>', label, value)
