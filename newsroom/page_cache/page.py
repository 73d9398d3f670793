"""One answer to a reader without an account: kept and sent again (Page), or Django's own, passed on (Passed)."""

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
# How long a page is served after it was last known to be right, in seconds, while nobody can ask whether it is.
LAST_COPY = 10 * 60
# A redirect's body.
_NOTHING = gzip.compress(b"", 6, mtime=0)
# What Django's middleware says of one answer and is said anew for each encoding.
_ANEW = {"content-length", "content-encoding", "etag", "vary", "connection", "date"}
# RFC 9110, 15.4.5: what a 304 repeats.
_IN_304 = {"cache-control", "content-location", "date", "expires", "vary"}
# Of a page's objects and its place in the cache, beside headers and bytes: measured, and rounded up.
_OVERHEAD = 2_000
# The last copy stands where the page's own content begins.
_CONTENT = b'<main id="content" tabindex="-1">'
_AS_OF = (
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


class Passed:
    """Django's answer to one request."""

    def __init__(self, status: str, headers: Headers, body: Body) -> None:
        self.status, self.headers, self.body = status, headers, body

    def send(self, environ: WSGIEnvironment, start_response: Start) -> Iterable[bytes]:
        start_response(self.status, self.headers)
        return self.body

    def close(self) -> None:
        self.body.close()


class Page:
    """The same bytes for everybody, kept in gzip and in the other encodings that were asked for so far."""

    def __init__(self, status: str, headers: Headers, packed: bytes, tag: str, depends: PageVersions) -> None:
        self.status, self.headers, self.packed, self.tag = status, headers, packed, tag
        self.depends = depends
        self.unchanged = [each for each in self.headers if each[0].lower() in _IN_304]
        # When it was last known to be right: in seconds since 1970, for people, and by a clock that nobody sets.
        self.known_at, self._known = time.time(), time.monotonic()
        # When the other processes were told so, by the same clock; bytes as they are counted in the cache.
        self.said: float | None = None
        self.counted = 0
        self._encoded: dict[str, Encoded] = {}
        self._last_copy: LastCopy | None = None
        self._own_size = _OVERHEAD + sum(getsizeof(text) for header in headers for text in header)

    @classmethod
    def of(cls, status: str, headers: Headers, body: bytes, depends: PageVersions) -> Self:
        headers = [each for each in headers if each[0].lower() not in _ANEW]
        headers.append(("Vary", "Cookie, Accept-Encoding"))
        tag = hashlib.blake2b(body, digest_size=12).hexdigest()
        return cls(status, headers, gzip.compress(body, 6, mtime=0), tag, depends)

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.packed)

    @property
    def size(self) -> int:
        """In bytes, with all that was made of it since."""
        size = self._own_size + len(self.packed)
        # A list of them first: another thread may be making one.
        size += sum(len(body) for _, body, _ in list(self._encoded.values()) if body is not self.packed)
        last = self._last_copy
        return size + last.size if last else size

    @property
    def age(self) -> float:
        """Seconds since it was last known to be right."""
        return time.monotonic() - self._known

    def was_right(self, known_at: float, age: float) -> None:
        """Known to others, at a time and so many seconds ago."""
        self.known_at, self._known = known_at, time.monotonic() - age

    def is_current(self) -> bool:
        """Raises DatabaseGone."""
        now = time.time()
        if not self.depends.is_current(now):
            return False
        self.was_right(now, 0)
        self._last_copy = None
        return True

    def in_encoding(self, encoding: str) -> Encoded:
        """(headers, body, ETag)"""
        return self._encoded.get(encoding) or self._encoded.setdefault(encoding, self._encode(encoding))

    def send(self, environ: WSGIEnvironment, start_response: Start) -> Iterable[bytes]:
        encoding = next(iter(accepted_codings(environ.get("HTTP_ACCEPT_ENCODING", ""))), "")
        headers, body, tag = self.in_encoding(encoding)
        # RFC 9110, 13.2.1: of a redirect, or of what is gone, nobody is told that it is as it was.
        if self.status.startswith("200") and tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", [*self.unchanged, ("ETag", tag)])
            return []
        start_response(self.status, headers[:])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    @property
    def last_copy(self) -> "LastCopy":
        """It as it says since when nobody could ask whether it is right: made once, for all who come meanwhile."""
        if self._last_copy is None:
            self._last_copy = LastCopy.since(self)
        return self._last_copy

    def _encode(self, encoding: str) -> Encoded:
        body, headers = self.packed, self.headers
        if body == _NOTHING:
            # It would become something.
            encoding = ""
        if encoding != "gzip":
            body = self.body
        if encoding == "br":
            body = brotli.compress(body, quality=BROTLI_QUALITY)
        tag = f'"{self.tag}-{encoding}"'
        if encoding:
            headers = [*headers, ("Content-Encoding", encoding)]
        return [*headers, ("ETag", tag), ("Content-Length", str(len(body)))], body, tag


class LastCopy(Page):
    """A page while the database is gone."""

    @classmethod
    def since(cls, page: Page) -> Self:
        since = datetime.datetime.fromtimestamp(page.known_at, timezone.get_default_timezone())
        note = _AS_OF.format(comment_time(since)).encode()
        headers = [each for each in page.headers if each[0].lower() != "cache-control"]
        # For nobody to keep: it is wrong by its own word.
        headers.append(("Cache-Control", "public, max-age=0, must-revalidate"))
        copy = cls.of(page.status, headers, page.body.replace(_CONTENT, _CONTENT + note, 1), page.depends)
        copy.was_right(page.known_at, page.age)
        return copy

    def send(self, environ: WSGIEnvironment, start_response: Start) -> Iterable[bytes]:
        # RFC 9211: how long ago it ceased to be fresh.
        status = ("Cache-Status", f'Newsroom; hit; ttl=-{self.age:.0f}; detail="database gone"')
        return super().send(environ, lambda said, headers: start_response(said, [*headers, status]))
