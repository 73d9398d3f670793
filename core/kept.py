"""HTML that was made once, in this process's memory, under the versions of what it shows.

Nothing is ever purged by hand: whoever asks brings the versions as they are now, and what was made under others is
made anew. They must be read before what they stand for, so that no copy is older than its versions say.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from sys import getsizeof

from django.utils.safestring import SafeString

# In bytes: two hundred stories with their discussions. What was not asked for longest goes first.
MOST = 12_000_000


class Kept:
    def __init__(self, most: int = MOST) -> None:
        self.most, self.size = most, 0
        self._copies: OrderedDict[Hashable, tuple[Hashable, SafeString]] = OrderedDict()
        self._guard = threading.Lock()

    def get_or_make(self, place: Hashable, versions: Hashable, make: Callable[[], SafeString]) -> SafeString:
        """The HTML at a place, one copy for each: made by `make()` where none has these versions."""
        with self._guard:
            copy = self._copies.get(place)
            if copy and copy[0] == versions:
                self._copies.move_to_end(place)
                return copy[1]
        # Others are served meanwhile; two who make the same at once make the same.
        html = make()
        with self._guard:
            self._drop(place)
            self._copies[place] = versions, html
            self.size += getsizeof(html)
            while self.size > self.most:
                self._drop(next(iter(self._copies)))
        return html

    def forget(self) -> None:
        with self._guard:
            self._copies.clear()
            self.size = 0

    def _drop(self, place: Hashable) -> None:
        if copy := self._copies.pop(place, None):
            self.size -= getsizeof(copy[1])


kept = Kept()
