"""Moves the stories of a retired section into the one that took its place: a batch at a time, newest first.

The section itself says at once where it leads (Section.standing), so a story reads right before it is moved; only lists
go by `published_section`. Each batch is a transaction of its own, which holds its rows for some milliseconds.
"""

import logging
import time

from django.db import transaction
from django.db.models import F
from django_tasks import task

from articles.models.article import Article
from articles.models.section import Section
from core.page_versions import bump_versions

logger = logging.getLogger(__name__)

# Twenty pages of a section.
BATCH = 500
# After so many seconds it lets other tasks of the worker go first.
SECONDS_A_TASK = 5
# As what takes something down: lists lack a story until it is moved.
FIRST = 50


def refile_newest(section_id: int) -> int:
    """Move one batch, with the working copies of its stories. Returns how many stories; 0: none is left."""
    with transaction.atomic():
        into = Section.objects.values_list("retired_into", flat=True).get(pk=section_id)
        if into is None:
            return 0
        shown = Article.objects.filter(published_section=section_id)
        # Only then what no reader sees: drafts, and copies that were filed here while the story stood elsewhere.
        copies = Article.objects.filter(section=section_id).order_by("pk")
        found = list(shown.newest_first().values_list("pk", flat=True)[:BATCH]) or list(
            copies.values_list("pk", flat=True)[:BATCH]
        )
        stories = Article.objects.filter(pk__in=found).order_by("pk")
        held = list(stories.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
        moving = Article.objects.filter(pk__in=held)
        moved = moving.filter(published_section=section_id).update(
            published_section=into, version=F("version") + 1
        )
        moving.filter(section=section_id).update(section=into)
        if moved:
            bump_versions(Section.objects.filter(pk__in=[section_id, into]))
            # Both are held now. Where the other was retired a moment ago, its own stories may be moved already.
            if Section.objects.exclude(retired_into=None).filter(pk=into).exists():
                transaction.set_rollback(True)
    return len(found)


@task(priority=FIRST)
def refile_stories(section_id: int) -> None:
    """Move all stories, in as many tasks as it takes. A worker that dies is followed by one that goes on."""
    until, moved = time.monotonic() + SECONDS_A_TASK, 0
    while batch := refile_newest(section_id):
        moved += batch
        if time.monotonic() > until:
            refile_stories.enqueue(section_id)
            break
    logger.info("section %s: %s stories moved%s", section_id, moved, ", more to come" if batch else "")
