from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError

from articles.models import ArchiveDay, Article
from articles.recounting import recount_days, recount_stories
from comments.models import Comment
from comments.recounting import recount_discussions
from core.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.core.management.base import CommandParser

    from core.recounting import Recounted


class Command(BaseCommand):
    help = (
        "Count anew what is kept of stories and discussions: where a story is filed; how many stories each day has; "
        "counts, numbers, positions, and what the pages of a discussion show. "
        "Says what differs from what is stored, and with --repair mends it. Ends with status 1 where something "
        "differs that was not mended. Safe to repeat, to interrupt and to run while the site serves."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend what differs")

    def handle(self, repair: bool, **options: object) -> None:
        progress, mended, left = Progress(self.stdout), 0, 0
        parts: dict[str, tuple[type[Article | ArchiveDay | Comment], Callable[[bool], Iterable[Recounted]]]]
        parts = {
            "stories": (Article, recount_stories),
            "days": (ArchiveDay, recount_days),
            "comments": (Comment, recount_discussions),
        }
        for name, (model, recount) in parts.items():
            progress.begin("Recounting", model.objects.count())
            for recounted in recount(repair):
                for thing, field, stored, right in recounted.differences:
                    should_be = "and nobody can tell what is right" if right is None else f"right is {right}"
                    progress.say(f"{thing}: {field} is {stored}, {should_be}")
                if recounted.is_mended:
                    mended += len(recounted.differences)
                else:
                    left += len(recounted.differences)
                progress.more(name, recounted.rows)
        if left:
            way_out = "." if repair else "; with --repair they are mended."
            raise CommandError(f"{left:,} values differ{way_out}")
        progress.say(f"{mended:,} values were mended." if mended else "Nothing differs.")
