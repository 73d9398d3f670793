"""Pages that processes of all machines share: in the cache that CACHE_URL names, if there is one."""

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
from newsroom.page_cache.page import MAX_STALE_SECONDS, Page

# Redis drops a page by then; it is made anew when somebody asks for it.
LIFETIME_SECONDS = 60 * 60
# How often a process that serves a page announces there that the page is still right.
ANNOUNCE_SECONDS = 60
# Bytes of a signature.
_SIGNATURE = 16
# The settings that change what is on a page.
SETTINGS_ON_PAGES = (
    "SITE_NAME",
    "SITE_URL",
    "TIME_ZONE",
    "LANGUAGE_CODE",
    "DIGITS",
    "COMMENTS_OPEN_DAYS",
    "SHARED_CACHE_SECONDS",
    "SECURE",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "STORAGES",
)


class SharedPages:
    """Each page is under the versions that it shows: one of other versions is never asked for.

    And once without versions: while the database is gone, a process that never had the page serves it as stale.
    """

    def get(self, key: Key, depends: PageVersions) -> Page | None:
        if "pages" not in settings.CACHES:
            return None
        found = _read(_name(key, depends.versions), depends)
        if found is None:
            return None
        page, facts = found
        now = time.time()
        until = facts["until"] if facts["until"] is not None else depends.until
        if until <= now:
            return None
        if facts["lags_until"] is not None:
            # A clock that was set back would let it stay for longer: then nobody knows how old it is.
            rest = facts["lags_until"] - now
            if not 0 < rest <= depends.declaration.lag:
                return None
            depends.lags_until = time.monotonic() + rest
        # Only of a page that is taken: one that is made anew ends later.
        depends.until = until
        return page

    def set(self, key: Key, page: Page) -> None:
        if "pages" in settings.CACHES:
            # JSON has no infinity.
            until = page.depends.until if page.depends.until != NEVER else None
            rest = page.depends.lags_until - time.monotonic()
            lags_until = time.time() + rest if rest != NEVER else None
            _write(
                _name(key, page.depends.versions), page, LIFETIME_SECONDS, until=until, lags_until=lags_until
            )

    def announce(self, key: Key, page: Page) -> None:
        """Tell the other processes that the page was right just now."""
        if "pages" not in settings.CACHES:
            return
        now = time.monotonic()
        if page.announced_at is None or now - page.announced_at >= ANNOUNCE_SECONDS:
            page.announced_at = now
            _write(_name(key, "stale"), page, MAX_STALE_SECONDS, validated_at=page.validated_at)

    def get_stale(self, key: Key) -> Page | None:
        """The page as it was when a process last announced it; None where that is too long ago."""
        declared = declared_at(key[0]) if "pages" in settings.CACHES else None
        if declared is None:
            return None
        # Its versions can't be asked for now. `until=0` has it made anew as soon as the database is back.
        found = _read(_name(key, "stale"), PageVersions(declared[0], None, (), until=0))
        if found is None:
            return None
        page, facts = found
        age = time.time() - facts["validated_at"]
        if not 0 <= age <= MAX_STALE_SECONDS:
            return None
        page.set_validated(facts["validated_at"], age)
        return page


def _write(name: str, page: Page, seconds: int, **facts: float | None) -> None:
    """A signature, one line of JSON and the page in gzip: nobody else who writes there runs or shows anything here."""
    head = json.dumps({"status": page.status, "headers": page.headers, "tag": page.tag, **facts}).encode()
    written = head + b"\n" + page.gzipped
    caches["pages"].set(name, _signature(name, written) + written, seconds)


def _read(name: str, depends: PageVersions) -> tuple[Page, dict[str, Any]] | None:
    """(Page, {"until", …}), or None where there is no page with our signature."""
    written = caches["pages"].get(name)
    if not isinstance(written, bytes):
        return None
    signature, written = written[:_SIGNATURE], written[_SIGNATURE:]
    if not hmac.compare_digest(signature, _signature(name, written)):
        return None
    head, _, gzipped = written.partition(b"\n")
    facts = json.loads(head)
    headers = [(name, value) for name, value in facts["headers"]]
    return Page(facts["status"], headers, gzipped, facts["tag"], depends), facts


def _signature(name: str, written: bytes) -> bytes:
    key = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return hashlib.blake2b(name.encode() + written, key=key, digest_size=_SIGNATURE).digest()


def _name(key: Key, versions: Versions | str) -> str:
    return hashlib.blake2b(repr((release(), key, versions)).encode(), digest_size=20).hexdigest()


@functools.cache
def release() -> str:
    """A digest of the code and the settings: during an upgrade old and new machines don't share pages."""
    digest = hashlib.blake2b(
        repr([getattr(settings, name) for name in SETTINGS_ON_PAGES]).encode(), digest_size=20
    )
    for folder in (*settings.OWN_APPS, "templates"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".css", ".js", ".svg"):
                digest.update(path.read_bytes())
    return digest.hexdigest()
