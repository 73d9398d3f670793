"""Reads a few tags of EXIF (Exif 3.0, 4.6), each by itself, so that a broken one does not cost the others."""

import contextlib
import struct

from articles.photographs.metadata import iim
from articles.photographs.metadata.containers import tiff_value

DESCRIPTION, ARTIST, COPYRIGHT, ORIENTATION, _EXIF = 0x010E, 0x013B, 0x8298, 0x0112, 0x8769
DATE_TIME_ORIGINAL, OFFSET_TIME_ORIGINAL = 0x9003, 0x9011
_BYTES, _WHOLE = (1, 2, 7, 129), {3: "H", 4: "I", 13: "I"}
# A file has some dozens.
_MOST_TAGS = 1000
_LONGEST = 100_000


def read(block: bytes) -> dict[int, str | int]:
    """{tag: text or number} of an EXIF block, or of a TIFF, which has the same structure."""
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None or len(block) < 8:
        return {}
    found = _directory(block, order, struct.unpack_from(f"{order}I", block, 4)[0])
    if isinstance(at := found.pop(_EXIF, None), int):
        found = _directory(block, order, at) | found
    return found


def _directory(block: bytes, order: str, at: int) -> dict[int, str | int]:
    found: dict[int, str | int | None] = {}
    with contextlib.suppress(struct.error):
        (number,) = struct.unpack_from(f"{order}H", block, at)
        for place in range(at + 2, at + 2 + min(number, _MOST_TAGS) * 12, 12):
            tag, kind, count = struct.unpack_from(f"{order}HHI", block, place)
            if tag in _WANTED and tag not in found:
                with contextlib.suppress(struct.error):
                    found[tag] = _value(block, order, kind, count, place)
    return {tag: value for tag, value in found.items() if value is not None}


_WANTED = {DESCRIPTION, ARTIST, COPYRIGHT, ORIENTATION, _EXIF, DATE_TIME_ORIGINAL, OFFSET_TIME_ORIGINAL}


def _value(block: bytes, order: str, kind: int, count: int, place: int) -> str | int | None:
    if kind in _WHOLE:
        number: int = struct.unpack_from(f"{order}{_WHOLE[kind]}", block, place + 8)[0]
        return number
    if kind in _BYTES and count <= _LONGEST:
        # Exif 3.0 allows UTF-8. Under the type ASCII too, programs write UTF-8 or Windows' letters.
        return iim.decode(tiff_value(block, order, kind, count, place))
    return None
