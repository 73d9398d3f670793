"""The page cache, in front of Django: pages for readers without an account, under the versions of what they show.

Nothing is ever purged. A page is cached with the versions that its view declared; each request for it reads these
versions anew, in one query by primary keys, and is a hit only where they are still the same. A verb that changes what
readers see raises a version in its own transaction: from its commit on, no process of any machine serves the page from
before. What changes by time alone, such as the end of a discussion, is the page's `until`.

The bytes are in the process's memory, compressed once for each encoding that was asked for. Where there is a cache for
all machines, the first process that makes a page puts it there for the others, under the same versions.

A page is never old, with one exception: while the database can't be reached, a page that was right up to ten minutes
ago is served as stale, and says so.
"""

import io
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings

from core.network import DEFAULT_PORTS
from newsroom.page_cache.dependencies import DatabaseGone, canonical_query, declared_at, versions_for
from newsroom.page_cache.memory import Key, LocalPages
from newsroom.page_cache.page import MAX_STALE_SECONDS, Body, Headers, Page, PassThrough
from newsroom.page_cache.shared import SharedPages
from newsroom.server.admission import is_admitted, is_secure

CACHED_STATUSES = ("200", "302", "410")


@dataclass
class _Making:
    """A page that is being made."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: int = 0


class PageCache:
    """A WSGI application around Django's own."""

    def __init__(self, application: Callable[[WSGIEnvironment, StartResponse], Body], **bounds: int) -> None:
        self.application = application
        self.pages, self.shared = LocalPages(**bounds), SharedPages()
        self._making: dict[Key, _Making] = {}
        self._guard = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self.application(environ, start_response)
        answer: Page | PassThrough
        try:
            if settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
                answer = self._ask_django(environ)
            else:
                answer = self._current(key) or self._make_once(key, environ)
        except DatabaseGone:
            answer = self._stale(key) or self._ask_django(environ)
        if answer.status.startswith("503") and (page := self._stale(key)):
            if isinstance(answer, PassThrough):
                answer.close()
            answer = page
        body = answer.send(environ, start_response)
        if isinstance(answer, Page):
            self.pages.update_size(key)
        return body

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        """The key of a page, (path, query); None for a request that Django has to answer."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not is_admitted(environ):
            return None
        if settings.SECURE_SSL_REDIRECT and not is_secure(environ):
            return None
        path = environ["PATH_INFO"]
        parameters = self.pages.parameters(path)
        if parameters is None:
            declared = declared_at(path)
            if declared is None:
                return None
            parameters = declared[0].parameters
        query = canonical_query(environ.get("QUERY_STRING", ""), parameters)
        return None if query is None else (path, query)

    def _current(self, key: Key) -> Page | None:
        page = self.pages.get(key)
        if page is None or not page.is_current():
            return None
        self.pages.touch(key)
        self.shared.announce(key, page)
        return page

    def _make_once(self, key: Key, environ: WSGIEnvironment) -> Page | PassThrough:
        """Where many ask for a page that just changed, the first one has it made and the others wait for it."""
        with self._guard:
            entry = self._making.setdefault(key, _Making())
            entry.waiting += 1
        try:
            with entry.lock:
                # Who waited here takes what the first one made, unless it changed again meanwhile.
                return self._current(key) or self._make(key, environ)
        finally:
            with self._guard:
                entry.waiting -= 1
                if not entry.waiting:
                    del self._making[key]

    def _make(self, key: Key, environ: WSGIEnvironment) -> Page | PassThrough:
        """A page that is cached now, or Django's answer where it can't be cached."""
        depends = versions_for(key[0])
        if depends is None:
            return self._ask_django(environ)
        page = self.shared.get(key, depends)
        if page is None:
            answer = self._ask_django(_canonical_request(key, environ))
            if answer.status[:3] not in CACHED_STATUSES or _is_private(answer.headers):
                return answer
            page = Page.of(answer.status, answer.headers, b"".join(answer.body), depends)
            answer.close()
            self.shared.set(key, page)
        self.pages.set(key, page)
        self.shared.announce(key, page)
        return page

    def _stale(self, key: Key) -> Page | None:
        page = self.pages.get(key)
        if page is None or page.age > MAX_STALE_SECONDS:
            page = self.shared.get_stale(key)
            if page is None:
                return None
            self.pages.set(key, page)
        return page.stale_page

    def _ask_django(self, environ: WSGIEnvironment) -> PassThrough:
        said: list[tuple[str, Headers]] = []
        body = self.application(
            environ,
            # WSGI wants a function to write with as the answer; Django never uses one, so there is none.
            lambda status, headers, exc_info=None: said.append((status, headers)),  # type: ignore[arg-type]
        )
        return PassThrough(*said[-1], body)


def _canonical_request(key: Key, environ: WSGIEnvironment) -> WSGIEnvironment:
    """A request for the page by this paper's own address, with nothing else of what the client sent in it.

    It is for the whole page without an encoding: Page compresses, and answers HEAD and If-None-Match.
    """
    site = urlsplit(settings.SITE_URL)
    server = {name: value for name, value in environ.items() if name.startswith("wsgi.")}
    return server | {
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": key[0],
        "QUERY_STRING": key[1],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or DEFAULT_PORTS[site.scheme]),
        "HTTP_HOST": site.netloc,
    }


def _is_private(headers: Headers) -> bool:
    return any(
        name.lower() == "set-cookie" or (name.lower() == "cache-control" and "private" in value)
        for name, value in headers
    )
