"""Which addresses the paper's own pages may have: at the root, and none that is, or will be, something else's."""

from collections.abc import Iterator
from functools import cache

import regex
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _

from core.slugs import validate_slug

# The name of the pages' own address, which takes whatever no other does.
OWN = "page"
# For what is to come, and what answers before Django looks for an address.
KEPT = {
    *("api", "archive", "archives", "atom", "authors", "by", "embed", "favicon", "feed", "feeds", "health"),
    *("latest", "live", "newsletter", "newsletters", "podcast", "podcasts", "robots", "rss", "search"),
    *("share", "sitemap", "sitemaps", "static", "tag", "tags", "topic", "topics", "video", "videos"),
    "well-known",
}
_FIRST_PART = regex.compile(r"\^?([\w-]+)/")


def validate_page_slug(slug: str) -> None:
    """Raises ValidationError where it is none, or is kept for something else."""
    validate_slug(slug)
    # /2026/ is a year's.
    if slug in KEPT or slug in _taken(get_resolver()) or slug.isdecimal():
        raise ValidationError(
            _("The address /%(slug)s/ belongs to another part of the paper: choose another."),
            params={"slug": slug},
        )


@cache
def _taken(resolver: URLResolver) -> frozenset[str]:
    """The first parts of all other addresses."""
    folders = (settings.STATIC_URL, settings.MEDIA_URL)
    addresses = [*_addresses(resolver.url_patterns), *(folder.lstrip("/") for folder in folders)]
    return frozenset(found[1] for each in addresses if (found := _FIRST_PART.match(each)))


def _addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        where = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _addresses(each.url_patterns, where)
        elif each.name != OWN:
            yield where
