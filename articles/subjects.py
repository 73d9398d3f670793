"""Subjects that pages of stories depend on: each has versions, and instants at which its pages change by themselves."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import BigIntegerField, F, Func, QuerySet

from articles.lists import next_listed_section
from articles.models import Article, Section, StoredList, Topic, TopicListing
from core.days import next_anniversary, next_midnight
from core.models import Edition
from core.page_versions import Subject
from core.subjects import PAPER, edition_version


def _removals() -> QuerySet[Edition, Any]:
    return Edition.objects.order_by("pk").values("removals")[:1]


def _next_in_section(story: int, now: datetime.datetime) -> datetime.datetime | None:
    """When the next scheduled story of its section is published: the page lists the newest of the section."""
    section = Article.objects.filter(pk=story).values("published_section")
    to_come = Article.objects.filter(published_section__in=section, published_at__gt=now)
    return to_come.order_by("published_at").values_list("published_at", flat=True).first()


def _next_anniversary(story: int, now: datetime.datetime) -> datetime.datetime | None:
    """When the story is a year older: its page says how old it is."""
    published = Article.objects.filter(pk=story).values_list("published_at", flat=True).first()
    return published and next_anniversary(published, now)


def _next_on_topics(story: int, now: datetime.datetime) -> datetime.datetime | None:
    """When the next scheduled story of one of its topics is published: the page lists the newest of them."""
    topics = TopicListing.objects.filter(article=story).values("topic")
    to_come = TopicListing.objects.filter(topic__in=topics, published_at__gt=now)
    return to_come.order_by("published_at").values_list("published_at", flat=True).first()


def _sum(column: str) -> Func:
    """Over all rows of a query: Django's own Sum would be one for each row."""
    return Func(F(column), function="SUM", output_field=BigIntegerField())


# Lists of stories. They may lag in stories that are added, but never in what is taken from view (`removals`).
LISTS = Subject(edition=edition_version, removals=_removals)
# They say today and yesterday, and the year of other years alone.
LISTS.also(until=lambda key, now: next_midnight(now))
# The lists around a story: others of its topics or its section, and the stored ones.
AROUND = Subject(
    section=lambda story: Section.objects.filter(stories=story).values("version"),
    # A sum of numbers that only go up is the same as long as each of them is. Which topics they are, the story's own
    # version says, and after a merger the edition's.
    topics=lambda story: Topic.objects.filter(listings__article=story).values(versions=_sum("version")),
    lists=lambda: StoredList.objects.values(versions=_sum("version")),
)
AROUND.also(until=_next_in_section)
AROUND.also(until=_next_on_topics)
# A story's own version covers its revision, photos and notes.
STORY = Subject(
    story=lambda story: Article.objects.filter(pk=story).values("version"),
    edition=edition_version,
    **AROUND.versions,
)
STORY.also(until=AROUND.until)
STORY.also(until=_next_anniversary)


def put_on_every_page(
    until: Callable[[Any, datetime.datetime], datetime.datetime | None] | None = None,
    **versions: Callable[..., QuerySet[Any, Any]],
) -> None:
    """Add what all pages show: versions of it, where it changes often, and the instants at which time changes it.

    Cached fragments don't depend on it.
    """
    for subject in (PAPER, LISTS, STORY):
        subject.also(until, **versions)


# The masthead has the sections with something to read: the first story of one can be scheduled.
put_on_every_page(until=lambda key, now: next_listed_section(now))
