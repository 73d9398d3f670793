"""Look at an uploaded file before anything is stored: is it a photograph, which one, what does it say of itself."""

import datetime
import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.photographs import renditions, sandbox
from articles.photographs.bounds import Refused

MEGABYTES = 40
# The formats that are taken, in Pillow's names, and the endings they are kept under. A phone's JPEG with a second
# picture behind the first opens as JPEG and then calls itself MPO.
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif", "AVIF": "avif", "MPO": "jpg"}


@dataclass(frozen=True)
class Inspection:
    """Pixels after rotation; `described` has the Photo fields that the file itself fills."""

    digest: str
    file_type: str
    width: int
    height: int
    fingerprint: str
    described: dict


def inspect(file, patience: float = sandbox.PATIENT) -> Inspection:
    """What an open file is. Raises ValidationError that says, in plain words, why it can't be taken.

    The whole picture is decoded to know that it is one: up to a few seconds after those before it, for which it
    waits so many, so not inside a transaction.
    """
    if file.size > MEGABYTES * 1_000_000:
        raise ValidationError(f"The file has {file.size / 1e6:.0f} MB. At most {MEGABYTES} MB can be taken.")
    try:
        found, _ = sandbox.ask({"work": "look"}, file, patience)
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
        digest, ENDINGS[found["format"]], width, height, found["fingerprint"], _with_zone(found["described"])
    )


def fingerprint(file) -> str:
    """Of an open file that was taken in once; empty where it can't be read any more. Raises Busy."""
    try:
        return sandbox.ask({"work": "look"}, file)[0]["fingerprint"]
    except sandbox.Busy:
        raise
    except Refused:
        return ""


def _with_zone(described):
    """Without a zone of its own, the camera is set to the desk's time."""
    if written := described.pop("taken_at", None):
        taken_at = datetime.datetime.fromisoformat(written)
        try:
            described["taken_at"] = taken_at if taken_at.tzinfo else timezone.make_aware(taken_at)
        except OverflowError:
            return described
    return described
