"""The log of sign-ins: each line names an account by its number, and a network by a hash that tells two apart.

The log never says what somebody typed, or from which address.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from allauth.account import signals as allauth
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from core.network import network_hash

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, Group
    from django.http import HttpRequest

    from accounts.models import Invitation, User

logger = logging.getLogger(__name__)

# Strangers can cause some of these lines. Each kind has its own limit, so that a flood of one hides no other.
LINES_A_MINUTE = 30


class Bounded(logging.Filter):
    """At most LINES_A_MINUTE of a kind in each process; the first of a later minute says how many were left out."""

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self._lock = threading.Lock()
        self._written: dict[object, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        kind, minute = record.msg, time.monotonic() // 60
        with self._lock:
            since, lines = self._written.get(kind, (minute, 0))
            if since != minute:
                if lines > LINES_A_MINUTE:
                    record.msg += f" ({lines - LINES_A_MINUTE} lines like this one were left out before)"
                lines = 0
            self._written[kind] = minute, lines + 1
        return lines < LINES_A_MINUTE


def note_failure(request: HttpRequest, user: User | None, why: str) -> None:
    """`user` is who somebody tried to sign in as, None where there is no such account."""
    if user is None:
        logger.warning("no account: sign-in refused, %s; network %s", why, network_hash(request))
    else:
        _note(logging.WARNING, request, user, "sign-in refused, %s", why)


def note_permissions(user: User, by: User | AnonymousUser) -> None:
    groups = ", ".join(user.groups.values_list("name", flat=True)) or "none"
    logger.warning(
        "account %s: permissions set by account %s: active %s, staff %s, administrator %s, groups %s",
        user.pk,
        by.pk,
        user.is_active,
        user.is_staff,
        user.is_superuser,
        groups,
    )


def note_group(group: Group, by: User | AnonymousUser) -> None:
    permissions = ", ".join(sorted(group.permissions.values_list("codename", flat=True))) or "none"
    logger.warning("group %s: permissions set by account %s: %s", group.pk, by.pk, permissions)


def note_password(user: User, by: User | AnonymousUser) -> None:
    logger.warning("account %s: new password, set by account %s", user.pk, by.pk)


def note_invitation(invitation: Invitation, what: str, by: User) -> None:
    """`what` was done: sent, sent again, withdrawn, accepted."""
    groups = ", ".join(invitation.groups.values_list("name", flat=True)) or "none"
    logger.warning("invitation %s: %s by account %s, groups %s", invitation.pk, what, by.pk, groups)


def note_operator(user: User) -> None:
    logger.warning("account %s: made an administrator from the command line", user.pk)


def note_second_factor_removed(user: User, by: User | None) -> None:
    whose = f"account {by.pk}" if by else "the command line"
    logger.warning("account %s: second factor removed by %s, and signed out everywhere", user.pk, whose)


def note_factor_failure(request: HttpRequest, user: User, is_too_often: bool) -> None:
    note_failure(request, user, "too many second factors" if is_too_often else "wrong second factor")


def note_factor(request: HttpRequest, user: User, kind: str, is_added: bool) -> None:
    """A line about a second factor that its owner has set up or removed."""
    _note(logging.INFO, request, user, f"second factor {'set up' if is_added else 'removed'}: %s", kind)


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **kwargs: object) -> None:
    # Imported late: setting up the logging loads this module, before allauth's models can be loaded.
    from allauth.account.authentication import get_authentication_records

    records = get_authentication_records(request, user)
    _note(logging.INFO, request, user, "signed in by %s", records[-1]["method"] if records else "other means")


@receiver(allauth.login_code_rejected)
@receiver(allauth.password_reset_code_rejected)
@receiver(allauth.email_verification_code_rejected)
def code_rejected(request: HttpRequest, user: User, **kwargs: object) -> None:
    _note(logging.WARNING, request, user, "wrong code")


@receiver(allauth.password_set)
@receiver(allauth.password_changed)
@receiver(allauth.password_reset)
def password_changed(request: HttpRequest, user: User, **kwargs: object) -> None:
    _note(logging.INFO, request, user, "new password")


@receiver(allauth.email_changed)
def email_changed(request: HttpRequest, user: User, **kwargs: object) -> None:
    _note(logging.INFO, request, user, "new email address")


def _note(level: int, request: HttpRequest, user: User, what: str, *values: object) -> None:
    """Lines about staff are of a kind of their own: a flood of lines about readers can't hide them."""
    whose = "staff account" if user.is_staff else "account"
    logger.log(level, f"{whose} %s: {what}; network %s", user.pk, *values, network_hash(request))
