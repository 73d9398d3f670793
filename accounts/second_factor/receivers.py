"""What the log says of second factors that their owners set up, use and remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa import signals
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils.translation import ngettext

from accounts import audit
from accounts.second_factor import recovery
from core.digits import number

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.http import HttpRequest

    from accounts.models import User


@receiver(signals.authenticator_added)
@receiver(signals.authenticator_reset)
def added(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: object) -> None:
    audit.note_factor(request, user, authenticator.type, is_added=True)


@receiver(signals.authenticator_removed)
def removed(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: object) -> None:
    audit.note_factor(request, user, authenticator.type, is_added=False)


@receiver(signals.authenticator_used)
def used(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: object) -> None:
    if authenticator.type == authenticator.Type.RECOVERY_CODES:
        request.used_recovery_code = True  # type: ignore[attr-defined] # for `signed_in`


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **kwargs: object) -> None:
    """Tell who signed in by a recovery code how many are left."""
    if not getattr(request, "used_recovery_code", False):
        return
    left = recovery.left(user)
    said = ngettext(
        "You signed in with a recovery code. %(number)s is left: make new ones in your account.",
        "You signed in with a recovery code. %(number)s are left: make new ones in your account before they run out.",
        left,
    )
    messages.warning(request, said % {"number": number(left)})
