"""Fingerprints that recognise a picture in another file: compressed anew, scaled, or in another format."""

from typing import cast

import dhash
from PIL import Image

from articles.photographs.colors import scalable, to_srgb
from articles.photographs.making import upright

# dhash compares neighbours in a grid of this side, by row and by column: one bit for each.
_SIZE = 8
_BITS = 2 * _SIZE * _SIZE
# Scaled down to this size first, so that the later steps cost nothing, however many pixels there were.
_SMALL = (72, 72)
# One picture saved at a fifth of its quality, at a third of its size or as WebP differs from itself by up to 8 bits
# and 1 step of color; two photographs differ by 43 bits or more.
_MOST_BITS, _MOST_COLOR = 12, 8


def fingerprint(image: Image.Image, profile: bytes | None, turn: Image.Transpose | None) -> str:
    """The fingerprint of an open picture, turned upright, as 38 hexadecimal digits.

    32 say which points are brighter than their neighbours, and 6 are the mean color.
    """
    small, profile = scalable(image, profile or image.info.get("icc_profile"))
    small = to_srgb(upright(small.resize(_SMALL, Image.Resampling.BOX), turn), profile)
    # The same steps as in dhash's own function, but by a method that Pillow keeps.
    grays = list(small.convert("L").resize((_SIZE + 1, _SIZE + 1), Image.Resampling.LANCZOS).tobytes())
    color = small.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    # The picture is RGB, so its color has three values.
    red, green, blue = cast(tuple[int, int, int], color)
    return f"{dhash.dhash_int(grays, _SIZE):0{_BITS // 4}x}{red:02x}{green:02x}{blue:02x}"


def is_same(one: str, other: str) -> bool:
    """Whether two fingerprints are of one picture."""
    differing = int(one[: _BITS // 4], 16) ^ int(other[: _BITS // 4], 16)
    colors = zip(_color(one), _color(other), strict=True)
    return differing.bit_count() <= _MOST_BITS and all(abs(a - b) <= _MOST_COLOR for a, b in colors)


def _color(known: str) -> bytes:
    return bytes.fromhex(known[_BITS // 4 :])
