import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts import browsers, known_browser

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from django.contrib.sessions.backends.base import SessionBase

    from accounts.models import User

# In the session: when its owner signed in, and in its last hour when it was used, in seconds since 1970; and in which
# browser.
SIGNED_IN_AT, USED_AT, BROWSER = "signed in at", "used at", "browser"
# A session in use lives on for so long after each use; but no longer than twice STAFF_SESSION_HOURS in all, for a page
# that asks by itself, left open, looks like somebody at work. Each use is a write: noted no more often than this.
SECONDS_IN_USE, SECONDS_BETWEEN_NOTES = 60 * 60, 5 * 60


class AuthenticationMiddleware(auth.AuthenticationMiddleware):
    """Django's own, but staff stay signed in for STAFF_SESSION_HOURS, or while they work, however they signed in."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user(request))  # type: ignore[assignment] # as Django’s own does

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        known_browser.remember(request, response)
        return response


def _user(request: HttpRequest) -> "User | AnonymousUser":
    user = auth.get_user(request)
    if user.is_staff:
        left = staff_session_ends_at(request.session) - time.time()
        if left > 0:
            _note_use(request, left)
        else:
            # What it was: newsroom.middleware lets such a one send a long text, which is then given back.
            request.staff_session_is_over = True  # type: ignore[attr-defined] # of no request before
            request._cached_user = user = AnonymousUser()  # type: ignore[attr-defined] # what Django’s own keeps
    if user.is_authenticated:
        request.session.note_use()  # type: ignore[attr-defined] # ours has it: see accounts.sessions
    return user


def staff_session_ends_at(session: "Mapping[str, Any] | SessionBase") -> float:
    """When a staff session ends, in seconds since 1970; also one begun before its reader joined the staff."""
    seconds: int = settings.STAFF_SESSION_HOURS * 3600
    began: float = session.get(SIGNED_IN_AT, 0)
    used: float = session.get(USED_AT, began)
    return max(began + seconds, min(used + SECONDS_IN_USE, began + 2 * seconds))


def _note_use(request: HttpRequest, left: float) -> None:
    now = time.time()
    if left < SECONDS_IN_USE and now - request.session.get(USED_AT, 0) >= SECONDS_BETWEEN_NOTES:
        request.session[USED_AT] = now


@receiver(user_logged_in)
def signed_in(request: HttpRequest, **kwargs: object) -> None:
    request.session[SIGNED_IN_AT] = time.time()
    request.session[BROWSER] = browsers.read(request)
    request.session.pop(USED_AT, None)
