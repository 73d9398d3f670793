from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand

from accounts.models import User
from accounts.one_mailbox import mailboxes, respell

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = (
        "List the email addresses that several accounts have in different spellings, and who keeps each: the one who "
        "has confirmed it, then the older account. With --write the others lose it. They sign in with their pen name "
        "and can set another address."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="do it; without this nothing is changed")

    def handle(self, write: bool, **options: object) -> None:
        found = mailboxes(User, EmailAddress)
        for mailbox in found:
            self.stdout.write(f"{mailbox.address}: account {_name(mailbox.keeper)} keeps it")
            for loser in mailbox.losers:
                self.stdout.write(f"  account {_name(loser)} loses it, spelt {loser.email}")
            if write:
                respell(mailbox, User, EmailAddress)
        if not found:
            self.stdout.write("Every address is stored in one spelling, and by one account.")
        elif not write:
            self.stdout.write("Nothing was changed. To do it: manage.py one_mailbox --write")


def _name(user: User) -> str:
    return f"{user.pk} ({user.username})"
