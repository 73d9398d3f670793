"""The pages in one process's memory: bounded in bytes and in number, whatever strangers ask for."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from sys import getsizeof

from core.page_versions import Number
from newsroom.page_cache.page import Page

# All pages in all encodings, with headers and addresses: about a thousand stories.
MAX_BYTES = 20_000_000
# Redirects and killed stories are small: without a bound on their number, 20 MB of them take long to look through.
MAX_PAGES = 8_000

# The path, and the query in its canonical form.
Key = tuple[str, str]


class LocalPages:
    """Pages by key. The one that was not asked for longest is dropped first."""

    def __init__(self, max_bytes: int = MAX_BYTES, max_pages: int = MAX_PAGES) -> None:
        self.max_bytes, self.max_pages, self.bytes = max_bytes, max_pages, 0
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
        """The parameters that the view at a path reads; None where no page of that path is here."""
        known = self._paths.get(path)
        return known[0] if known else None

    def clear(self) -> None:
        with self._guard:
            for key in list(self._pages):
                self._drop(key)

    def touch(self, key: Key) -> None:
        """Count the page as asked for just now: all others are dropped before it."""
        # Under the guard, or the order would change while another thread looks for the oldest.
        with self._guard:
            if key in self._pages:
                self._pages.move_to_end(key)

    def set(self, key: Key, page: Page) -> None:
        with self._guard:
            self._drop(key)
            self._pages[key] = page
            parameters, number = self._paths.get(key[0], (page.depends.declaration.parameters, 0))
            self._paths[key[0]] = parameters, number + 1
            self._account(key, page)

    def update_size(self, key: Key) -> None:
        """Count what was made of the page since, such as another encoding."""
        page = self._pages.get(key)
        if page is None or page.size + _size(key) == page.counted:
            return
        with self._guard:
            if self._pages.get(key) is page:
                self._account(key, page)

    def _account(self, key: Key, page: Page) -> None:
        size = page.size + _size(key)
        self.bytes += size - page.counted
        page.counted = size
        while self._pages and (self.bytes > self.max_bytes or len(self._pages) > self.max_pages):
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
