from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand

from articles.mending import mend_records, mend_working_copies
from articles.models import Article, Revision
from comments.models import Policy
from core.models import Edition
from core.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class Command(BaseCommand):
    help = (
        "Mend stored texts as they would be stored today: links without a scheme, links that lead nowhere, empty "
        "paragraphs, words that show nothing. Of what was published no letter changes. Lists the stories that "
        "somebody should look at. Safe to repeat, to interrupt and to run while the site serves."
    )

    def handle(self, **options: object) -> None:
        kinds = (
            ("working copies", Article.objects, mend_working_copies()),
            ("revisions", Revision.objects, mend_records(Revision.objects.all(), "body")),
            ("policies", Policy.objects, mend_records(Policy.objects.all(), "whole")),
        )
        for name, rows, batches in kinds:
            self._mend(name, rows.count(), batches)

    def _mend(self, name: str, count: int, batches: Iterable[Any]) -> None:
        progress, mended = Progress(self.stdout), 0
        progress.begin("Mending", count)
        for batch in batches:
            mended += batch.mended
            for pk, doubt in batch.doubtful:
                progress.say(f"Story {pk} wants a look: {doubt}.")
            progress.more(name, batch.looked_at)
        if mended and name == "policies":
            # Every discussion links to the policy.
            Edition.bump()
        progress.say(f"{mended:,} {name} were mended.")
