"""Writes down sign-ins of staff, and failures with their names. What is kept, and how long: accounts.models.sign_in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import signals as allauth
from allauth.account.authentication import get_authentication_records
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from accounts import browsers, limits
from accounts.models.sign_in import SignIn
from core.network import client_network

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User

# How allauth's records of a sign-in name its steps; the last one counts.
_WAYS = {
    "password": SignIn.Way.PASSWORD,
    "code": SignIn.Way.CODE,
    "password_reset": SignIn.Way.RESET,
    "totp": SignIn.Way.APP,
    "webauthn": SignIn.Way.PASSKEY,
    "recovery_codes": SignIn.Way.RECOVERY,
    "invitation": SignIn.Way.INVITATION,
}


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **kwargs: object) -> None:
    if user.is_staff:
        records = get_authentication_records(request, user)
        step = records[-1] if records else {}
        way = _WAYS.get(step.get("type") or step.get("method", ""), SignIn.Way.OTHER)
        _keep(request, user, way, SignIn.Outcome.SIGNED_IN)


@receiver(allauth.login_code_rejected)
@receiver(allauth.password_reset_code_rejected)
def code_rejected(request: HttpRequest, user: User, **kwargs: object) -> None:
    note_failure(request, user, SignIn.Way.CODE, SignIn.Outcome.WRONG_CODE)


def note_failure(request: HttpRequest, user: User | None, way: SignIn.Way, outcome: SignIn.Outcome) -> None:
    """Keep that somebody did not get in as this user, if these are staff and it is not one of too many."""
    if user and user.is_staff and limits.may_keep_failure(user):
        _keep(request, user, way, outcome)


def _keep(request: HttpRequest, user: User, way: SignIn.Way, outcome: SignIn.Outcome) -> None:
    SignIn.objects.create(
        person=user, way=way, outcome=outcome, network=client_network(request), browser=browsers.read(request)
    )
