"""Whatever a camera, a scanner or a print shop sends, as the RGB that every screen reads."""

import contextlib
import io

from PIL import Image, ImageCms


def scalable(image):
    """The same picture in a mode that can be scaled: L, RGB, RGBA or CMYK, and its profile or None."""
    profile = image.info.get("icc_profile")
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


def to_srgb(image, profile):
    """RGB in sRGB, with nothing of the file's own about it; what was transparent is white."""
    if profile:
        # With a broken profile, or one of another kind of picture, the numbers are read as they are.
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            # Colors as they were measured, with the paper's black as the screen's: else print looks washed out.
            image = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode="RGBA" if image.mode == "RGBA" else "RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
    if image.mode == "RGBA":
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image)
        image = ground
    image = image.convert("RGB")
    image.info.clear()
    return image
