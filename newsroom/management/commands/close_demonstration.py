from django.core.management.base import BaseCommand

from newsroom.imports.people import close_demonstration


class Command(BaseCommand):
    help = "Take the demonstration's sign-ins their password, so that the site may listen to the world."

    def handle(self, **options: object) -> None:
        names = close_demonstration()
        if names:
            self.stdout.write(f"These can't sign in any more: {', '.join(names)}. The stories stay.")
        else:
            self.stdout.write("No sign-ins of the demonstration are open.")
