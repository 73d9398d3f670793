"""Compare what is stored of stories' places in lists and in the archive with the stories, and repair it."""

from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter
from typing import Any, cast

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from articles.models import ArchiveDay, Article, Contribution, Tagging
from articles.models.contributor import LISTED
from articles.models.listing import ContributorListing, TopicListing
from core.pagination import batches
from core.recounting import Difference, Recounted

# Stories, or days, in one query.
BATCH = 500


def recount_stories(repair: bool = False) -> Iterator[Recounted]:
    """Go through all stories in order of their keys. Safe to repeat, to interrupt and while the desk publishes."""
    stories: QuerySet[Any] = Article.objects.only("published_section", "killed_at", "revision")
    # A draft has neither section, so nothing differs.
    stories = stories.annotate(right=Coalesce("revision__section__retired_into", "revision__section"))
    for rows in batches(stories, BATCH, attrgetter("pk")):
        found = [
            Difference(f"story {each.pk}", "published_section", each.published_section_id, each.right)
            for each in rows
            if each.published_section_id != each.right
        ]
        shown = {each.revision_id for each in rows if each.revision_id and not each.killed_at}
        for model, parts, of in (
            (TopicListing, Tagging.objects.all(), "topic"),
            (ContributorListing, Contribution.objects.filter(role__in=LISTED), "contributor"),
        ):
            stored = _by_story(model.objects.filter(article__in=rows).values_list("article", of))
            leads = Coalesce(F(f"{of}__merged_into"), F(of))
            right = _by_story(parts.filter(revision__in=shown).values_list("article", leads))
            found += [
                Difference(f"story {pk}", f"{of}s", sorted(stored.get(pk, ())), sorted(right.get(pk, ())))
                for pk in sorted(stored.keys() | right.keys())
                if stored.get(pk, set()) != right.get(pk, set())
            ]
        if repair:
            for what in dict.fromkeys(each.thing for each in found):
                Article.objects.get(pk=int(what.removeprefix("story "))).refile()
        yield Recounted(len(rows), found, repair and bool(found))


def counted_in_archive() -> QuerySet[Article]:
    """The stories that a day of the archive counts: scheduled ones too."""
    return Article.objects.order_by().filter(killed_at=None, url_date__isnull=False)


def recount_days(repair: bool = False) -> Iterator[Recounted]:
    """Go through all days of the archive. Safe to repeat, to interrupt and while the desk publishes."""
    stories = counted_in_archive()
    counted = stories.filter(url_date=OuterRef("day")).values("url_date").annotate(number=Count("pk"))
    # What is stored and what is right, in one statement: nothing is published in between.
    days: QuerySet[Any] = ArchiveDay.objects.annotate(right=Coalesce(Subquery(counted.values("number")), 0))
    for rows in batches(days, BATCH):
        yield _recounted_days([(each.day, each.stories, each.right) for each in rows], repair)
    stored = ArchiveDay.objects.filter(day=OuterRef("url_date"))
    lacking = stories.filter(~Exists(stored)).values_list("url_date").annotate(Count("pk"))
    counts = sorted((cast(date, day), number) for day, number in lacking)
    yield _recounted_days([(day, 0, number) for day, number in counts], repair)


def _recounted_days(rows: list[tuple[date, int, int]], repair: bool) -> Recounted:
    found = [
        Difference(f"day {day}", "stories", stored, right) for day, stored, right in rows if stored != right
    ]
    if repair:
        for day in [day for day, stored, right in rows if stored != right]:
            ArchiveDay.recount(day, counted_in_archive())
    return Recounted(len(rows), found, repair and bool(found))


def _by_story(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for story, other in pairs:
        found.setdefault(story, set()).add(other)
    return found
