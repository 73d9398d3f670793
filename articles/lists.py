"""Lists of stories, as front and section pages show them."""

import datetime

from articles.models import Article, Section, Slide
from core.pagination import Page, behind, page_of

SECTION_PAGE = 25
LATEST = 7


def listed(now):
    """Published stories, newest first, with what a line about one shows."""
    return Article.objects.published(now).newest_first().select_related("revision", "published_section")


def with_photos(articles):
    """Give each its first photo as `lead_photo`, None where there is none to show yet: 1 query for the whole list."""
    first = Slide.objects.filter(revision__in=[each.revision_id for each in articles], position=1)
    shown = first.exclude(photo__renditions_key="").select_related("photo")
    photos = {slide.revision_id: slide.photo for slide in shown}
    for article in articles:
        article.lead_photo = photos.get(article.revision_id)
    return articles


def section_page(section: Section, now: datetime.datetime, before: Article | None = None) -> Page:
    """One page of a section, newest first. `before` is a story: the page begins with what came before it."""
    # From that story's own time: an index finds where to begin by one bound alone.
    stories = listed(now if before is None else before.published_at).filter(published_section=section)
    page = page_of(SECTION_PAGE, behind(stories, before))
    with_photos(page.rows)
    return page


def more_from_section(article, now):
    """The newest others of its section, with no more of each than a headline's link shows."""
    others = (
        Article.objects.published(now).newest_first().filter(published_section=article.published_section_id)
    )
    others = others.exclude(pk=article.pk).select_related("revision")
    return list(others.only("slug", "url_date", "revision__headline", "revision__language")[:LATEST])
