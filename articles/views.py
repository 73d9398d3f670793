import datetime
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import lists
from articles.access import canonical_redirect, story_at, story_view
from articles.around import Around
from articles.models import Article, Contributor, Revision, Section, Topic
from articles.subjects import LISTS, STORY
from core.days import years_since
from core.numbers import plain_number
from core.page_versions import Number, depends_on
from core.pagination import Page, row_before
from core.slugs import closest, spellings

# In seconds: how late new stories may come to lists.
LAG = 5
# Stories in a band of the front page: one with its picture, and three as lines.
BAND_STORIES = 4
# The lead is the newest story that has a photo, among so many of the newest.
LEAD_AMONG = 10
# Bands across the whole page; the others stand in pairs.
WIDE_BANDS = 2


class Band(NamedTuple):
    """A section on the front page. `is_wide`: across the whole page, and not beside another band."""

    section: Section
    stories: list[Article]
    is_wide: bool


@depends_on(LISTS, lag=LAG)
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    newest = lists.with_photos(list(lists.listed(now)[: LEAD_AMONG + lists.LATEST]))
    lead = next((story for story in newest[:LEAD_AMONG] if story.lead_photo), newest[0] if newest else None)
    latest = [story for story in newest if story != lead][: lists.LATEST]
    above = [lead, *latest] if lead else []
    sections = [
        (section, list(lists.listed(now).filter(published_section=section)[: BAND_STORIES + len(above)]))
        for section in lists.listed_sections(now)
    ]
    lists.with_photos([story for _, stories in sections for story in stories])
    sections = [(section, stories) for section, stories in sections if stories]
    # A paper’s first story leads, and stands nowhere else.
    bands = _bands([(section, _band(stories, lead, above)) for section, stories in sections if latest])
    everything = above + [story for band in bands for story in band.stories]
    context = {
        "lead": lead,
        "newest": newest[0] if newest else None,
        "latest": latest,
        "bands": bands,
        "band_names": [section.name for section, _ in sections],
        "everything": everything,
        # It is said over the latest: without them the lead says it.
        "zone": lists.zone_of_recent(everything, now) if latest else None,
        "now": now,
    }
    return render(request, "articles/front.html", context)


def _band(stories: list[Article], lead: Article | None, above: list[Article]) -> list[Article]:
    """Choose a band's stories: one with its picture, and three lines that do not stand `above` already.

    Where all of them stand above, the newest one is shown twice.
    """
    lines = [story for story in stories if story not in above]
    pictured = next((story for story in stories if story.lead_photo and story != lead), None)
    first = pictured or (lines or stories)[0]
    return [first, *[story for story in lines if story != first][: BAND_STORIES - 1]]


def _bands(sections: list[tuple[Section, list[Article]]]) -> list[Band]:
    """The first bands are wide, and so is a last one that no other would stand beside."""
    without_neighbour = len(sections) - 1 if (len(sections) - WIDE_BANDS) % 2 else None
    return [
        Band(section, stories, place < WIDE_BANDS or place == without_neighbour)
        for place, (section, stories) in enumerate(sections)
    ]


# `page` is a page of the discussion under the story.
@depends_on(STORY, story_at, page=Number(default=1))
@require_safe
@story_view
def story(request: HttpRequest, article: Article, now: datetime.datetime) -> HttpResponse:
    return story_page(request, article, article.published_revision, now)


@require_safe
@story_view
def story_as_typed(request: HttpRequest, article: Article, now: datetime.datetime) -> HttpResponse:
    """An address in another spelling: story_view redirects it to the right one, with its query."""
    return story_page(request, article, article.published_revision, now)


def story_page(
    request: HttpRequest,
    article: Article,
    text: Article | Revision,
    now: datetime.datetime,
    preview: bool = False,
) -> HttpResponse:
    """The page of a story. `text` is the revision that is public, or for a preview the article's working copy."""
    return render(
        request,
        "articles/article_detail.html",
        {
            "article": article,
            "here": None if preview else _asked_for(request, article),
            "story": text,
            "now": now,
            "preview": preview,
            "years_old": 0 if preview else years_since(article.first_published_at, now),
            "first_published": article.published_at,
            "updated": text.published_at,
            "around": None if preview else Around(article, now),
        },
    )


def _asked_for(request: HttpRequest, article: Article) -> str:
    """The story's address, with the page of the discussion that the request asks for."""
    page = plain_number(request.GET.get("page", "1")) or 1
    return f"{article.get_absolute_url()}?page={page}" if page > 1 else article.get_absolute_url()


@depends_on(LISTS, lag=LAG, before=Number())
@require_safe
def section(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    section = closest(slug, Section.objects.in_use().filter(slug__in=spellings(slug)))
    if section is None:
        raise Http404
    if elsewhere := canonical_redirect(request, slug=section.slug):
        return elsewhere
    before = row_before(request, Article.objects.once_public(now))
    page = lists.section_page(section, now, before)
    context = list_context(page, before, section.get_absolute_url())
    days = lists.by_day(context["lines"], now)
    return render(request, "articles/section_detail.html", context | {"section": section, "days": days})


@depends_on(LISTS, lag=LAG, before=Number())
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    return _listing_page(request, Topic, slug, "articles/topic_detail.html")


@depends_on(LISTS, lag=LAG, before=Number())
@require_safe
def contributor(request: HttpRequest, slug: str) -> HttpResponse:
    return _listing_page(request, Contributor, slug, "articles/contributor_detail.html")


def _listing_page(
    request: HttpRequest, model: type[Topic] | type[Contributor], slug: str, template: str
) -> HttpResponse:
    """The page of a topic or a contributor. There is none as long as nothing that readers see stands on it."""
    now = timezone.now()
    one = closest(slug, model.objects.filter(slug__in=spellings(slug)))
    if one is None:
        raise Http404
    if elsewhere := canonical_redirect(request, slug=one.slug):
        return elsewhere
    before = row_before(request, Article.objects.once_public(now))
    page = lists.page_of_listing(one.listings.all(), now, before)
    if not page.rows:
        raise Http404
    context = list_context(page, before, one.get_absolute_url())
    return render(request, template, context | {"one": one, "days": lists.by_day(context["lines"], now)})


def list_context(page: Page[Article], before: Article | None, address: str) -> dict[str, Any]:
    """What a page with articles/_stories.html needs. `address`: of the page with the newest stories."""
    lines = lists.section_lines(page.rows, is_newest=before is None)
    return {
        "address": address,
        "here": f"{address}?before={before.pk}" if before else address,
        "stories": page.rows,
        "lines": lines,
        "preloaded": next((line for line in lines if line.is_eager), None),
        "last": page.last,
        "before": before,
    }
