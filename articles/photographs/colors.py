"""Whatever a camera, a scanner or a print shop sends, as the RGB that every screen reads."""

import contextlib
import io
from typing import cast

from PIL import Image, ImageChops, ImageCms

from articles.photographs import press


def scalable(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bytes | None]:
    """The same picture in a mode that can be scaled: L, RGB, RGBA or CMYK, and the profile of its numbers or None."""
    if image.mode.startswith("I"):
        # 16 bits of gray: Pillow would cut everything over 255 to white.
        image = image.convert("I").point(lambda gray: gray * (1 / 257)).convert("L")
    if image.mode == "LAB":
        # Its numbers are colors already, whatever profile came with them.
        return image.convert("RGB"), None
    if image.mode in ("LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode not in ("L", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGB")
    return image, profile


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB in sRGB, with nothing of the file's own about it; what was transparent is white."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    if alpha:
        # No profile speaks of transparency.
        image = image.convert("RGB")
    opened = _opened(profile) if profile else None
    if image.mode == "CMYK" and (opened is None or _space(opened) != "CMYK"):
        opened = _opened(press.coated())
    if opened:
        # With one of another kind of picture, the numbers are read as they are.
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
    """None where it is broken."""
    # Its space is text, which can be broken too.
    with contextlib.suppress(ImageCms.PyCMSError, OSError, UnicodeDecodeError):
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        _space(opened)
        return opened
    return None


def _space(profile: ImageCms.ImageCmsProfile) -> str:
    """GRAY, RGB, CMYK…"""
    return profile.profile.xcolor_space.strip()


def _measured(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    """In sRGB, by its profile. Raises PyCMSError where the profile is one of another kind of picture."""
    if _space(profile) == "RGB" and image.mode == "L":
        image = image.convert("RGB")
    elif _space(profile) == "GRAY" and image.mode == "RGB" and _is_gray(image):
        # Grays in WebP, or with transparency, come as colors.
        image = image.convert("L")
    measured = ImageCms.profileToProfile(
        image,
        profile,
        ImageCms.createProfile("sRGB"),
        # Colors as they were measured, with the paper's black as the screen's: else print looks washed out.
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    # None only of what is changed in place.
    return cast(Image.Image, measured)


def _is_gray(image: Image.Image) -> bool:
    red, green, blue = image.split()
    # Of one channel two numbers, of several a pair for each.
    differences = (cast(int, ImageChops.difference(green, other).getextrema()[1]) for other in (red, blue))
    # Compression leaves a little.
    return max(differences) <= 4
