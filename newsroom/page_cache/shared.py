"""Pages that one process made, for those of all machines: in the cache that CACHE_URL names, if there is one."""

import functools
import hashlib
import hmac
import json
import time
from typing import Any

from django.conf import settings
from django.core.cache import caches

from core.page_versions import Versions
from newsroom.page_cache.dependencies import NEVER, PageVersions, declared_at
from newsroom.page_cache.memory import Key
from newsroom.page_cache.page import LAST_COPY, Page

# A page that nobody asked for in so long, in seconds, need not lie there any more.
KEPT = 60 * 60
# How often a process that serves a page says there that it is right still, in seconds.
SAID_AGAIN = 60
# Bytes of a signature.
_SIGNATURE = 16
# The settings that pages say something of.
SAID = (
    "SITE_NAME",
    "SITE_URL",
    "TIME_ZONE",
    "COMMENTS_OPEN_DAYS",
    "SHARED_CACHE_SECONDS",
    "SECURE",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "STORAGES",
)


class SharedPages:
    """Under the versions they show, as everywhere: what lies there for other versions is never asked for.

    And once without them, for a process that never had the page and meets a database that is gone.
    """

    def get(self, key: Key, depends: PageVersions) -> Page | None:
        if "pages" not in settings.CACHES:
            return None
        found = _read(_name(key, depends.versions), depends)
        if found is None:
            return None
        page, facts = found
        now = time.time()
        if facts["until"] is not None:
            depends.until = facts["until"]
        if depends.until <= now:
            return None
        if facts["lags_until"] is not None:
            # By a clock that was set back it would stay for longer: then nobody knows how old it is.
            rest = facts["lags_until"] - now
            if not 0 < rest <= depends.declaration.lag:
                return None
            depends.lags_until = time.monotonic() + rest
        return page

    def set(self, key: Key, page: Page) -> None:
        if "pages" in settings.CACHES:
            # JSON has no infinity.
            until = page.depends.until if page.depends.until != NEVER else None
            rest = page.depends.lags_until - time.monotonic()
            lags_until = time.time() + rest if rest != NEVER else None
            _write(_name(key, page.depends.versions), page, KEPT, until=until, lags_until=lags_until)

    def say_right(self, key: Key, page: Page) -> None:
        """That the page was right just now."""
        if "pages" not in settings.CACHES:
            return
        now = time.monotonic()
        if page.said is None or now - page.said >= SAID_AGAIN:
            page.said = now
            _write(_name(key, "last"), page, LAST_COPY, known_at=page.known_at)

    def last(self, key: Key) -> Page | None:
        """The page as it was when somebody last said that it is right; None where that is too long ago."""
        declared = declared_at(key[0]) if "pages" in settings.CACHES else None
        if declared is None:
            return None
        # Under which versions nobody can ask now: with the database back, it is made anew.
        found = _read(_name(key, "last"), PageVersions(declared[0], None, (), until=0))
        if found is None:
            return None
        page, facts = found
        age = time.time() - facts["known_at"]
        if not 0 <= age <= LAST_COPY:
            return None
        page.was_right(facts["known_at"], age)
        return page


def _write(name: str, page: Page, seconds: int, **facts: float | None) -> None:
    """Signed, as one line of JSON and the page in gzip: who else writes there neither runs nor says anything here."""
    head = json.dumps({"status": page.status, "headers": page.headers, "tag": page.tag, **facts}).encode()
    written = head + b"\n" + page.packed
    caches["pages"].set(name, _signature(name, written) + written, seconds)


def _read(name: str, depends: PageVersions) -> tuple[Page, dict[str, Any]] | None:
    """(Page, {"until", …}), or None where there is none that one of us wrote."""
    written = caches["pages"].get(name)
    if not isinstance(written, bytes):
        return None
    signature, written = written[:_SIGNATURE], written[_SIGNATURE:]
    if not hmac.compare_digest(signature, _signature(name, written)):
        return None
    head, _, packed = written.partition(b"\n")
    facts = json.loads(head)
    headers = [(name, value) for name, value in facts["headers"]]
    return Page(facts["status"], headers, packed, facts["tag"], depends), facts


def _signature(name: str, written: bytes) -> bytes:
    key = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return hashlib.blake2b(name.encode() + written, key=key, digest_size=_SIGNATURE).digest()


def _name(key: Key, versions: Versions | str) -> str:
    return hashlib.blake2b(repr((release(), key, versions)).encode(), digest_size=20).hexdigest()


@functools.cache
def release() -> str:
    """A digest of the code and of what is set: during an upgrade old and new machines keep their pages apart."""
    digest = hashlib.blake2b(repr([getattr(settings, name) for name in SAID]).encode(), digest_size=20)
    for folder in (*settings.OWN_APPS, "templates"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".css", ".js", ".svg"):
                digest.update(path.read_bytes())
    return digest.hexdigest()
