"""The files that pages show of a photograph: several widths, two formats, nothing of the camera's."""

import contextlib
import hashlib
import io

from django.core.files.base import ContentFile
from PIL import Image, ImageCms, ImageOps

# From a phone's column to the widest column at two pixels a point.
WIDTHS = (400, 800, 1200, 1600)
# WebP first for browsers that take it; JPEG for whatever does not.
FORMATS = {
    "webp": {"format": "WEBP", "quality": 78, "method": 4},
    "jpg": {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True},
}
# Part of every name: change it with anything here that changes the bytes, for names are cached for ever.
RECIPE = "1"


def widths(original_width):
    """Those a photo of that width is made in; never wider than it is."""
    return [width for width in WIDTHS if width < original_width] + (
        [original_width] if original_width <= WIDTHS[-1] else []
    )


def height(width, original_width, original_height):
    return max(1, round(width * original_height / original_width))


def key(digest):
    """What the names begin with: other bytes, another name."""
    return hashlib.sha256(f"{digest} {RECIPE}".encode()).hexdigest()[:20]


def name(key, width, extension):
    return f"{key[:2]}/{key}-{width}.{extension}"


def write(original, key, storage):
    """Make every rendition of an open image file and keep it under its name. About 0.3 s for 6 megapixels."""
    with Image.open(original) as opened:
        opened.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))
        image = to_srgb(ImageOps.exif_transpose(opened))
    full_width, full_height = image.size
    for width in reversed(widths(full_width)):
        # Each from the next wider one: quicker, and the eye can't tell.
        image = image.resize((width, height(width, full_width, full_height)), Image.Resampling.LANCZOS)
        for extension, options in FORMATS.items():
            path = name(key, width, extension)
            out = io.BytesIO()
            image.save(out, **options)
            # Made before and interrupted: the same name has the same bytes.
            storage.delete(path)
            storage.save(path, ContentFile(out.getvalue()))


def to_srgb(image):
    """RGB as every screen reads it, whatever profile or mode came in; what was transparent is white."""
    if image.mode.startswith("I"):
        # 16 bits of grey: Pillow would cut everything over 255 to white.
        image = image.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        # With a broken profile the numbers are read as they are.
        with contextlib.suppress(ImageCms.PyCMSError):
            image = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image)
        image = ground
    image = image.convert("RGB")
    image.info.clear()
    return image
