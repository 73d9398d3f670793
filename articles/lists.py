"""Lists of stories, as front and section pages show them."""

import datetime
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from django.db.models import Exists, OuterRef

from articles.models import Article, Section, Slide, Topic, TopicListing
from core.pagination import Page, behind, page_of
from core.times import common_zone, day_in_list, is_recent, local

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from articles.models.article import ArticleQuerySet
    from articles.models.listing import Listing
    from articles.models.section import SectionQuerySet

    L = TypeVar("L", bound=Listing)

SECTION_PAGE = 25
LATEST = 7
# On the newest page of a section, the first picture among so many stories is in sight when the page opens.
IN_SIGHT = 2


class Line(NamedTuple):
    """A story in a section's list. `place` is a key of SIZES; `is_eager`: its picture is loaded before all others."""

    article: Article
    place: str
    is_eager: bool


class Day(NamedTuple):
    """The lines of a list that are of one day. `zone`: what all of their clocks are in; None: each says its own."""

    name: str
    zone: str | None
    lines: list[Line]


def listed(now: datetime.datetime | None) -> "ArticleQuerySet":
    """Published stories, newest first, with the rows that a line about one needs."""
    return Article.objects.published(now).newest_first().select_related("revision", "published_section")


def with_photos(articles: list[Article]) -> list[Article]:
    """Set `lead_photo` of each to its first photo, or None while there is none to show. One query for all."""
    first = Slide.objects.filter(revision__in=[each.revision_id for each in articles], position=1)
    shown = first.exclude(photo__renditions_key="").select_related("photo")
    photos = {slide.revision_id: slide.photo for slide in shown}
    for article in articles:
        article.lead_photo = photos.get(article.revision_id)
    return articles


def listed_sections(now: datetime.datetime) -> "SectionQuerySet":
    """The sections that masthead and front page have: not hidden, and with something to read."""
    stories = Article.objects.published(now).filter(published_section=OuterRef("pk"))
    return Section.objects.in_use().filter(Exists(stories), is_hidden=False)


def next_listed_section(now: datetime.datetime) -> datetime.datetime | None:
    """When a scheduled story is published that brings its section into these lists; None: nothing of that to come."""
    stories = Article.objects.published(now).filter(published_section=OuterRef("published_section"))
    to_come = Article.objects.filter(published_at__gt=now).exclude(Exists(stories))
    return to_come.order_by("published_at").values_list("published_at", flat=True).first()


def section_page(section: Section, now: datetime.datetime, before: Article | None = None) -> Page[Article]:
    """One page of a section, newest first. It begins behind the story `before`, with the next older one."""
    return _page_of_those(now, before, published_section=section)


def day_page(day: datetime.date, now: datetime.datetime, before: Article | None = None) -> Page[Article]:
    """One page of the stories with that day in their addresses, newest first. It begins behind the story `before`."""
    return _page_of_those(now, before, url_date=day)


def _page_of_those(now: datetime.datetime, before: Article | None, **those: object) -> Page[Article]:
    # Bounded by that story's own time, because an index can use only one bound to find where to begin.
    stories = listed(now if before is None else before.published_at).filter(**those)
    page = page_of(SECTION_PAGE, behind(stories, before))
    with_photos(page.rows)
    return page


def page_of_listing(
    rows: "QuerySet[L]", now: datetime.datetime, before: Article | None = None
) -> Page[Article]:
    """One page of the stories of a topic or a contributor, newest first. It begins behind the story `before`."""
    rows = rows.order_by("-published_at", "-article_id")
    if before is None:
        rows = rows.filter(published_at__lte=now)
    else:
        rows = behind(rows, rows.model(article_id=before.pk, published_at=before.published_at))
    # First the keys, from the index alone.
    keys = list(rows.values_list("article_id", flat=True)[: SECTION_PAGE + 1])
    found = listed(now).in_bulk(keys[:SECTION_PAGE])
    stories = with_photos([found[key] for key in keys if key in found])
    return Page(stories, stories[-1] if len(keys) > SECTION_PAGE else None)


def section_lines(stories: list[Article], is_newest: bool) -> list[Line]:
    """The lines of a section's page. On the newest page the first story stands larger than the others."""
    in_sight = stories[:IN_SIGHT] if is_newest else []
    eager = next((story for story in in_sight if story.lead_photo), None)
    return [
        Line(story, "section" if is_newest and number == 0 else "older", story == eager)
        for number, story in enumerate(stories)
    ]


def by_day(lines: list[Line], now: datetime.datetime) -> list[Day]:
    """The lines under the days on which their stories were first published, in the site's zone."""
    days = [
        (day, list(of_day))
        for day, of_day in groupby(lines, key=lambda line: local(line.article.first_published_at).date())
    ]
    return [
        Day(
            day_in_list(day, now),
            common_zone(line.article.first_published_at for line in of_day),
            of_day,
        )
        for day, of_day in days
    ]


def zone_of_recent(stories: list[Article], now: datetime.datetime) -> str | None:
    """What the clocks of stories of today and yesterday are in; None where there are none, or several zones."""
    instants = [story.first_published_at for story in stories]
    return common_zone(each for each in instants if is_recent(each, now))


def newest(now: datetime.datetime) -> "QuerySet[Article, int]":
    """The keys of the paper's newest stories."""
    return Article.objects.published(now).newest_first().values_list("pk", flat=True)


def more_from_section(article: Article, now: datetime.datetime) -> list[int]:
    """The keys of the newest other stories of its section."""
    section = cast(Section, article.published_section).standing
    return list(newest(now).filter(published_section=section).exclude(pk=article.pk)[:LATEST])


def more_on_topics(article: Article, topics: Sequence[Topic], now: datetime.datetime) -> list[int]:
    """The keys of the newest other stories that have one of these topics.

    The newest of each topic first, from the index alone: one of them can have a hundred thousand stories.
    """
    others = TopicListing.objects.filter(published_at__lte=now).exclude(article=article)
    newest_first = others.order_by("-published_at", "-article_id")
    # Each a query within one: SQLite cuts no part of a union short.
    of_each = [
        TopicListing.objects.filter(pk__in=newest_first.filter(topic=each).values("pk")[:LATEST])
        for each in topics
    ]
    first, *rest = (rows.values_list("published_at", "article_id") for rows in of_each)
    together = first.union(*rest) if rest else first
    return [key for _, key in together.order_by("-published_at", "-article_id")[:LATEST]]


def headlines(keys: Iterable[int], now: datetime.datetime) -> dict[int, Article]:
    """{key: story} of those that are published, with only the columns that a headline's link needs. 1 query."""
    stories = Article.objects.published(now).select_related("revision")
    return stories.only("slug", "url_date", "revision__headline", "revision__language").in_bulk(list(keys))
