"""Pages for readers without an account, kept under the versions of what they show, in front of Django.

Nothing is ever purged. A page is kept with the versions of what it shows (shown.py); each request for it reads these
versions anew, in one query by primary keys, and takes the page only where they are still the same. A verb that changes
what readers see raises a version in its own transaction: from its commit on, no process of any machine serves the
page from before. What changes by time alone, such as the end of a discussion, is the page's `until`.

The bytes lie in the process's memory, compressed once for each encoding that was asked for. Where there is a cache for
all machines, the first process that makes a page leaves it there for the others, under the same versions.

There is one exception to "never old": while the database can't be reached, a page that was right a moment ago goes on
being served, and says so.
"""

import contextlib
import threading
import time
from collections import OrderedDict
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from newsroom.page import LAST_COPY, Page, Passed
from newsroom.shared_pages import SharedPages
from newsroom.shown import may_be_kept, shown_at
from newsroom.versions import DatabaseGone

# All pages in all encodings, in bytes; those not asked for longest go first.
MOST = 64_000_000
# What counts of a query; everything else is somebody's bookkeeping and makes no other page.
QUESTIONS = ("before", "page")
KEPT_STATUSES = ("200", "302", "410")


class PageCache:
    """A WSGI application around Django's own."""

    def __init__(self, application, most=MOST):
        self.application, self.most = application, most
        self.shared = SharedPages()
        self.pages = OrderedDict()
        self._making = {}
        self._guard = threading.Lock()

    def __call__(self, environ, start_response):
        key = key_of(environ)
        if key is None:
            return self.application(environ, start_response)
        try:
            if settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
                answer = self._ask_django(environ)
            else:
                answer = self._current(key) or self._made_once(key, environ)
        except DatabaseGone:
            answer = self._last_copy(key) or self._ask_django(environ)
        if answer.status.startswith("503") and (page := self._last_copy(key)):
            answer.close()
            answer = page
        return answer.send(environ, start_response)

    def _current(self, key):
        page = self.pages.get(key)
        if page is None or not page.is_current():
            return None
        # Under the guard, or another thread that sums them up would meet an order that changes.
        with self._guard, contextlib.suppress(KeyError):
            self.pages.move_to_end(key)
        self.shared.say_right(key, page)
        return page

    def _made_once(self, key, environ):
        """A crowd that asks for a page just changed has it made once."""
        with self._guard:
            entry = self._making.setdefault(key, [threading.Lock(), 0])
            entry[1] += 1
        try:
            with entry[0]:
                # Whoever waited here takes what the first one made, where that is still what there is to see.
                return self._current(key) or self._made(key, environ)
        finally:
            with self._guard:
                entry[1] -= 1
                if not entry[1]:
                    del self._making[key]

    def _made(self, key, environ):
        """A page that was kept, or Django's answer where that can't be."""
        shown = shown_at(environ["PATH_INFO"])
        if shown is None:
            return self._ask_django(environ)
        page = self.shared.get(key, shown)
        if page is None:
            # The whole page as it is: it is compressed, compared and cut in Page.
            asked = environ | {"REQUEST_METHOD": "GET", "QUERY_STRING": key[-1]}
            for header in ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
                asked.pop(header, None)
            answer = self._ask_django(asked)
            if answer.status[:3] not in KEPT_STATUSES or _is_somebodys(answer.headers):
                return answer
            page = Page(answer.status, answer.headers, b"".join(answer.body), shown)
            answer.close()
            self.shared.set(key, page)
        self._keep(key, page)
        self.shared.say_right(key, page)
        return page

    def _last_copy(self, key):
        page = self.pages.get(key)
        if page is None or time.time() - page.known_at > LAST_COPY:
            page = self.shared.last(key)
            if page is None:
                return None
            self._keep(key, page)
        return page.last_copy

    def _ask_django(self, environ):
        said = []
        body = self.application(
            environ, lambda status, headers, exc_info=None: said.extend((status, headers))
        )
        return Passed(*said, body)

    def _keep(self, key, page):
        with self._guard:
            self.pages[key] = page
            self.pages.move_to_end(key)
            size = sum(each.size for each in self.pages.values())
            while size > self.most and len(self.pages) > 1:
                size -= self.pages.popitem(last=False)[1].size


def key_of(environ):
    """Under what a page is kept; None for a request that is Django's alone."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not may_be_kept(environ["PATH_INFO"]):
        return None
    query = environ.get("QUERY_STRING", "")
    if query:
        try:
            asked = parse_qsl(query, max_num_fields=50)
        except ValueError:
            return None
        query = urlencode([each for each in asked if each[0] in QUESTIONS])
    # Which hosts are answered, and whether by this scheme, is for Django to say.
    scheme = environ.get("HTTP_X_FORWARDED_PROTO", environ["wsgi.url_scheme"])
    return environ.get("HTTP_HOST"), scheme, environ["PATH_INFO"], query


def _is_somebodys(headers):
    return any(
        name.lower() == "set-cookie" or (name.lower() == "cache-control" and "private" in value)
        for name, value in headers
    )
