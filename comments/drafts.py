"""Drafts: texts that wait in the session while their writer signs in. They are few, short, and never lost in silence.

Anybody can send one without an account. One that can't be kept is refused with a reason, and the page gives it back.
"""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.names import LONGEST as LONGEST_NAME
from comments.models import CommentRejected
from comments.text import InvalidText, clean
from core.digits import number

# One for each window that was open when the session ended. A signed-in reader needs no drafts.
MAX_DRAFTS = 3
# From one network, then from all. The form opens for signed-in readers alone, so honest drafts are as rare
# as sessions that end meanwhile. Drafts are counted like sign-ins, in the cache that every process shares; reports and
# comments are counted by their rows.
RATES = {"draft": "20/h/ip,60/d/ip,1000/d/key"}
_START = "draft "


def keep(request: HttpRequest, text: str) -> None:
    """Keep it for the pen name under which it was begun, or else for whoever signs in. Raises CommentRejected."""
    if not text.strip():
        return
    try:
        text = clean(text)
    except InvalidText as reason:
        raise CommentRejected(
            _("You are not signed in, and this can’t be kept while you do. %(reason)s") % {"reason": reason}
        ) from None
    session = request.session
    try:
        # Locked: if two windows send at the same instant, the second waits.
        with session.locked():  # type: ignore[attr-defined] # ours have it: see accounts.sessions
            _keep(request, _places(request, request.POST.get("writer", ""))[0], text)
            session.save()
    except UpdateError:
        # Somebody has signed in or out in another window meanwhile.
        raise CommentRejected(
            _("You are not signed in, and this could not be kept. Please send it once more.")
        ) from None


def _keep(request: HttpRequest, place: str, text: str) -> None:
    if request.session.get(place) == text:
        return
    waiting = [key for key, _draft in request.session.items() if key.startswith(_START) and key != place]
    if len(waiting) >= MAX_DRAFTS:
        raise CommentRejected(
            ngettext(
                "You are not signed in, and %(count)s text of yours is kept already until you are.",
                "You are not signed in, and %(count)s texts of yours are kept already until you are.",
                MAX_DRAFTS,
            )
            % {"count": number(MAX_DRAFTS)}
        )
    if not ratelimit.consume(request, app="comments", action="draft", config=RATES, key="everybody"):
        raise CommentRejected(
            _(
                "You are not signed in, and many texts from your network are kept already until their"
                " writers are."
            ),
            is_too_often=True,
        )
    request.session[place] = text
    # Without this, a stranger's session ends after an hour: see accounts.sessions.
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)


def find(request: HttpRequest) -> str:
    """The draft of whoever is signed in now, or an empty text."""
    return next(filter(None, map(request.session.get, _places(request, request.user.username))), "")


def forget(request: HttpRequest) -> None:
    for place in _places(request, request.user.username):
        request.session.pop(place, None)


def _places(request: HttpRequest, writer: str) -> list[str]:
    return [f"{_START}{request.path} {name[:LONGEST_NAME]}" for name in (writer, "")]
