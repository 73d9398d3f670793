import logging
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.database import require_migrated
from newsroom.seeding import loader
from newsroom.seeding.people import open_demonstration
from newsroom.seeding.refusal import Refused


class Command(BaseCommand):
    help = "Load stories from seed files; without a file, the demonstration in seeds/ and its sign-ins."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="see seeds/README.md")

    def handle(self, files, **options):
        require_migrated()
        # A line for each comment posted is for the log of a site that runs.
        logging.disable(logging.INFO)
        try:
            refused = self._load(files)
        finally:
            logging.disable(logging.NOTSET)
        if refused:
            raise CommandError("Nothing was loaded of: " + ", ".join(map(str, refused)))

    def _load(self, files):
        """Answers the files that were refused."""
        refused = []
        if not files:
            files = loader.stories()
            if not self._open_demonstration():
                refused.append("sign-ins.toml")
        for number, path in enumerate(files, start=1):
            self._number = f"[{number}/{len(files)}] " if len(files) > 1 else ""
            if not self._load_one(path):
                refused.append(path)
        return refused

    def _open_demonstration(self):
        try:
            foreign = open_demonstration()
        except Refused as refusal:
            self.stderr.write(f"sign-ins.toml: {refusal}")
            return False
        for name in foreign:
            self.stdout.write(f"The account {name} is somebody's own and stays as it is.")
        return True

    def _load_one(self, path):
        started = time.monotonic()
        self._say(path, "…")
        try:
            made = loader.load(path, say=lambda words: self._say(path, words))
        except Refused as refusal:
            self._say(path, "refused", end="\n")
            self.stderr.write(f"{path}: {refusal}")
            return False
        if made is None:
            self._say(path, "loaded before, nothing changed", end="\n")
        else:
            counts = [
                f"{count} {name.removesuffix('s') if count == 1 else name}"
                for name, count in made.items()
                if count
            ]
            self._say(path, f"{', '.join(counts)} ({time.monotonic() - started:.1f} s)", end="\n")
        return True

    def _say(self, path, words, end=""):
        """How far it is: on a terminal in one line that changes, elsewhere only how it ended."""
        if self.stdout.isatty():
            self.stdout.write(f"\r\x1b[K{self._number}{path.name}: {words}", ending=end)
        elif end:
            self.stdout.write(f"{self._number}{path.name}: {words}", ending=end)
        self.stdout.flush()
