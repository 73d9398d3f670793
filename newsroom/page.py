"""One answer to a reader without an account: kept and sent again (Page), or Django's own, passed on (Passed)."""

import datetime
import gzip
import hashlib
import time

import brotli
from django.utils import timezone

from newsroom.templatetags.paper import comment_time

# A tenth smaller than gzip's best, in a quarter of brotli's time.
BROTLI_QUALITY = 5
# How long a page is served after it was last known to be right, in seconds, while nobody can ask whether it is.
LAST_COPY = 10 * 60
# What Django's middleware says of one answer and is said anew for each encoding.
_ANEW = {"content-length", "content-encoding", "etag", "vary", "connection", "date"}
# RFC 9110, 15.4.5: what a 304 repeats.
_IN_304 = {"cache-control", "content-location", "date", "expires", "vary"}
# The last copy stands where the page's own content begins.
_CONTENT = b'<main id="content" tabindex="-1">'
_AS_OF = (
    '<p class="message" role="status">This page is as it was on {}. Our database can’t be reached just now: '
    "what changed since is not here yet, and comments can’t be posted. Please come back in a few minutes.</p>"
)


class Passed:
    """Django's answer to one request."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def send(self, environ, start_response):
        start_response(self.status, self.headers)
        return self.body

    def close(self):
        self.body.close()


class Page:
    """The same bytes for everybody, in the encodings that were asked for so far."""

    def __init__(self, status, headers, body, shown):
        self.status, self.body, self.shown = status, body, shown
        self.headers = [each for each in headers if each[0].lower() not in _ANEW]
        self.headers.append(("Vary", "Cookie, Accept-Encoding"))
        self.unchanged = [each for each in self.headers if each[0].lower() in _IN_304]
        self.tag = hashlib.blake2b(body, digest_size=12).hexdigest()
        self.size = len(body)
        # In seconds since 1970: when it was last known to be right, and when the other processes were told so.
        self.known_at, self.said_at = time.time(), 0
        self._encoded = {}
        self._last_copy = None

    def is_current(self):
        """Raises DatabaseGone."""
        now = time.time()
        if not self.shown.is_current(now):
            return False
        self.known_at, self._last_copy = now, None
        return True

    def in_encoding(self, encoding):
        """(headers, body, ETag)"""
        return self._encoded.get(encoding) or self._encoded.setdefault(encoding, self._encode(encoding))

    def send(self, environ, start_response):
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        encoding = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
        headers, body, tag = self.in_encoding(encoding)
        if tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", [*self.unchanged, ("ETag", tag)])
            return []
        start_response(self.status, headers[:])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    @property
    def last_copy(self):
        """It as it says since when nobody could ask whether it is right: made once, for all who come meanwhile."""
        if self._last_copy is None:
            self._last_copy = LastCopy(self)
        return self._last_copy

    def _encode(self, encoding):
        body, headers = self.body, self.headers
        if not body:
            # A redirect's nothing would become something.
            encoding = ""
        if encoding == "br":
            body = brotli.compress(body, quality=BROTLI_QUALITY)
        elif encoding == "gzip":
            body = gzip.compress(body, 6, mtime=0)
        tag = f'"{self.tag}-{encoding}"'
        if encoding:
            headers = [*headers, ("Content-Encoding", encoding)]
            self.size += len(body)
        return [*headers, ("ETag", tag), ("Content-Length", str(len(body)))], body, tag


class LastCopy(Page):
    """A page while the database is gone."""

    def __init__(self, page):
        since = datetime.datetime.fromtimestamp(page.known_at, timezone.get_default_timezone())
        note = _AS_OF.format(comment_time(since)).encode()
        headers = [each for each in page.headers if each[0].lower() != "cache-control"]
        # For nobody to keep: it is wrong by its own word.
        headers.append(("Cache-Control", "public, max-age=0, must-revalidate"))
        body = page.body.replace(_CONTENT, _CONTENT + note, 1)
        super().__init__(page.status, headers, body, page.shown)
        self.known_at = page.known_at

    def send(self, environ, start_response):
        age = time.time() - self.known_at
        # RFC 9211: how long ago it ceased to be fresh.
        status = ("Cache-Status", f'Newsroom; hit; ttl=-{age:.0f}; detail="database gone"')
        return super().send(environ, lambda said, headers: start_response(said, [*headers, status]))
