"""The bytes of a photograph's renditions, made where it is decoded: decoding.py."""

import io

from PIL import Image, ImageOps

from articles.photographs import credit
from articles.photographs.colors import scalable, to_srgb


def make(original, order):
    """[bytes] of an open file in each of the order's sizes, widest first, and in each of its formats."""
    widest, _ = order["sizes"][0]
    with Image.open(original) as opened:
        # A JPEG can be read at an eighth to a half of its size, in as much less time.
        opened.draft(None, (widest * 2, widest * 2))
        image, profile = scalable(ImageOps.exif_transpose(opened))
    packet, segment = credit.xmp(order["described"]), credit.iim_segment(order["described"])
    made = []
    for number, size in enumerate(order["sizes"]):
        # Each from the next wider one: quicker, and the eye can't tell.
        image = image.resize(tuple(size), Image.Resampling.LANCZOS, reducing_gap=3)
        if number == 0:
            # Of the widest alone, for a profile takes long over many megapixels.
            image = to_srgb(image, profile)
        for extension, options in order["formats"].items():
            out = io.BytesIO()
            said = {"xmp": packet} | ({"extra": segment} if extension == "jpg" else {})
            image.save(out, **options, **said)
            made.append(out.getvalue())
    return made
