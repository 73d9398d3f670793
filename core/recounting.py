"""The result of a recount: each app recounts what it stores that follows from other rows."""

from typing import NamedTuple


class Difference(NamedTuple):
    """`right` is None where nobody can tell."""

    thing: str
    field: str
    stored: object
    right: object


class Recounted(NamedTuple):
    """How many rows were looked at, what differs, and whether that has been corrected."""

    rows: int
    differences: list[Difference]
    is_mended: bool
