from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import capfirst

from core.progress import Progress
from newsroom.transfer.destination import TransferRefused
from newsroom.transfer.files import carry_files
from newsroom.transfer.move import STOP_FIRST, move
from newsroom.transfer.source import worker_kept_out

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = (
        "Carry the whole paper from SQLite to PostgreSQL, and with --storage its photographs to an S3-style storage. "
        "Here everything is only read. Interrupted, it goes on where it was when it is begun again. At the end every "
        "table is counted and summed up on both sides."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "database_url",
            nargs="?",
            metavar="DATABASE_URL",
            help="postgres://USER:PASSWORD@HOST:5432/NAME of an empty database, or of an unfinished move",
        )
        parser.add_argument("--storage", metavar="STORAGE_URL", help="s3://KEY:SECRET@HOST/BUCKET")

    def handle(self, database_url: str | None, storage: str | None, **options: object) -> None:
        if not (database_url or storage):
            raise CommandError("Where to? Name a DATABASE_URL, --storage STORAGE_URL, or both.")
        began, progress = time.monotonic(), Progress(self.stdout)
        with worker_kept_out() as is_out:
            if not is_out:
                raise CommandError(f"The site's worker is running. {STOP_FIRST}")
            try:
                rows_agree = not database_url or move(database_url, progress)
                files_agree = not storage or self._carry_files(storage, progress)
            except (TransferRefused, ImproperlyConfigured) as refusal:
                raise CommandError(str(refusal)) from refusal
        if not (rows_agree and files_agree):
            raise CommandError("Not everything agrees; see above. The same command again carries it anew.")
        progress.say(f"\nEverything agrees. It took {time.monotonic() - began:.0f} s. Now write into .env:\n")
        for name, url in (("DATABASE_URL", database_url), ("STORAGE_URL", storage)):
            if url:
                progress.say(f"{name}={url}")
        progress.say(
            "\nThen start the site again. What was carried still lies here as well, and is not used any more."
        )

    def _carry_files(self, url: str, progress: Progress) -> bool:
        sums = carry_files(url, progress)
        for folder, (here, there) in sums.items():
            progress.say(
                f"{capfirst(folder)}: {here[0]:,} files of {here[1]:,} bytes, "
                + (
                    "the same there"
                    if here == there
                    else f"but there {there[0]:,} of {there[1]:,}: DIFFERENT"
                )
            )
        return all(here == there for here, there in sums.values())
