"""Pages that one process made, for those of all machines: in the cache that CACHE_URL names, if there is one."""

import functools
import hashlib
import time

from django.conf import settings
from django.core.cache import caches

from newsroom.page import LAST_COPY, Page
from newsroom.shown import Shown

# A page that nobody asked for in so long, in seconds, need not lie there any more.
KEPT = 60 * 60
# How often a process that serves a page says there that it is right still, in seconds.
SAID_AGAIN = 60
# What pages are made by, and the settings that they say something of.
MADE_BY = ("accounts", "articles", "comments", "newsroom", "templates")
SAID = (
    "SITE_NAME",
    "SITE_URL",
    "TIME_ZONE",
    "COMMENTS_OPEN_DAYS",
    "SHARED_CACHE_SECONDS",
    "SECURE",
    "STORAGES",
)


class SharedPages:
    """Under the versions they show, as everywhere: what lies there for other versions is never asked for.

    And once without them, for a process that never had the page and meets a database that is gone.
    """

    def get(self, key, shown):
        if "pages" not in settings.CACHES:
            return None
        kept = caches["pages"].get(_name(key, shown.versions))
        if kept is None or kept[-1] <= time.time():
            return None
        status, headers, body, shown.until = kept
        return Page(status, headers, body, shown)

    def set(self, key, page):
        if "pages" in settings.CACHES:
            kept = page.status, page.headers, page.body, page.shown.until
            caches["pages"].set(_name(key, page.shown.versions), kept, KEPT)

    def say_right(self, key, page):
        """That the page was right just now."""
        if page.known_at - page.said_at < SAID_AGAIN or "pages" not in settings.CACHES:
            return
        page.said_at = page.known_at
        kept = page.status, page.headers, page.body, page.known_at
        caches["pages"].set(_name(key, "last"), kept, LAST_COPY)

    def last(self, key):
        """The page as it was when somebody last said that it is right; None where that is too long ago."""
        kept = caches["pages"].get(_name(key, "last")) if "pages" in settings.CACHES else None
        if kept is None:
            return None
        # Whose versions it has nobody can ask: once somebody can, it is made anew.
        page = Page(*kept[:3], Shown(None, 0, None))
        page.known_at = kept[3]
        return page


def _name(key, versions):
    return hashlib.blake2b(repr((release(), key, versions)).encode(), digest_size=20).hexdigest()


@functools.cache
def release():
    """A digest of the code and of what is set: during an upgrade old and new machines keep their pages apart."""
    digest = hashlib.blake2b(repr([getattr(settings, name) for name in SAID]).encode(), digest_size=20)
    for folder in MADE_BY:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".css", ".js", ".svg"):
                digest.update(path.read_bytes())
    return digest.hexdigest()
