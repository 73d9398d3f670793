"""Pages for readers without an account, kept under the versions of what they show, in front of Django.

Nothing is ever purged. A page is kept with the versions of what it shows (shown.py); each request for it reads these
versions anew, in one query by primary keys, and takes the page only where they are still the same. A verb that changes
what readers see raises a version in its own transaction: from its commit on, no process of any machine serves the
page from before. What changes by time alone, such as the end of a discussion, is the page's `until`.

The bytes lie in the process's memory, compressed once for each encoding that was asked for.
"""

import contextlib
import gzip
import hashlib
import threading
from collections import OrderedDict
from urllib.parse import parse_qsl, urlencode

import brotli
from django.conf import settings

from newsroom.shown import may_be_kept, shown_at

# All pages in all encodings, in bytes; those not asked for longest go first.
MOST = 64_000_000
# What counts of a query; everything else is somebody's bookkeeping and makes no other page.
QUESTIONS = ("before", "page")
# A tenth smaller than gzip's best, in a quarter of brotli's time.
BROTLI_QUALITY = 5
KEPT_STATUSES = ("200", "302", "410")
# What Django's middleware says of one answer and is said anew for each encoding.
_ANEW = {"content-length", "content-encoding", "etag", "vary", "connection", "date"}
# RFC 9110, 15.4.5: what a 304 repeats.
_IN_304 = {"cache-control", "content-location", "date", "expires", "vary"}


class Page:
    """One answer, in the encodings that were asked for so far."""

    def __init__(self, status, headers, body, shown):
        self.status, self.body, self.shown = status, body, shown
        self.headers = [each for each in headers if each[0].lower() not in _ANEW]
        self.headers.append(("Vary", "Cookie, Accept-Encoding"))
        self.unchanged = [each for each in self.headers if each[0].lower() in _IN_304]
        self.tag = hashlib.blake2b(body, digest_size=12).hexdigest()
        self.size = len(body)
        self._encoded = {}

    def in_encoding(self, encoding):
        """(headers, body, ETag)"""
        return self._encoded.get(encoding) or self._encoded.setdefault(encoding, self._encode(encoding))

    def _encode(self, encoding):
        body, headers = self.body, self.headers
        if encoding == "br":
            body = brotli.compress(body, quality=BROTLI_QUALITY)
        elif encoding == "gzip":
            body = gzip.compress(body, 6, mtime=0)
        tag = f'"{self.tag}-{encoding}"'
        if encoding:
            headers = [*headers, ("Content-Encoding", encoding)]
            self.size += len(body)
        return [*headers, ("ETag", tag), ("Content-Length", str(len(body)))], body, tag


class PageCache:
    """A WSGI application around Django's own."""

    def __init__(self, application, most=MOST):
        self.application, self.most = application, most
        self.pages = OrderedDict()
        self._making = {}
        self._guard = threading.Lock()

    def __call__(self, environ, start_response):
        key = key_of(environ)
        if key is None:
            return self.application(environ, start_response)
        page = self._current(key)
        if page is None:
            with self._one_at_a_time(key):
                # Whoever waited here takes what the first one made, where that is still what there is to see.
                page = self._current(key)
                if page is None:
                    page, answer = self._make(key, environ)
                    if page is None:
                        start_response(*answer[:2])
                        return answer[2]
        return _send(page, environ, start_response)

    def _current(self, key):
        page = self.pages.get(key)
        if page is None or not page.shown.is_current():
            return None
        with contextlib.suppress(KeyError):
            self.pages.move_to_end(key)
        return page

    def _make(self, key, environ):
        """(page, None), or (None, Django's answer) where that can't be kept."""
        shown = shown_at(environ["PATH_INFO"])
        asked = environ if shown is None else environ | {"REQUEST_METHOD": "GET", "QUERY_STRING": key[-1]}
        if shown is not None:
            # The whole page as it is: it is compressed, compared and cut here.
            for header in ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
                asked.pop(header, None)
        said = []
        body = self.application(asked, lambda status, headers, exc_info=None: said.extend((status, headers)))
        status, headers = said[:2]
        if shown is None or status[:3] not in KEPT_STATUSES or _is_somebodys(headers):
            return None, (status, headers, body)
        page = Page(status, headers, b"".join(body), shown)
        body.close()
        self._keep(key, page)
        return page, None

    def _keep(self, key, page):
        with self._guard:
            self.pages[key] = page
            self.pages.move_to_end(key)
            size = sum(each.size for each in self.pages.values())
            while size > self.most and len(self.pages) > 1:
                size -= self.pages.popitem(last=False)[1].size

    @contextlib.contextmanager
    def _one_at_a_time(self, key):
        """A crowd that asks for a page just changed has it made once."""
        with self._guard:
            entry = self._making.setdefault(key, [threading.Lock(), 0])
            entry[1] += 1
        try:
            with entry[0]:
                yield
        finally:
            with self._guard:
                entry[1] -= 1
                if not entry[1]:
                    del self._making[key]


def key_of(environ):
    """Under what a page is kept; None for a request that is Django's alone."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not may_be_kept(environ["PATH_INFO"]):
        return None
    if settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
        return None
    query = environ.get("QUERY_STRING", "")
    if query:
        query = urlencode([each for each in parse_qsl(query, max_num_fields=50) if each[0] in QUESTIONS])
    # Which hosts are answered, and whether by this scheme, is for Django to say.
    scheme = environ.get("HTTP_X_FORWARDED_PROTO", environ["wsgi.url_scheme"])
    return environ.get("HTTP_HOST"), scheme, environ["PATH_INFO"], query


def _is_somebodys(headers):
    return any(
        name.lower() == "set-cookie" or (name.lower() == "cache-control" and "private" in value)
        for name, value in headers
    )


def _send(page, environ, start_response):
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    encoding = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
    headers, body, tag = page.in_encoding(encoding)
    if tag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", [*page.unchanged, ("ETag", tag)])
        return []
    start_response(page.status, headers[:])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
