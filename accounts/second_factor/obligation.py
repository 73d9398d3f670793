"""From STAFF_SECOND_FACTOR_FROM on, staff come to the desk with a second factor alone; until then they are told."""

import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from core.times import local

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Recovery codes alone are none: they stand for one that was lost."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def lacks(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether there is a date for this person, past or to come, and no second factor yet. It concerns staff alone."""
    has_date = settings.STAFF_SECOND_FACTOR_FROM is not None
    return has_date and getattr(user, "is_staff", False) and not has_second_factor(user)


def is_due(now: datetime.datetime) -> bool:
    """Whether the date has come, in the paper's zone."""
    begins: datetime.date | None = settings.STAFF_SECOND_FACTOR_FROM
    return begins is not None and local(now).date() >= begins
