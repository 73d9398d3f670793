"""What every page shows of the paper: its row, and the links at its foot, kept in memory by the edition’s version."""

from typing import NamedTuple

from core.fragment_cache import fragment_cache
from core.models import Page, Paper
from core.subjects import PAPER


class Link(NamedTuple):
    title: str
    address: str


class OnEveryPage(NamedTuple):
    row: Paper
    footer: tuple[Link, ...] = ()


# For a page that says that the database is gone, or that something failed.
_last: OnEveryPage | None = None


def read() -> OnEveryPage:
    global _last
    _last = fragment_cache.get_or_set("every page", PAPER.read(), _read)
    return _last


def last_known() -> OnEveryPage:
    """As this process read it last, without a query: the imprint is one click from every page."""
    return _last or OnEveryPage(Paper.as_installed())


def _read() -> OnEveryPage:
    pages = Page.objects.in_footer()
    links = (Link(each.published.title, each.get_absolute_url()) for each in pages if each.published)
    return OnEveryPage(Paper.current(), tuple(links))
