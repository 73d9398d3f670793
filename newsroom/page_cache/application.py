"""Pages for readers without an account, kept under the versions of what they show, in front of Django.

Nothing is ever purged. A page is kept with the versions that its view declared; each request for it reads these
versions anew, in one query by primary keys, and takes the page only where they are still the same. A verb that changes
what readers see raises a version in its own transaction: from its commit on, no process of any machine serves the
page from before. What changes by time alone, such as the end of a discussion, is the page's `until`.

The bytes lie in the process's memory, compressed once for each encoding that was asked for. Where there is a cache for
all machines, the first process that makes a page leaves it there for the others, under the same versions.

There is one exception to "never old": while the database can't be reached, a page that was right a moment ago goes on
being served, and says so.
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
from newsroom.page_cache.memory import KeptPages, Key
from newsroom.page_cache.page import LAST_COPY, Body, Headers, Page, Passed
from newsroom.page_cache.shared import SharedPages
from newsroom.server.admission import is_admitted, is_secure

KEPT_STATUSES = ("200", "302", "410")


@dataclass
class _Making:
    """A page that is being made."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: int = 0


class PageCache:
    """A WSGI application around Django's own."""

    def __init__(self, application: Callable[[WSGIEnvironment, StartResponse], Body], **bounds: int) -> None:
        self.application = application
        self.pages, self.shared = KeptPages(**bounds), SharedPages()
        self._making: dict[Key, _Making] = {}
        self._guard = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self.application(environ, start_response)
        answer: Page | Passed
        try:
            if settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
                answer = self._ask_django(environ)
            else:
                answer = self._current(key) or self._made_once(key, environ)
        except DatabaseGone:
            answer = self._last_copy(key) or self._ask_django(environ)
        if answer.status.startswith("503") and (page := self._last_copy(key)):
            if isinstance(answer, Passed):
                answer.close()
            answer = page
        body = answer.send(environ, start_response)
        if isinstance(answer, Page):
            self.pages.count(key)
        return body

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        """Under what a page is kept, (path, query), one for each page; None for a request that is Django's alone."""
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
        self.pages.was_asked_for(key)
        self.shared.say_right(key, page)
        return page

    def _made_once(self, key: Key, environ: WSGIEnvironment) -> Page | Passed:
        """A crowd that asks for a page just changed has it made once."""
        with self._guard:
            entry = self._making.setdefault(key, _Making())
            entry.waiting += 1
        try:
            with entry.lock:
                # Whoever waited here takes what the first one made, where that is still what there is to see.
                return self._current(key) or self._made(key, environ)
        finally:
            with self._guard:
                entry.waiting -= 1
                if not entry.waiting:
                    del self._making[key]

    def _made(self, key: Key, environ: WSGIEnvironment) -> Page | Passed:
        """A page that was kept, or Django's answer where that can't be."""
        depends = versions_for(key[0])
        if depends is None:
            return self._ask_django(environ)
        page = self.shared.get(key, depends)
        if page is None:
            answer = self._ask_django(_plainly(key, environ))
            if answer.status[:3] not in KEPT_STATUSES or _is_somebodys(answer.headers):
                return answer
            page = Page.of(answer.status, answer.headers, b"".join(answer.body), depends)
            answer.close()
            self.shared.set(key, page)
        self.pages.keep(key, page)
        self.shared.say_right(key, page)
        return page

    def _last_copy(self, key: Key) -> Page | None:
        page = self.pages.get(key)
        if page is None or page.age > LAST_COPY:
            page = self.shared.last(key)
            if page is None:
                return None
            self.pages.keep(key, page)
        return page.last_copy

    def _ask_django(self, environ: WSGIEnvironment) -> Passed:
        said: list[tuple[str, Headers]] = []
        body = self.application(
            environ,
            # Django writes nothing through what this would have to answer.
            lambda status, headers, exc_info=None: said.append((status, headers)),  # type: ignore[arg-type]
        )
        return Passed(*said[-1], body)


def _plainly(key: Key, environ: WSGIEnvironment) -> WSGIEnvironment:
    """The request for a page as this paper's own address has it: nothing else of what a client sent comes into it.

    For the whole page as it is: it is compressed, compared and cut in Page.
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


def _is_somebodys(headers: Headers) -> bool:
    return any(
        name.lower() == "set-cookie" or (name.lower() == "cache-control" and "private" in value)
        for name, value in headers
    )
