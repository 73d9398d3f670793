"""Recovery codes: for who has lost the second factor itself. Shown once, and each good for one sign-in."""

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction

# With so few left it is time for new ones.
FEW = 3


def of(user: AbstractBaseUser | AnonymousUser) -> RecoveryCodes | None:
    row = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    return row and RecoveryCodes(row)


def left(user: AbstractBaseUser | AnonymousUser) -> int:
    """How many have not been used; it needs no secret, so it can be told whatever became of SECRET_KEY."""
    codes = of(user)
    return app_settings.RECOVERY_CODE_COUNT - codes.instance.data["used_mask"].bit_count() if codes else 0


def show(user: AbstractBaseUser) -> list[str]:
    """The codes; of two who ask at once, one gets them. An empty list where they were shown before."""
    with transaction.atomic():
        rows = Authenticator.objects.select_for_update()
        row = rows.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
        codes = row and RecoveryCodes(row)
        if codes is None or codes.did_view:
            return []
        codes.mark_as_viewed()
        return codes.get_unused_codes()
