from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError

from articles.models import StoredList
from core.database import require_migrated
from core.progress import Progress
from newsroom.imports import loader
from newsroom.imports.people import open_demonstration
from newsroom.imports.refusal import ImportRefused

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Load stories from seed files; without a file, the demonstration in seeds/ and its sign-ins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="see seeds/README.md")

    def handle(self, files: list[Path], **options: object) -> None:
        require_migrated()
        # The line for each posted comment belongs in the log of a site that runs.
        logging.disable(logging.INFO)
        try:
            refused = self._load(files)
            StoredList.remake_all()
        finally:
            logging.disable(logging.NOTSET)
        if refused:
            raise CommandError("Nothing was loaded of: " + ", ".join(map(str, refused)))

    def _load(self, files: list[Path]) -> list[Path | str]:
        """Answers the files that were refused."""
        refused: list[Path | str] = []
        if not files:
            files = loader.stories()
            if not self._open_demonstration():
                refused.append("sign-ins.toml")
        for number, path in enumerate(files, start=1):
            place = f"[{number}/{len(files)}] " if len(files) > 1 else ""
            if not self._load_one(path, f"{place}{path.name}"):
                refused.append(path)
        return refused

    def _open_demonstration(self) -> bool:
        try:
            foreign = open_demonstration()
        except ImportRefused as refusal:
            self.stderr.write(f"sign-ins.toml: {refusal}")
            return False
        for name in foreign:
            self.stdout.write(f"The account {name} is somebody's own and stays as it is.")
        return True

    def _load_one(self, path: Path, name: str) -> bool:
        started, progress = time.monotonic(), Progress(self.stdout)
        progress.show(f"{name}: …")
        try:
            made = loader.load(path, say=lambda words: progress.show(f"{name}: {words}"))
        except ImportRefused as refusal:
            progress.say(f"{name}: refused")
            self.stderr.write(f"{path}: {refusal}")
            return False
        if made is None:
            progress.say(f"{name}: loaded before, nothing changed")
        else:
            counts = [
                f"{count} {name.removesuffix('s') if count == 1 else name}"
                for name, count in made.items()
                if count
            ]
            progress.say(f"{name}: {', '.join(counts)} ({time.monotonic() - started:.1f} s)")
        return True
