"""The files of a photograph that pages show: several widths, three formats; of its metadata only the description."""

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

# In pixels, from a phone's column to the widest column on a screen with two pixels a point.
WIDTHS = (400, 800, 1200, 1600)
# In the order in which browsers choose; JPEG is for those that can show neither of the others.
FORMATS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 8},
    "webp": {"format": "WEBP", "quality": 78, "method": 4},
    "jpg": {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True},
}
# WebP stores each side in 14 bits, and its largest number is not allowed; JPEG and AVIF can be larger.
HIGHEST = 16_383
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
# Browsers keep a file for ever. Shared caches in front of the servers ask again after so many seconds, so that a file
# that was taken down soon leaves them too.
SECONDS_IN_FRONT = 60
FOR_EVER = f"public, max-age=31536000, s-maxage={SECONDS_IN_FRONT}, immutable"
# The formats made in each step of the task. JPEG first: it takes a tenth of the time, and every browser shows it.
STEPS = (("jpg",), ("avif", "webp"))
# Part of every name: change it with anything here that changes the bytes, for names are cached for ever.
RECIPE = "3"


def widths(original_width: int) -> list[int]:
    """The widths of the renditions of a photo that is so wide; none is wider than the photo."""
    return [width for width in WIDTHS if width < original_width] + (
        [original_width] if original_width <= WIDTHS[-1] else []
    )


def height(width: int, original_width: int, original_height: int) -> int:
    return max(1, round(width * original_height / original_width))


def highest(original_width: int) -> int:
    """The greatest height that a photo of that width may have: its widest rendition must fit into every format."""
    return HIGHEST * original_width // widths(original_width)[-1]


def key(digest: str, described: Mapping[str, str], round: int = 0) -> str:
    """The beginning of the files' names. Names are cached for ever, so whatever changes the bytes changes the key.

    `round` counts how often the files were taken offline: files made later must not be found under old names.
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
    """Make and store the renditions in those formats. `size` is that of the open file's picture, turned upright.

    It takes up to four seconds. Raises Refused where the picture takes too much time or memory.
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
        # Made before. The same name has the same bytes, unless the process that wrote it was killed meanwhile.
        with storage.open(path) as file:
            if file.read() == content:
                return
        storage.delete(path)
    storage.save(path, ContentFile(content))


def delete(key: str, made: Mapping[str, Iterable[int]]) -> None:
    """Delete the files of {extension: [widths]} under that key. A file that is missing is no error."""
    for extension, sizes in made.items():
        for width in sizes:
            storages["renditions"].delete(name(key, width, extension))
