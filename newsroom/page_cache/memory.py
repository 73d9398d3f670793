"""The pages that one process holds in memory: bounded in bytes and in number, whatever strangers ask for."""

import threading
from collections import OrderedDict
from sys import getsizeof

from newsroom.page_cache.page import Page

# All pages in all encodings, with headers and addresses, in bytes: about a thousand stories.
MOST_BYTES = 20_000_000
# Redirects and killed stories are small: no crowd of them takes longer to look through.
MOST_PAGES = 8_000


class KeptPages:
    """By key; those not asked for longest go first."""

    def __init__(self, most_bytes: int = MOST_BYTES, most_pages: int = MOST_PAGES) -> None:
        self.most_bytes, self.most_pages, self.bytes = most_bytes, most_pages, 0
        self._pages: OrderedDict[tuple, Page] = OrderedDict()
        # {path: [the parameters that its view declared, how many of its pages are here]}
        self._paths: dict[str, list] = {}
        self._guard = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def __iter__(self):
        return iter(list(self._pages))

    def get(self, key: tuple) -> Page | None:
        return self._pages.get(key)

    def parameters(self, path: str) -> dict | None:
        """What the view at a path reads of a query; None where no page of it is here."""
        known = self._paths.get(path)
        return known and known[0]

    def forget(self) -> None:
        with self._guard:
            for key in list(self._pages):
                self._drop(key)

    def was_asked_for(self, key: tuple) -> None:
        """It goes after all others."""
        # Under the guard, or whoever looks for the oldest would meet an order that changes.
        with self._guard:
            if key in self._pages:
                self._pages.move_to_end(key)

    def keep(self, key: tuple, page: Page) -> None:
        with self._guard:
            self._drop(key)
            self._pages[key] = page
            self._paths.setdefault(key[0], [page.depends.declaration.parameters, 0])[1] += 1
            self._count(key, page)

    def count(self, key: tuple) -> None:
        """Also what was made of it since, for another encoding."""
        page = self._pages.get(key)
        if page is None or page.size + _size(key) == page.counted:
            return
        with self._guard:
            if self._pages.get(key) is page:
                self._count(key, page)

    def _count(self, key, page):
        size = page.size + _size(key)
        self.bytes += size - page.counted
        page.counted = size
        while self._pages and (self.bytes > self.most_bytes or len(self._pages) > self.most_pages):
            self._drop(next(iter(self._pages)))

    def _drop(self, key):
        if page := self._pages.pop(key, None):
            self.bytes -= page.counted
            page.counted = 0
            known = self._paths[key[0]]
            known[1] -= 1
            if not known[1]:
                del self._paths[key[0]]


def _size(key):
    return sum(map(getsizeof, key))
