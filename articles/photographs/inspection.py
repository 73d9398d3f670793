"""Looks at an uploaded file before anything is stored: whether it is a photograph, which one, and its metadata."""

import datetime
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.photographs import renditions, sandbox
from articles.photographs.bounds import Refused
from articles.photographs.refusals import in_words

if TYPE_CHECKING:
    from django.core.files import File

MEGABYTES = 40
# The formats that are accepted, by Pillow's names, and the endings of the stored files.
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif", "AVIF": "avif"}


@dataclass(frozen=True)
class Inspection:
    """What is known of a file. Width and height are in pixels, after rotation.

    `described` has the values that the file gives for fields of Photo. `cut` has, by field, how many letters the file
    has where that is more than the field holds. `is_too_long`: the file has more metadata than is read.
    """

    digest: str
    file_type: str
    width: int
    height: int
    fingerprint: str
    described: dict[str, Any]
    cut: dict[str, int] = field(default_factory=dict)
    is_too_long: bool = False


def inspect(file: "File[Any]", patience: float = sandbox.PATIENT) -> Inspection:
    """Inspect an open file. Raises ValidationError that says, in plain words, why it can't be taken.

    Never inside a transaction: the whole picture is decoded, which takes up to a few seconds, after a wait of up to
    `patience` seconds for the files before it.
    """
    if file.size > MEGABYTES * 1_000_000:
        raise ValidationError(
            _("The file has %(megabytes)s MB. At most %(most)s MB can be taken.")
            % {"megabytes": round(file.size / 1e6), "most": MEGABYTES}
        )
    try:
        found = _look(file, patience)
        width, height = found["width"], found["height"]
        if height > (highest := renditions.highest(width)):
            raise Refused("too_narrow", width=width, height=height, highest=highest)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    except Refused as refusal:
        raise ValidationError(in_words(str(refusal))) from None
    finally:
        file.seek(0)
    return Inspection(
        digest,
        ENDINGS[found["format"]],
        width,
        height,
        found["fingerprint"],
        _with_zone(found["described"]),
        found["cut"],
        found["is_too_long"],
    )


def fingerprint(file: "File[Any]") -> str:
    """The fingerprint of a photo's open original; "" where the file can't be read any more. Raises Busy."""
    try:
        found: str = _look(file)["fingerprint"]
        return found
    except sandbox.Busy:
        raise
    except Refused:
        return ""


def _look(file: "File[Any]", patience: float = sandbox.PATIENT) -> dict[str, Any]:
    return sandbox.ask({"work": "look", "language": settings.LANGUAGE_CODE}, file, patience)[0]


def _with_zone(described: dict[str, Any]) -> dict[str, Any]:
    """Make `taken_at` a datetime. Where the camera names no zone, its clock is taken to show the desk's time."""
    if written := described.pop("taken_at", None):
        taken_at = datetime.datetime.fromisoformat(written)
        described["taken_at"] = taken_at if taken_at.tzinfo else timezone.make_aware(taken_at)
    return described
