"""Subjects that pages of stories depend on: each has versions, and instants at which its pages change by themselves."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from articles.lists import next_listed_section
from articles.models import Article, Section
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


# Lists of stories. They may lag in stories that are added, but never in what is taken from view (`removals`).
LISTS = Subject(edition=edition_version, removals=_removals)
# They say today and yesterday, and the year of other years alone.
LISTS.also(until=lambda key, now: next_midnight(now))
# A story's own version covers its revision, photos and notes.
STORY = Subject(
    story=lambda story: Article.objects.filter(pk=story).values("version"),
    section=lambda story: Section.objects.filter(stories=story).values("version"),
    edition=edition_version,
)
STORY.also(until=_next_in_section)
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
