"""Makes the bytes of a photograph's renditions, in the process that decodes it (decoding.py)."""

import io
from collections.abc import Mapping
from typing import Any

from PIL import ExifTags, Image

from articles.photographs import metadata
from articles.photographs.colors import scalable, to_srgb
from articles.photographs.metadata import credit
from articles.photographs.metadata.containers import Photograph

# What turns a picture upright, by EXIF's number for the way the camera was held.
_TURNS: dict[int | None, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# These swap width and height.
ON_ITS_SIDE = [_TURNS[number] for number in (5, 6, 7, 8)]


def make(photograph: Photograph, job: Mapping[str, Any]) -> list[bytes]:
    """The bytes of each rendition: for each of the job's sizes, widest first, one in each of its formats."""
    widest, _ = job["sizes"][0]
    orientation = metadata.read(photograph).orientation
    with Image.open(io.BytesIO(photograph.picture)) as opened:
        # libjpeg can decode at an eighth to a half of the size, which takes less time.
        opened.draft(None, (widest * 2, widest * 2))
        opened.load()
        # In an AVIF the profile belongs to the picture, so only Pillow has it.
        profile = photograph.icc_profile or opened.info.get("icc_profile")
        image, profile = scalable(upright(opened, turn(opened, orientation)), profile)
    packet, segment = credit.xmp(job["described"]), credit.iim_segment(job["described"])
    made = []
    for number, size in enumerate(job["sizes"]):
        # Made from the next wider one, which is quicker; the eye sees no difference.
        image = image.resize(tuple(size), Image.Resampling.LANCZOS, reducing_gap=3)
        if number == 0:
            # Only now, at the widest size: to apply a profile to all the original's megapixels takes long.
            image = to_srgb(image, profile)
        for extension, options in job["formats"].items():
            out = io.BytesIO()
            said: dict[str, Any] = {"xmp": packet} | ({"extra": segment} if extension == "jpg" else {})
            image.save(out, **options, **said)
            made.append(out.getvalue())
    return made


def turn(image: Image.Image, orientation: int | None) -> Image.Transpose | None:
    """What turns an open picture upright; None where it is upright. `orientation` is EXIF's number."""
    return _TURNS.get(_orientation(image, orientation))


def upright(image: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    return image if turn is None else image.transpose(turn)


def _orientation(image: Image.Image, written: int | None) -> int | None:
    if image.format == "AVIF":
        # An AVIF's orientation belongs to the picture, and EXIF's is ignored (ISO/IEC 23000-22, 7.3.6.3).
        return image.getexif().get(ExifTags.Base.Orientation)
    return written
