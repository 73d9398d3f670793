"""What stands at the foot of every page: the paper's own pages, kept in memory under the edition's version."""

from typing import NamedTuple

from core.fragment_cache import fragment_cache
from core.models import Page
from core.subjects import EDITION


class Link(NamedTuple):
    title: str
    address: str


# For a page that says that the database is gone, or that something failed.
_last: tuple[Link, ...] = ()


def links() -> tuple[Link, ...]:
    global _last
    _last = fragment_cache.get_or_set("footer", EDITION.read(), _read)
    return _last


def last_known() -> tuple[Link, ...]:
    """As this process read them last, without a query: the imprint is one click from every page."""
    return _last


def _read() -> tuple[Link, ...]:
    pages = Page.objects.in_footer()
    return tuple(Link(each.published.title, each.get_absolute_url()) for each in pages if each.published)
