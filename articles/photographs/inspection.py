"""Look at an uploaded file before anything is stored: is it a photograph, which one, what does it say of itself."""

import hashlib
import threading
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from PIL import Image, UnidentifiedImageError

from articles.photographs import metadata, renditions

MEGABYTES = 40
MEGAPIXELS = 60
# Pillow's names of the formats that cameras and agencies send, and the endings they are kept under.
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif", "AVIF": "avif"}
# A phone's JPEG with a second picture behind the first opens as JPEG and then calls itself MPO.
ENDINGS = FORMATS | {"MPO": "jpg"}
TIFF_BEGINS = (b"II*\0", b"MM\0*")
# TIFF 6.0, section 3: tag 262 says that its zero is white.
PHOTOMETRIC_INTERPRETATION, WHITE_IS_ZERO = 262, 0
# A decoded picture takes up to a gigabyte: several editors at once wait for each other.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Inspection:
    """Pixels after rotation; `described` has the Photo fields that the file itself fills."""

    digest: str
    file_type: str
    width: int
    height: int
    described: dict


def inspect(file):
    """An Inspection of an open file. Raises ValidationError that says, in plain words, why it can't be taken.

    Decodes the whole picture to know that it is one: up to a second, so not inside a transaction. A process
    decodes one at a time.
    """
    if file.size > MEGABYTES * 1_000_000:
        raise ValidationError(f"The file has {file.size / 1e6:.0f} MB. At most {MEGABYTES} MB can be taken.")
    try:
        # The lock is also for the warnings, which are the whole process's.
        with _one_at_a_time, warnings.catch_warnings():
            # Our own limit is lower than the size at which Pillow warns.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with _opened(file) as image:
                width, height = _decode(image)
            # Once more from the start: what reads metadata swallows errors, and must not meet them first.
            with _opened(file) as image:
                return _describe(image, file, width, height)
    except UnidentifiedImageError:
        raise ValidationError(_unknown(file)) from None
    except Image.DecompressionBombError:
        raise ValidationError(
            f"The picture is too large. At most {MEGAPIXELS} megapixels can be taken."
        ) from None
    except ValidationError:
        raise
    except Exception as error:  # Pillow raises whatever a stranger's bytes happen to lead to
        raise ValidationError(
            "The file is broken: the picture can't be read to its end. Export it again."
        ) from error
    finally:
        file.seek(0)


def _opened(file):
    file.seek(0)
    return Image.open(file, formats=list(FORMATS))


def _unknown(file):
    file.seek(0)
    if file.read(4) in TIFF_BEGINS:
        return (
            "This kind of TIFF can't be read. Save it with 8 bits a color, without extra channels or an alpha "
            "channel, or send a JPEG."
        )
    return "This is not a photograph that can be used. Send a JPEG, PNG, TIFF, WebP or AVIF file."


def _decode(image):
    """Width and height of the picture once upright."""
    width, height = image.size
    if width * height > MEGAPIXELS * 1_000_000:
        raise ValidationError(
            f"The picture has {width * height / 1e6:.0f} megapixels. At most {MEGAPIXELS} can be taken."
        )
    if image.format == "TIFF":
        _check_grays(image)
    image.load()
    # Not before: loaded, Pillow has turned a TIFF already and dropped the number, other formats not.
    # 5 to 8 of the EXIF orientations lay the picture on its side.
    width, height = image.size[::-1] if metadata.orientation(image) in (5, 6, 7, 8) else image.size
    if height > (highest := renditions.highest(width)):
        raise ValidationError(
            f"The picture is {width} pixels wide and {height} high. So narrow, at most {highest} of height can "
            "be taken. Crop it, or cut it into several."
        )
    return width, height


def _check_grays(image):
    """What Pillow reads of scanners and laboratories, and shows black or as a negative."""
    if image.mode in ("F", "I"):
        raise ValidationError("This TIFF has 32 bits of gray, or fractions. Save it with 8 or 16 bits.")
    if image.mode.startswith("I;") and image.tag_v2.get(PHOTOMETRIC_INTERPRETATION) == WHITE_IS_ZERO:
        raise ValidationError(
            "This TIFF counts its grays from white. Save it with 8 bits, or with black as 0."
        )


def _describe(image, file, width, height):
    described = metadata.read(image)
    file.seek(0)
    return Inspection(
        digest=hashlib.file_digest(file, "sha256").hexdigest(),
        file_type=ENDINGS[image.format],
        width=width,
        height=height,
        described=described,
    )
