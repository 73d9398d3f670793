from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import lists
from articles.access import story_view, to_one_address
from articles.models import Article, Section
from articles.slugs import closest, spellings
from core.numbers import plain_number
from core.pagination import row_before


@require_safe
@story_view
def story(request, article, now):
    return story_page(request, article, article.revision, now)


def story_page(request, article, text, now, preview=False):
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
            "first_published": article.published_at,
            "updated": text.published_at,
            "more": [] if preview else lists.more_from_section(article, now),
        },
    )


def _asked_for(request, article):
    """Its address, with the number of the page where what stands under a story has pages."""
    page = plain_number(request.GET.get("page", "1")) or 1
    return f"{article.get_absolute_url()}?page={page}" if page > 1 else article.get_absolute_url()


@require_safe
def section(request, slug):
    now = timezone.now()
    section = closest(slug, Section.objects.filter(slug__in=spellings(slug)))
    if section is None:
        raise Http404
    if elsewhere := to_one_address(request, slug=section.slug):
        return elsewhere
    before = row_before(request, Article.objects.once_public(now))
    page = lists.section_page(section, now, before)
    return render(
        request,
        "articles/section_detail.html",
        {
            "section": section,
            "here": f"{section.get_absolute_url()}?before={before.pk}"
            if before
            else section.get_absolute_url(),
            "stories": page.rows,
            "last": page.last,
            "before": before,
            "now": now,
        },
    )
