"""Finds the story that an address means, and answers for a story that can't be shown."""

import contextlib
import datetime
import re
from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import unquote

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import ResolverMatch, reverse
from django.utils import timezone

from articles.models import Article
from articles.slugs import spellings
from core.subjects import EDITION

# The sections of a story, and where its stories stand if one was retired.
_SECTIONS = ("revision__section__retired_into", "published_section__retired_into")
_ADDRESS = re.compile(r"(?<![0-9])([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})/([^/?#]+)")


def gone(request: HttpRequest, article: Article) -> HttpResponse:
    """The page at the address of a killed story: 410."""
    return render(request, "410.html", {"article": article}, status=410)


def stories_at(stories: QuerySet[Article], typed: str) -> QuerySet[Article]:
    """The stories among these, killed ones and drafts too, at an address as somebody typed or copied it.

    It may be whole or without its host, percent-encoded, with a query, or a page below the story's; or a slug alone.
    """
    plain = unquote(unquote(typed.strip()))
    if found := _ADDRESS.search(plain):
        year, month, day, slug = found.groups()
        with contextlib.suppress(ValueError):
            # A story that was called back has no day any more, but keeps its slug.
            that_day = Q(url_date=datetime.date(int(year), int(month), int(day))) | Q(url_date=None)
            return stories.filter(that_day, slug__in=spellings(slug))
    slug = re.split("[?#]", plain, maxsplit=1)[0].rstrip("/").rpartition("/")[2]
    return stories.filter(slug__in=spellings(slug))


def canonical_redirect(request: HttpRequest, **right: str) -> HttpResponsePermanentRedirect | None:
    """Redirect to the address in its right spelling; `right` has the parts that can be spelt otherwise.

    None where the request has that spelling already, and for a POST: a redirect would lose what was sent.
    """
    # Always set by the time a view runs.
    match = cast(ResolverMatch, request.resolver_match)
    address = reverse(match.view_name.removesuffix("_typed"), kwargs=match.kwargs | right)
    if request.method not in ("GET", "HEAD") or request.path_info == unquote(address):
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def story_at(
    now: datetime.datetime, year: str, month: str, day: str, slug: str, **rest: object
) -> int | None:
    """The key of the story at exactly that address, if it was public by `now`; also of a killed one."""
    try:
        date = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    stories = Article.objects.once_public(now).filter(url_date=date, slug=slug)
    key: int | None = stories.values_list("pk", flat=True).first()
    return key


def story_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view `(request, article, now, …)` for the story at /year/month/day/slug/.

    A story that is not out at that instant is answered like one that does not exist (404), a killed one with 410, and
    an address in another spelling with a redirect to the right one.
    """

    @wraps(view)
    def find(
        request: HttpRequest, year: str, month: str, day: str, slug: str, **rest: object
    ) -> HttpResponse:
        now = timezone.now()
        try:
            date = datetime.date(int(year), int(month), int(day))
        except ValueError:
            raise Http404 from None
        # Read before the rows: what is made of them is cached under this version, and must not be older than it.
        edition = EDITION.read()
        known = Article.objects.once_public(now).select_related(*_SECTIONS)
        article = known.at(date, slug)
        if article is None:
            raise Http404
        article.edition = edition
        if article.is_killed:
            return gone(request, article)
        right = {"month": f"{date:%m}", "day": f"{date:%d}", "slug": article.slug}
        return canonical_redirect(request, **right) or view(request, article, now, **rest)

    return find
