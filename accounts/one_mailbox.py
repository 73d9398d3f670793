"""Bring addresses that earlier releases stored in other spellings into today's, and find those that two accounts have.

Migrations call it with their own models, so it uses none of our models' methods.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from accounts.addresses import canonical

if TYPE_CHECKING:
    from allauth.account.models import EmailAddress

    from accounts.models import User

CHUNK = 2000


@dataclass(frozen=True)
class Mailbox:
    """One address, the account that keeps it, and those that have had it in other spellings."""

    address: str
    keeper: User
    losers: list[User]


def mailboxes(users: type[User], addresses: type[EmailAddress], using: str = "default") -> list[Mailbox]:
    """The mailboxes with a spelling that has to change. A confirmed account keeps it, else the oldest."""
    odd: dict[str, str] = {}
    for model in (users, addresses):
        stored = model.objects.using(using).exclude(email=None).values_list("email", flat=True)
        odd |= {
            email: canonical(email) for email in stored.iterator(CHUNK) if email and canonical(email) != email
        }
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    for email, address in odd.items():
        spellings[address] |= {email, address}
    return [_mailbox(users, addresses, using, *each) for each in sorted(spellings.items())]


def _mailbox(
    users: type[User], addresses: type[EmailAddress], using: str, address: str, spellings: set[str]
) -> Mailbox:
    rows = addresses.objects.using(using).filter(email__in=spellings)
    confirmed = set(rows.filter(verified=True).values_list("user_id", flat=True))
    everybody = users.objects.using(using)
    people = {user.pk: user for user in everybody.filter(pk__in=rows.values("user_id"))} | {
        user.pk: user for user in everybody.filter(email__in=spellings)
    }
    keeper, *losers = sorted(people.values(), key=lambda user: (user.pk not in confirmed, user.pk))
    return Mailbox(address, keeper, losers)


def respell(
    mailbox: Mailbox, users: type[User], addresses: type[EmailAddress], using: str = "default"
) -> None:
    """Take the address from the losers, and give it to the keeper in the one spelling."""
    with transaction.atomic(using):
        for loser in mailbox.losers:
            if loser.email is not None and canonical(loser.email) == mailbox.address:
                users.objects.using(using).filter(pk=loser.pk).update(email=None)
            _rows(addresses, using, loser, mailbox.address).delete()
        keeper = mailbox.keeper
        if keeper.email is not None and canonical(keeper.email) == mailbox.address:
            users.objects.using(using).filter(pk=keeper.pk).update(email=mailbox.address)
        rows = _rows(addresses, using, keeper, mailbox.address)
        best = rows.order_by("-verified", "-primary", "pk").first()
        if best:
            rows.exclude(pk=best.pk).delete()
            addresses.objects.using(using).filter(pk=best.pk).update(email=mailbox.address)


def _rows(addresses: type[EmailAddress], using: str, user: User, address: str) -> QuerySet[EmailAddress]:
    own = addresses.objects.using(using).filter(user_id=user.pk)
    return own.filter(pk__in=[row.pk for row in own if canonical(row.email) == address])


def respell_what_is_alone(users: type[User], addresses: type[EmailAddress], using: str = "default") -> None:
    """Respell the addresses that one account has alone: there nobody has to be asked."""
    for mailbox in mailboxes(users, addresses, using):
        if not mailbox.losers:
            respell(mailbox, users, addresses, using)
