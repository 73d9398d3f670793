import logging
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from benchmarks.dataset.generator import Generator, analyze, is_in_use
from benchmarks.dataset.people import generated_users
from core.database import require_migrated
from core.progress import Progress

# With fewer, a comment could not have all of its reports from others.
FEWEST_READERS = 10
# Of progress, where the output is no terminal.
LINES_PER_KIND = 4
REFUSAL = (
    "This paper is in use: it has stories or accounts that were not generated. What is generated can't be taken out "
    "again, so nothing was added. To measure with invented stories, name an empty database: "
    "DATA_DIR=/somewhere/else python manage.py migrate, then flood. To add them to this very paper all the same: "
    "--yes"
)


class Command(BaseCommand):
    help = (
        "Fill a paper with invented stories, readers and discussions, to measure with. It adds to what is there, while "
        "nobody else writes; everything it makes is marked: stories by a seed key that begins with “flood:”, readers "
        "by an address at flood.invalid."
    )

    def add_arguments(self, parser):
        def number(name, default, words):
            parser.add_argument(f"--{name}", type=int, default=default, metavar="N", help=words)

        number("stories", 1_000, "1,000 if not said, over twelve years")
        number("comments", 20_000, "20,000 if not said")
        number("readers", 2_000, "2,000 if not said, who write the comments; none of them can sign in")
        number("longest", None, "of these comments so many on one story that is still open; else a tenth")
        number("photos", 12, "12 if not said, drawn for the stories")
        number("seed", 1, "another number tells other stories; the same one the same")
        parser.add_argument("--yes", action="store_true", help="also in a paper that is in use")

    def handle(self, stories, comments, readers, longest, photos, seed, yes, **options):
        require_migrated()
        longest = comments // 10 if longest is None else longest
        self._check(stories, comments, readers, longest, photos)
        if is_in_use() and not yes:
            raise CommandError(REFUSAL)
        self._done, self._started, self._progress = {}, time.monotonic(), Progress(self.stdout)
        # The log line for each ingested photo is meant for a running site.
        logging.disable(logging.INFO)
        try:
            Generator(seed).generate(stories, comments, readers, longest, photos, self._say)
        except IntegrityError as error:
            raise CommandError(
                f"Somebody else wrote into this paper meanwhile ({error}). What was written before stays."
            ) from error
        finally:
            logging.disable(logging.NOTSET)
        self._progress.show("Counting for the database’s plans …")
        analyze()
        self._progress.say(self._sum())

    def _check(self, stories, comments, readers, longest, photos):
        if min(stories, comments, readers, longest, photos) < 0:
            raise CommandError("A number is 0 or more.")
        if comments and not stories:
            raise CommandError("Comments need a story: --stories 1 or more.")
        if longest > comments:
            raise CommandError(f"--longest is {longest:,}, of {comments:,} comments in all.")
        if comments and readers + generated_users().filter(is_staff=False).count() < FEWEST_READERS:
            raise CommandError(f"Comments need at least {FEWEST_READERS} readers to write and report them.")

    def _say(self, kind, more, of):
        before = self._done.get(kind, 0)
        done = self._done[kind] = before + more
        self._progress.step(f"{self._sum()} … {kind}: {100 * done // of} %", before, done, of, LINES_PER_KIND)

    def _sum(self):
        done = ", ".join(f"{count:,} {kind}" for kind, count in self._done.items())
        return f"{done or 'Nothing'} in {time.monotonic() - self._started:.0f} s"
