"""Fragments of HTML in this process's memory, each under the versions of what it shows.

Nothing is ever purged by hand: whoever asks brings the versions as they are now, and a fragment of other versions is
made anew. Read the versions before what they stand for, so that no fragment is older than its versions say.
"""

import datetime
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from sys import getsizeof

from django.utils import timezone
from django.utils.safestring import SafeString

# Two hundred stories with their discussions. What was not asked for longest goes first.
MAX_BYTES = 12_000_000


class FragmentCache:
    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes, self.size = max_bytes, 0
        self._fragments: OrderedDict[Hashable, tuple[Hashable, SafeString, datetime.datetime | None]] = (
            OrderedDict()
        )
        self._guard = threading.Lock()

    def get_or_set(
        self,
        key: Hashable,
        versions: Hashable,
        make: Callable[[], SafeString],
        until: Callable[[], datetime.datetime | None] | None = None,
    ) -> SafeString:
        """The fragment under a key, one for each: made by `make()` where none of these versions is there.

        `until()` answers the instant at which time alone changes it; None: it never does.
        """
        with self._guard:
            fragment = self._fragments.get(key)
            if fragment and fragment[0] == versions and (fragment[2] is None or timezone.now() < fragment[2]):
                self._fragments.move_to_end(key)
                return fragment[1]
        end = until() if until else None
        # Without the guard, so that others are served meanwhile; two who make the same at once make the same.
        html = make()
        with self._guard:
            self._drop(key)
            self._fragments[key] = versions, html, end
            self.size += getsizeof(html)
            while self.size > self.max_bytes:
                self._drop(next(iter(self._fragments)))
        return html

    def clear(self) -> None:
        with self._guard:
            self._fragments.clear()
            self.size = 0

    def _drop(self, key: Hashable) -> None:
        if fragment := self._fragments.pop(key, None):
            self.size -= getsizeof(fragment[1])


fragment_cache = FragmentCache()
