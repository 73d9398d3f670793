"""Mails that staff cause: to colleagues about what was changed of their accounts, and invitations. Readers get none.

They are queued after the commit, so that no mail tells of what was rolled back, and none that fails undoes a change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from accounts.groups import shown_name
from core.collation import sort_key
from core.words import either, in_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from accounts.adapter import AccountAdapter
    from accounts.models.managed import Standing
    from accounts.models.user import User

# Of so many administrators a mail has the names.
NAMED = 3


def mail(template: str, address: str, context: dict[str, Any]) -> None:
    """Queue a mail after the commit. With `until` in its context it is of no use after that, and then not sent."""
    send = cast("AccountAdapter", get_adapter()).send_notice
    transaction.on_commit(lambda: send(template, address, context), robust=True)


def name_of(user: User) -> str:
    """As colleagues call them: by the full name, where it is known."""
    return user.get_full_name() or user.username


def groups_in_words(names: Iterable[str]) -> str:
    shown = sorted(map(shown_name, names), key=sort_key)
    # Translators: somebody belongs to no group of the staff
    return in_words(shown) if shown else pgettext("groups", "none")


def tell_of_change(person: User, before: Standing, after: Standing, by: User) -> None:
    """Tell what differs. Where the address does, the old one hears of it too."""
    if not (before.is_staff or after.is_staff):
        return
    said = [*_changes(person, before, after)]
    if said:
        _tell(person, said, by, {before.email, after.email}, name=before.name)


def tell_of_password(person: User, by: User) -> None:
    """Call it where somebody else has set the password, or taken it away."""
    if person.has_usable_password():
        said = gettext(
            "Your account has a new password. With the one that you had you can’t sign in any more."
        )
    else:
        said = gettext("Your account has no password any more. You sign in with a code that we send to you.")
    _tell(person, [said], by, {person.email})


def tell_of_second_factor(person: User, by: User) -> None:
    """Call it where somebody else has taken away the second factor."""
    said = gettext(
        "The second factor of your account was removed: whoever has its password needs nothing else."
    )
    _tell(person, [said], by, {person.email})


def _changes(person: User, before: Standing, after: Standing) -> Iterable[str]:
    if person.is_erased:
        yield gettext("Your account was erased. Nobody can sign in with it any more.")
        return
    if before.is_active and not after.is_active:
        yield gettext("Your account was deactivated. You are signed out, and can’t sign in.")
    if after.is_active and not before.is_active:
        yield gettext("Your account was reactivated. You can sign in again.")
    if after.is_staff and not before.is_staff:
        yield gettext("You belong to the paper’s staff now, and can sign in to the desk.")
    if before.is_staff and not after.is_staff:
        yield gettext("You do not belong to the paper’s staff any more.")
    if before.groups != after.groups:
        groups = {"now": groups_in_words(after.groups), "before": groups_in_words(before.groups)}
        # Translators: the groups of staff that somebody belongs to
        yield gettext("Your groups now: %(now)s. Your groups before: %(before)s.") % groups
    if after.is_superuser and not before.is_superuser:
        yield gettext("You are an administrator now: you may do everything here.")
    if before.is_superuser and not after.is_superuser:
        yield gettext("You are not an administrator any more.")
    if before.email != after.email and after.email:
        yield gettext("The email address of your account is now: %(address)s") % {"address": after.email}
    if before.email and not after.email:
        yield gettext("Your account has no email address any more.")


def _tell(person: User, said: list[str], by: User, addresses: set[str | None], name: str = "") -> None:
    context = {
        "person": name or person.username,
        "by": name_of(by),
        "at": timezone.now(),
        "said": said,
        "ask": either([name_of(by), *_administrators(person, by)]),
    }
    if not person.is_erased:
        # While the mail waits, accounts.erasure finds it by this.
        context["user"] = person
    for address in sorted(filter(None, addresses)):
        mail("account/email/staff_changed", address, context)


def _administrators(person: User, by: User) -> list[str]:
    others = type(person)._default_manager.filter(is_superuser=True, is_staff=True, is_active=True)
    return [name_of(each) for each in others.exclude(pk__in=[person.pk, by.pk]).order_by("pk")[:NAMED]]
