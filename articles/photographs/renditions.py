"""The files that pages show of a photograph: several widths, three formats, nothing of the camera's but the credit."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from articles.photographs import sandbox
from articles.photographs.metadata import credit

if TYPE_CHECKING:
    from django.core.files import File

# From a phone's column to the widest column at two pixels a point.
WIDTHS = (400, 800, 1200, 1600)
# For browsers in this order; JPEG is for whatever takes neither of the others.
FORMATS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 8},
    "webp": {"format": "WEBP", "quality": 78, "method": 4},
    "jpg": {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True},
}
# WebP has 14 bits for each side, one less than any number; JPEG and AVIF have more.
HIGHEST = 16_383
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
# What their server says with each: a browser keeps it for ever. Caches in front, which many share, ask again after so
# many seconds, so that what is taken down is gone from them too.
SECONDS_IN_FRONT = 60
FOR_EVER = f"public, max-age=31536000, s-maxage={SECONDS_IN_FRONT}, immutable"
# What is made at a time. JPEG first: it takes a tenth of the time, and with it every browser has a picture.
STEPS = (("jpg",), ("avif", "webp"))
# Part of every name: change it with anything here that changes the bytes, for names are cached for ever.
RECIPE = "3"


def widths(original_width: int) -> list[int]:
    """Those a photo of that width is made in; never wider than it is."""
    return [width for width in WIDTHS if width < original_width] + (
        [original_width] if original_width <= WIDTHS[-1] else []
    )


def height(width: int, original_width: int, original_height: int) -> int:
    return max(1, round(width * original_height / original_width))


def highest(original_width: int) -> int:
    """How high a photo of that width can be for every format to hold its widest rendition."""
    return HIGHEST * original_width // widths(original_width)[-1]


def key(digest: str, described: Mapping[str, str], round: int = 0) -> str:
    """What the names begin with: other bytes, another name, and what is put in is part of the bytes.

    `round` counts how often they were taken offline: nobody finds again by its old name what was.
    """
    said = [RECIPE, digest, *(described[name] for name in credit.DESCRIBED), *([round] if round else [])]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:20]


def name(key: str, width: int, extension: str) -> str:
    return f"{key[:2]}/{key}-{width}.{extension}"


def key_in(name: str) -> str:
    return name.rpartition("/")[2].partition("-")[0]


def write(
    original: "File[bytes]",
    key: str,
    size: tuple[int, int],
    described: Mapping[str, str],
    extensions: Iterable[str],
) -> None:
    """Have the renditions in those formats made, of an open file of that size once upright, and keep them.

    Up to four seconds. Raises Refused where the picture is too heavy for it.
    """
    full_width, full_height = size
    sizes = [(width, height(width, full_width, full_height)) for width in reversed(widths(full_width))]
    job = {
        "work": "make",
        "sizes": sizes,
        "described": described,
        "formats": {extension: FORMATS[extension] for extension in extensions},
    }
    _, made = sandbox.ask(job, original)
    names = [name(key, width, extension) for width, _ in sizes for extension in extensions]
    for path, content in zip(names, made, strict=True):
        _keep(path, content)


def _keep(path: str, content: bytes) -> None:
    storage = storages["renditions"]
    if storage.exists(path):
        # Made before: the same name has the same bytes, unless whoever wrote it was killed meanwhile.
        with storage.open(path) as file:
            if file.read() == content:
                return
        storage.delete(path)
    storage.save(path, ContentFile(content))


def delete(key: str, made: Mapping[str, Iterable[int]]) -> None:
    """Delete the files of {extension: [widths]} under that key; those that are gone stay gone."""
    for extension, sizes in made.items():
        for width in sizes:
            storages["renditions"].delete(name(key, width, extension))
