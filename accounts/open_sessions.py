"""Where somebody is signed in: for the page of their account, by which they end what is not theirs."""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import HASH_SESSION_KEY
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import browsers
from accounts.middleware import BROWSER, SIGNED_IN_AT, staff_session_ends_at
from accounts.models.session import Session

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest

# Listed, the last used first. Ending all others ends those beyond, too.
MOST = 50


@dataclass
class OpenSession:
    name: str
    browser: str
    signed_in_at: datetime.datetime | None
    seen_at: datetime.datetime
    is_this: bool


def of(request: SignedInRequest) -> list[OpenSession]:
    """Those that still let somebody in: neither over, nor begun with another password."""
    user, found = request.user, []
    password = user.get_session_auth_hash()
    for row in Session.objects.of(user)[:MOST]:
        data = row.get_decoded()
        is_over = user.is_staff and staff_session_ends_at(data) <= time.time()
        if is_over or not constant_time_compare(data.get(HASH_SESSION_KEY, ""), password):
            continue
        began = data.get(SIGNED_IN_AT)
        found.append(
            OpenSession(
                name=_name(row.session_key),
                browser=browsers.in_words(data.get(BROWSER, "")),
                signed_in_at=datetime.datetime.fromtimestamp(began, datetime.UTC) if began else None,
                seen_at=row.seen_at,
                is_this=row.session_key == request.session.session_key,
            )
        )
    return sorted(found, key=lambda each: not each.is_this)


def end(request: SignedInRequest, name: str) -> int:
    """End one of the person's other sessions; answers how many were ended."""
    others = Session.objects.of(request.user).exclude(pk=request.session.session_key)
    named = [key for key in others.values_list("pk", flat=True) if constant_time_compare(_name(key), name)]
    return others.filter(pk__in=named).end()


def end_others(request: SignedInRequest) -> int:
    return Session.objects.of(request.user).exclude(pk=request.session.session_key).end()


def _name(key: str) -> str:
    """By which a form names a session: the key itself would let in whoever sees the page."""
    return salted_hmac("accounts.open_sessions", key, algorithm="sha256").hexdigest()[:32]
