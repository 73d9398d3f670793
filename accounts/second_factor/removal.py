"""Removing the second factor of somebody who has lost it. Their own they remove on the pages of their account."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import audit, notices
from accounts.groups import CHIEFS
from accounts.models import User
from accounts.models.session import Session

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

logger = logging.getLogger(__name__)


def may_remove(by: User | AnonymousUser, person: User) -> bool:
    """A superuser anybody’s; a Chief that of staff who are neither. Nobody their own in this way."""
    if not (isinstance(by, User) and by.is_active and by.is_staff) or by == person:
        return False
    if by.is_superuser:
        return True
    is_above = person.is_superuser or _is_chief(person)
    return person.is_staff and not is_above and _is_chief(by)


def _is_chief(person: User) -> bool:
    return person.groups.filter(name=CHIEFS).exists()


def remove(person: User, by: User | None) -> bool:
    """Remove app, passkeys and recovery codes, sign the person out everywhere, and mail them. Safe to repeat.

    Returns whether there was one. `by` is None at the command line.
    """
    with transaction.atomic():
        # Locked: nobody sets one up meanwhile, and two who remove it at once send one mail.
        User.objects.select_for_update().get(pk=person.pk)
        removed, _ = Authenticator.objects.filter(user=person).delete()
        if not removed:
            return False
        Session.objects.of(person).end()
        if by is not None and person.is_staff:
            notices.tell_of_second_factor(person, by)
        else:
            transaction.on_commit(
                lambda: get_adapter().send_notification_mail("mfa/email/second_factor_removed", person)
            )
    audit.note_second_factor_removed(person, by)
    return True
