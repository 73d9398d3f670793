"""Browsers in which somebody has signed in before, so that strangers who try wrong passwords do not lock them out.

A cookie says so, on the pages about accounts alone. It lets nobody in; guesses with it have a count of their own.
"""

from __future__ import annotations

import contextlib
import datetime
from typing import TYPE_CHECKING

from allauth.account import signals as allauth
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.utils.crypto import constant_time_compare, salted_hmac

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

AGE = datetime.timedelta(days=180)
PATH = "/accounts/"
# Accounts in one browser, for a household has one machine. Who signed in longest ago is forgotten.
MOST = 4
_SALT = "accounts.known_browser"


def is_known(request: HttpRequest, user: User) -> bool:
    """Whether that account was signed in to here, with the password it has now or without any."""
    return any(pk == user.pk and constant_time_compare(key, _key(user)) for pk, key in _read(request))


def reads_any(request: HttpRequest) -> bool:
    """Whether it knows anybody. It asks no database, so that without the cookie every login takes equally long."""
    return bool(_read(request))


@receiver(user_logged_in)
@receiver(allauth.password_changed)
@receiver(allauth.password_set)
def signed_in(request: HttpRequest, user: User, **kwargs: object) -> None:
    """Have `remember` write the cookie anew, because its key changes with the password."""
    request.signed_in_here = user  # type: ignore[attr-defined] # for `remember`


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Write the cookie if somebody signed in, or set a password, with this request."""
    user = getattr(request, "signed_in_here", None)
    if user is None or not request.path.startswith(PATH):
        return
    others = [each for each in _read(request) if each[0] != user.pk]
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        signing.dumps([[user.pk, _key(user)], *others][:MOST], salt=_SALT),
        max_age=AGE,
        path=PATH,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> list[tuple[int, str]]:
    with contextlib.suppress(signing.BadSignature):
        read: list[tuple[int, str]] = signing.loads(
            request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, ""), salt=_SALT, max_age=AGE
        )
        return read
    return []


def _key(user: User) -> str:
    """A key that changes with the password."""
    return salted_hmac(_SALT, f"{user.pk} {user.password}", algorithm="sha256").hexdigest()[:32]
