"""The pages that one process holds in memory: bounded in bytes and in number, whatever strangers ask for."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from sys import getsizeof

from core.page_versions import Number
from newsroom.page_cache.page import Page

# All pages in all encodings, with headers and addresses, in bytes: about a thousand stories.
MOST_BYTES = 20_000_000
# Redirects and killed stories are small: no crowd of them takes longer to look through.
MOST_PAGES = 8_000


# The path and the query, in its one form.
Key = tuple[str, str]


class KeptPages:
    """By key; those not asked for longest go first."""

    def __init__(self, most_bytes: int = MOST_BYTES, most_pages: int = MOST_PAGES) -> None:
        self.most_bytes, self.most_pages, self.bytes = most_bytes, most_pages, 0
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        # {path: (the parameters that its view declared, how many of its pages are here)}
        self._paths: dict[str, tuple[dict[str, Number], int]] = {}
        self._guard = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def __iter__(self) -> Iterator[Key]:
        return iter(list(self._pages))

    def get(self, key: Key) -> Page | None:
        return self._pages.get(key)

    def parameters(self, path: str) -> dict[str, Number] | None:
        """What the view at a path reads of a query; None where no page of it is here."""
        known = self._paths.get(path)
        return known[0] if known else None

    def forget(self) -> None:
        with self._guard:
            for key in list(self._pages):
                self._drop(key)

    def was_asked_for(self, key: Key) -> None:
        """It goes after all others."""
        # Under the guard, or whoever looks for the oldest would meet an order that changes.
        with self._guard:
            if key in self._pages:
                self._pages.move_to_end(key)

    def keep(self, key: Key, page: Page) -> None:
        with self._guard:
            self._drop(key)
            self._pages[key] = page
            parameters, number = self._paths.get(key[0], (page.depends.declaration.parameters, 0))
            self._paths[key[0]] = parameters, number + 1
            self._count(key, page)

    def count(self, key: Key) -> None:
        """Also what was made of it since, for another encoding."""
        page = self._pages.get(key)
        if page is None or page.size + _size(key) == page.counted:
            return
        with self._guard:
            if self._pages.get(key) is page:
                self._count(key, page)

    def _count(self, key: Key, page: Page) -> None:
        size = page.size + _size(key)
        self.bytes += size - page.counted
        page.counted = size
        while self._pages and (self.bytes > self.most_bytes or len(self._pages) > self.most_pages):
            self._drop(next(iter(self._pages)))

    def _drop(self, key: Key) -> None:
        if page := self._pages.pop(key, None):
            self.bytes -= page.counted
            page.counted = 0
            parameters, number = self._paths[key[0]]
            if number > 1:
                self._paths[key[0]] = parameters, number - 1
            else:
                del self._paths[key[0]]


def _size(key: Key) -> int:
    return sum(map(getsizeof, key))
