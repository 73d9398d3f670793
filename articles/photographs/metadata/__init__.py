"""Reads a press photograph's metadata: IPTC's fields, from XMP, the older IIM block or EXIF, and when it was taken.

IPTC Photo Metadata Standard 2023.2 says where each field stands in all three. It tells readers to prefer XMP; EXIF,
which cameras fill, comes last. A value that can't be read counts as absent, and the others are still read.
"""

import contextlib
import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from articles.photographs.metadata import exif, iim, stock, taken_at, xmp
from articles.photographs.metadata.containers import Photograph

if TYPE_CHECKING:
    from typing import TypeVar

    K = TypeVar("K")
    V = TypeVar("V")

# Photo field: (XMP property, IIM dataset, tag of EXIF)
FIELDS: dict[str, tuple[tuple[str, str], tuple[int, int] | None, int | None]] = {
    "creator": (("dc", "creator"), iim.BY_LINE, exif.ARTIST),
    "credit_line": (("photoshop", "Credit"), (2, 110), None),
    "source": (("photoshop", "Source"), (2, 115), None),
    "copyright_notice": (("dc", "rights"), (2, 116), exif.COPYRIGHT),
    "caption": (("dc", "description"), (2, 120), exif.DESCRIPTION),
    "alt": (("Iptc4xmpCore", "AltTextAccessibility"), None, None),
}
LONGEST = {
    "creator": 200,
    "credit_line": 200,
    "source": 200,
    "copyright_notice": 300,
    "caption": 1000,
    "alt": 500,
}
_XMP_ORIENTATION = ("tiff", "Orientation")
# The first is the one that both standards equate with EXIF's; the second is EXIF's own, copied into XMP.
_XMP_TIMES = [("photoshop", "DateCreated"), ("exif", "DateTimeOriginal")]
_XMP = [property for property, _, _ in FIELDS.values()] + [_XMP_ORIENTATION, *_XMP_TIMES]
# Neither shown nor typed by anybody; halves of surrogates no database takes.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass
class Described:
    """`fields`: values by field of Photo. `cut`: of values longer than their field, how many letters the file has."""

    fields: dict[str, str | datetime.datetime] = field(default_factory=dict)
    cut: dict[str, int] = field(default_factory=dict)
    orientation: int | None = None


def read(photograph: Photograph, language: str = "en") -> Described:
    """Read the metadata. A field that the file does not fill is left out."""
    from_exif = _or_nothing(exif.read, photograph.exif)
    from_xmp = _or_nothing(xmp.read, photograph.xmp, _XMP, language)
    from_iim = _or_nothing(iim.read, photograph.iim)
    described = Described(orientation=_orientation(from_exif.get(exif.ORIENTATION), from_xmp))
    for name, (property, dataset, tag) in FIELDS.items():
        from_others = dataset and from_iim.get(dataset), tag and from_exif.get(tag)
        texts = map(_clean, (from_xmp.get(property), *from_others))
        if text := next((text for text in texts if text and not stock.is_stock(name, text)), None):
            described.fields[name] = text[: LONGEST[name]].rstrip()
            if len(text) > LONGEST[name]:
                described.cut[name] = len(text)
    times = [
        taken_at.of_exif(from_exif.get(exif.DATE_TIME_ORIGINAL), from_exif.get(exif.OFFSET_TIME_ORIGINAL))
    ]
    times += [taken_at.of_iso(from_xmp.get(name)) for name in _XMP_TIMES]
    times += [taken_at.of_iim(from_iim.get(iim.DATE_CREATED), from_iim.get(iim.TIME_CREATED))]
    if time := next(filter(None, times), None):
        described.fields["taken_at"] = time
    return described


def _or_nothing(reader: "Callable[..., dict[K, V]]", *args: Any) -> "dict[K, V]":
    # Strangers write the bytes. Whatever a reader raises, the photograph is taken.
    with contextlib.suppress(Exception):
        return reader(*args)
    return {}


def _clean(text: object) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split()) if isinstance(text, str) else ""


def _orientation(number: str | int | None, from_xmp: Mapping[tuple[str, str], str]) -> int | None:
    """How the camera was held, by EXIF's number, from EXIF or XMP; None where neither says so."""
    numbers = (number, from_xmp.get(_XMP_ORIENTATION))
    return next((int(each) for each in map(str, numbers) if each in tuple("12345678")), None)
