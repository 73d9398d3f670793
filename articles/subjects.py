"""What pages of stories depend on: subjects, each with its versions and the instants that change its pages."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from articles.models import Article, Edition, Section
from core.page_versions import Subject


# By the key, which takes no sorting.
def _edition() -> QuerySet[Edition, Any]:
    return Edition.objects.order_by("pk").values("version")[:1]


def _removals() -> QuerySet[Edition, Any]:
    return Edition.objects.order_by("pk").values("removals")[:1]


def _next_in_section(story: int, now: datetime.datetime) -> datetime.datetime | None:
    """When the next story stands among the newest of its section, which its page names."""
    section = Article.objects.filter(pk=story).values("published_section")
    to_come = Article.objects.filter(published_section__in=section, published_at__gt=now)
    return to_come.order_by("published_at").values_list("published_at", flat=True).first()


# What parts of pages hang on that are kept apart from them, beside their story: sections, contributors, the policy.
EDITION = Subject(edition=_edition)
# Pages that show the paper alone.
PAPER = Subject(edition=_edition)
# Lists of stories: beside these they may lag in what is added, never in what is taken from view.
LISTS = Subject(edition=_edition, removals=_removals)
# A story's revision, photos and notes hang on its own version.
STORY = Subject(
    story=lambda story: Article.objects.filter(pk=story).values("version"),
    section=lambda story: Section.objects.filter(stories=story).values("version"),
    edition=_edition,
)
STORY.also(until=_next_in_section)


def put_on_every_page(**versions: Callable[..., QuerySet[Any, Any]]) -> None:
    """What is drawn on all pages and changes often: each is made anew with it, and no part that is kept apart."""
    for subject in (PAPER, LISTS, STORY):
        subject.also(None, **versions)
