"""An answer to a reader without an account: a page that is cached (Page), or Django's own (PassThrough)."""

import datetime
import gzip
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from sys import getsizeof
from typing import Protocol, Self
from wsgiref.types import WSGIEnvironment

import brotli
from django.utils import timezone

from core.times import comment_time
from newsroom.page_cache.compression import accepted_codings
from newsroom.page_cache.dependencies import PageVersions

# A tenth smaller than gzip's best, in a quarter of brotli's time.
BROTLI_QUALITY = 5
# How long a page is served after it was last validated, while the database can't be asked.
MAX_STALE_SECONDS = 10 * 60
# A redirect's body.
_EMPTY = gzip.compress(b"", 6, mtime=0)
# Headers of Django's that differ from encoding to encoding: each encoding gets its own.
_PER_ENCODING = {"content-length", "content-encoding", "etag", "vary", "connection", "date"}
# RFC 9110, 15.4.5: what a 304 repeats.
_IN_304 = {"cache-control", "content-location", "date", "expires", "vary"}
# What a page's objects and its entry in the cache take beside headers and bytes: measured, and rounded up.
_OVERHEAD = 2_000
# The note of a stale page stands where the page's own content begins.
_CONTENT = b'<main id="content" tabindex="-1">'
_STALE_NOTE = (
    '<p class="message" role="status">This page is as it was on {}. Our database can’t be reached just now: '
    "what changed since is not here yet, and comments can’t be posted. Please come back in a few minutes.</p>"
)

Headers = list[tuple[str, str]]
# What is called with status and headers.
Start = Callable[[str, Headers], object]
# Of a page in one encoding: the headers, the body, the ETag.
Encoded = tuple[Headers, bytes, str]


class Body(Protocol):
    """What Django's application answers."""

    def __iter__(self) -> Iterator[bytes]: ...

    def close(self) -> object: ...


class PassThrough:
    """Django's answer to one request, which is not cached."""

    def __init__(self, status: str, headers: Headers, body: Body) -> None:
        self.status, self.headers, self.body = status, headers, body

    def send(self, environ: WSGIEnvironment, start_response: Start) -> Iterable[bytes]:
        start_response(self.status, self.headers)
        return self.body

    def close(self) -> None:
        self.body.close()


class Page:
    """The same bytes for everybody, in gzip and in the other encodings that were asked for so far."""

    def __init__(
        self, status: str, headers: Headers, gzipped: bytes, tag: str, depends: PageVersions
    ) -> None:
        self.status, self.headers, self.gzipped, self.tag = status, headers, gzipped, tag
        self.depends = depends
        self.unchanged = [each for each in self.headers if each[0].lower() in _IN_304]
        # When it was last known to be right: in seconds since 1970, for people, and by the monotonic clock.
        self.validated_at, self._validated = time.time(), time.monotonic()
        # When the other processes were told so, by the monotonic clock; the bytes that the cache counts for it.
        self.announced_at: float | None = None
        self.counted = 0
        self._encoded: dict[str, Encoded] = {}
        self._stale_page: StalePage | None = None
        self._own_size = _OVERHEAD + sum(getsizeof(text) for header in headers for text in header)

    @classmethod
    def of(cls, status: str, headers: Headers, body: bytes, depends: PageVersions) -> Self:
        headers = [each for each in headers if each[0].lower() not in _PER_ENCODING]
        headers.append(("Vary", "Cookie, Accept-Encoding"))
        tag = hashlib.blake2b(body, digest_size=12).hexdigest()
        return cls(status, headers, gzip.compress(body, 6, mtime=0), tag, depends)

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.gzipped)

    @property
    def size(self) -> int:
        """In bytes, with every encoding that was made of it since."""
        size = self._own_size + len(self.gzipped)
        # Of a list of them, for another thread may add one meanwhile.
        size += sum(len(body) for _, body, _ in list(self._encoded.values()) if body is not self.gzipped)
        stale = self._stale_page
        return size + stale.size if stale else size

    @property
    def age(self) -> float:
        """Seconds since it was last known to be right."""
        return time.monotonic() - self._validated

    def set_validated(self, validated_at: float, age: float) -> None:
        """At a time, which was so many seconds ago."""
        self.validated_at, self._validated = validated_at, time.monotonic() - age

    def is_current(self) -> bool:
        """Raises DatabaseGone."""
        now = time.time()
        if not self.depends.is_current(now):
            return False
        self.set_validated(now, 0)
        self._stale_page = None
        return True

    def encoded(self, encoding: str) -> Encoded:
        """(headers, body, ETag)"""
        return self._encoded.get(encoding) or self._encoded.setdefault(encoding, self._encode(encoding))

    def send(self, environ: WSGIEnvironment, start_response: Start) -> Iterable[bytes]:
        encoding = next(iter(accepted_codings(environ.get("HTTP_ACCEPT_ENCODING", ""))), "")
        headers, body, tag = self.encoded(encoding)
        # RFC 9110, 13.2.1: only a 200 is answered by 304, no redirect and no page that is gone.
        if self.status.startswith("200") and tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", [*self.unchanged, ("ETag", tag)])
            return []
        start_response(self.status, headers[:])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    @property
    def stale_page(self) -> "StalePage":
        """The page with a note of the time it is from, while the database is gone: made once for all who come."""
        if self._stale_page is None:
            self._stale_page = StalePage.since(self)
        return self._stale_page

    def _encode(self, encoding: str) -> Encoded:
        body, headers = self.gzipped, self.headers
        if body == _EMPTY:
            # Compressed, no bytes would become some.
            encoding = ""
        if encoding != "gzip":
            body = self.body
        if encoding == "br":
            body = brotli.compress(body, quality=BROTLI_QUALITY)
        tag = f'"{self.tag}-{encoding}"'
        if encoding:
            headers = [*headers, ("Content-Encoding", encoding)]
        return [*headers, ("ETag", tag), ("Content-Length", str(len(body)))], body, tag


class StalePage(Page):
    """A page while the database is gone: it says since when nobody could validate it."""

    @classmethod
    def since(cls, page: Page) -> Self:
        since = datetime.datetime.fromtimestamp(page.validated_at, timezone.get_default_timezone())
        note = _STALE_NOTE.format(comment_time(since)).encode()
        headers = [each for each in page.headers if each[0].lower() != "cache-control"]
        # No cache may keep it: it says itself that it may be wrong.
        headers.append(("Cache-Control", "public, max-age=0, must-revalidate"))
        copy = cls.of(page.status, headers, page.body.replace(_CONTENT, _CONTENT + note, 1), page.depends)
        copy.set_validated(page.validated_at, page.age)
        return copy

    def send(self, environ: WSGIEnvironment, start_response: Start) -> Iterable[bytes]:
        # RFC 9211: how long ago it ceased to be fresh.
        status = ("Cache-Status", f'Newsroom; hit; ttl=-{self.age:.0f}; detail="database gone"')
        return super().send(environ, lambda said, headers: start_response(said, [*headers, status]))
