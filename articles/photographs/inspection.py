"""Look at an uploaded file before anything is stored: is it a photograph, which one, what does it say of itself."""

import datetime
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.photographs import renditions, sandbox
from articles.photographs.bounds import Refused

if TYPE_CHECKING:
    from django.core.files import File

MEGABYTES = 40
# The formats that are taken, in Pillow's names, and the endings they are kept under.
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif", "AVIF": "avif"}


@dataclass(frozen=True)
class Inspection:
    """Pixels after rotation; `described` has the Photo fields that the file itself fills.

    `cut` says of those that were longer than their field how many letters the file has, and `is_too_long` whether
    there was more in it than is read.
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
    """What an open file is. Raises ValidationError that says, in plain words, why it can't be taken.

    The whole picture is decoded to know that it is one: up to a few seconds after those before it, for which it
    waits so many, so not inside a transaction.
    """
    if file.size > MEGABYTES * 1_000_000:
        raise ValidationError(f"The file has {file.size / 1e6:.0f} MB. At most {MEGABYTES} MB can be taken.")
    try:
        found = _look(file, patience)
        width, height = found["width"], found["height"]
        if height > (highest := renditions.highest(width)):
            raise Refused(
                f"The picture is {width} pixels wide and {height} high. So narrow, at most {highest} of height can "
                "be taken. Crop it, or cut it into several."
            )
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    except Refused as refusal:
        raise ValidationError(str(refusal)) from None
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
    """Of an open file that was taken in once; empty where it can't be read any more. Raises Busy."""
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
    """Without a zone of its own, the camera is set to the desk's time."""
    if written := described.pop("taken_at", None):
        taken_at = datetime.datetime.fromisoformat(written)
        described["taken_at"] = taken_at if taken_at.tzinfo else timezone.make_aware(taken_at)
    return described
