"""Converts what cameras, scanners and print shops send into sRGB, which every screen shows."""

import contextlib
import io
from typing import cast

from PIL import Image, ImageChops, ImageCms

from articles.photographs import press


def scalable(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bytes | None]:
    """(the picture in a mode that can be scaled: L, RGB, RGBA or CMYK; the profile that still applies, or None)"""
    if image.mode.startswith("I"):
        # 16 bits of gray. Scaled here, for Pillow's own conversion makes everything over 255 white.
        image = image.convert("I").point(lambda gray: gray * (1 / 257)).convert("L")
    if image.mode == "LAB":
        # Lab values are colors already: a profile does not apply to them.
        return image.convert("RGB"), None
    if image.mode in ("LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode not in ("L", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGB")
    return image, profile


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB, without any of the file's metadata; what was transparent is white."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    if alpha:
        # Profiles convert colors, not transparency.
        image = image.convert("RGB")
    opened = _opened(profile) if profile else None
    if image.mode == "CMYK" and (opened is None or _space(opened) != "CMYK"):
        opened = _opened(press.coated())
    if opened:
        # A profile for another kind of picture is ignored: the values are taken as sRGB.
        with contextlib.suppress(ImageCms.PyCMSError):
            image = _measured(image, opened)
    image = image.convert("RGB")
    if alpha:
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=alpha)
        image = ground
    image.info.clear()
    return image


def _opened(profile: bytes) -> ImageCms.ImageCmsProfile | None:
    """The profile, or None where it is broken."""
    # Its color space is text, which can be broken too.
    with contextlib.suppress(ImageCms.PyCMSError, OSError, UnicodeDecodeError):
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        _space(opened)
        return opened
    return None


def _space(profile: ImageCms.ImageCmsProfile) -> str:
    """The color space that the profile is for: GRAY, RGB, CMYK…"""
    return profile.profile.xcolor_space.strip()


def _measured(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    """Convert to sRGB by the profile. Raises PyCMSError where the profile is for another kind of picture."""
    if _space(profile) == "RGB" and image.mode == "L":
        image = image.convert("RGB")
    elif _space(profile) == "GRAY" and image.mode == "RGB" and _is_gray(image):
        # WebP, and gray with transparency, are opened as RGB.
        image = image.convert("L")
    measured = ImageCms.profileToProfile(
        image,
        profile,
        ImageCms.createProfile("sRGB"),
        # Keeps colors as measured, and maps the paper's black to the screen's: else prints look washed out.
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    # Pillow returns None only when it changes a picture in place.
    return cast(Image.Image, measured)


def _is_gray(image: Image.Image) -> bool:
    red, green, blue = image.split()
    # For a picture of one channel getextrema returns two numbers, for several a pair each.
    differences = (cast(int, ImageChops.difference(green, other).getextrema()[1]) for other in (red, blue))
    # Lossy compression makes small differences.
    return max(differences) <= 4
