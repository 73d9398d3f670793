from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.second_factor import removal


class Command(BaseCommand):
    help = (
        "Remove the second factor of somebody who has lost it, with its recovery codes, and sign them out everywhere. "
        "They are mailed. For the last superuser: others are helped at the desk, on the person's page."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="sign-in name or email address")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.by_login(options["name"])
        if person is None:
            raise CommandError(f"Nobody signs in as {options['name']}.")
        if removal.remove(person, by=None):
            self.stdout.write(
                f"The second factor of {person.username} is removed. They sign in without one now."
            )
        else:
            self.stdout.write(f"{person.username} has no second factor.")
