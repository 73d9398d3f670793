from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class ImportRefused(Exception):
    """A file is not loaded: `place` says where in it, as in `comments[3].time`, and `reason` why, in plain words."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}" if place else reason)
        self.place, self.reason = place, reason


@contextmanager
def at(place: str, *errors: type[Exception]) -> Iterator[None]:
    """Refuse the file at this place, for the reason that a verb of the models gives when it raises one of `errors`."""
    try:
        yield
    except errors as error:
        raise ImportRefused(place, " ".join(getattr(error, "messages", [str(error)]))) from error
