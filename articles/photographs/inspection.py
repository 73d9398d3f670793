"""Look at an uploaded file before anything is stored: is it a photograph, which one, what does it say of itself."""

import hashlib
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from PIL import Image, UnidentifiedImageError

from articles.photographs import metadata

MEGABYTES = 40
MEGAPIXELS = 60
# Pillow's names of the formats that cameras and agencies send, and the endings they are kept under.
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif", "AVIF": "avif"}
# A phone's JPEG with a second picture behind the first opens as JPEG and then calls itself MPO.
ENDINGS = FORMATS | {"MPO": "jpg"}


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

    Decodes the whole picture to know that it is one: up to a second, so not inside a transaction.
    """
    if file.size > MEGABYTES * 1_000_000:
        raise ValidationError(f"The file has {file.size / 1e6:.0f} MB. At most {MEGABYTES} MB can be taken.")
    try:
        with warnings.catch_warnings():
            # Our own limit is lower than the size at which Pillow warns.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with _opened(file) as image:
                _decode(image)
            # Once more from the start: what reads metadata swallows errors, and must not meet them first.
            with _opened(file) as image:
                return _describe(image, file)
    except UnidentifiedImageError:
        raise ValidationError(
            "This is not a photograph that can be used. Send a JPEG, PNG, TIFF, WebP or AVIF file."
        ) from None
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


def _decode(image):
    width, height = image.size
    if width * height > MEGAPIXELS * 1_000_000:
        raise ValidationError(
            f"The picture has {width * height / 1e6:.0f} megapixels. At most {MEGAPIXELS} can be taken."
        )
    image.load()


def _describe(image, file):
    width, height = image.size
    described = metadata.read(image)
    # 5 to 8 of the EXIF orientations lay the picture on its side.
    turned = metadata.orientation(image) in (5, 6, 7, 8)
    file.seek(0)
    return Inspection(
        digest=hashlib.file_digest(file, "sha256").hexdigest(),
        file_type=ENDINGS[image.format],
        width=height if turned else width,
        height=width if turned else height,
        described=described,
    )
