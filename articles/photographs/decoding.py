"""The process that decodes one photograph and ends. Its time and memory are limited, and it gets no secrets.

    python -m articles.photographs.decoding FILE'S DESCRIPTOR

sandbox.py starts it, and writes a job as JSON to its standard input. It answers with a line of JSON, followed by the
bytes of the files that it made. It imports no Django, so that it starts quickly.
"""

import contextlib
import io
import json
import os
import resource
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from PIL import AvifImagePlugin, Image, UnidentifiedImageError

from articles.photographs import bounds, making, metadata
from articles.photographs.fingerprint import fingerprint
from articles.photographs.metadata import containers

if TYPE_CHECKING:
    from PIL.TiffImagePlugin import TiffImageFile

# For one photograph. No photograph that is accepted needs half of either.
SECONDS, MEMORY = 30, 1_400_000_000
# The exit status where the answer could not be written is this plus errno.
FAILED = 64
# In bytes. All renditions of a photograph take a hundredth of this.
_WRITTEN = 100_000_000

MEGAPIXELS = 60
# Pillow's names of the formats that cameras and agencies send.
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "AVIF")
TIFF_BEGINS = (b"II*\0", b"MM\0*")
# TIFF 6.0, section 3: with this value in tag 262, a gray of zero is white.
PHOTOMETRIC_INTERPRETATION, WHITE_IS_ZERO = 262, 0
# A refusal's code: refusals.py has the words.
TOO_HEAVY = "too_heavy"


def limit() -> None:
    # At the limit the kernel sends SIGXCPU, and SIGKILL a second later.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_WRITTEN, _WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Each thread takes memory, and by default there is one for each core of the machine.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 2
    # When the machine runs out of memory, the kernel ends this process before the server's.
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")


def answer(job: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Do one job, {"work": "look", "language": "en"} or {"work": "make", …} as renditions.py writes it.

    Returns (the answer in JSON's types, [bytes of each file made]); {"refused": …} has the text of a bounds.Refused.
    """
    try:
        bounds.check(content)
        photograph = containers.take_apart(content)
        if job["work"] == "look":
            # During an upgrade, a server of the earlier release sends no language.
            return look(photograph, job.get("language", "en")), []
        return {}, making.make(photograph, job)
    except bounds.Refused as refusal:
        return {"refused": str(refusal)}, []
    except UnidentifiedImageError:
        return {"refused": _unknown(content)}, []
    except Image.DecompressionBombError:
        return {"refused": str(bounds.Refused("too_large", most=MEGAPIXELS))}, []
    except MemoryError:
        return {"refused": TOO_HEAVY}, []
    except Exception as error:  # a stranger's bytes can make Pillow raise anything
        return {"refused": TOO_HEAVY if "memory" in str(error) else "broken"}, []


def look(photograph: containers.Photograph, language: str) -> dict[str, Any]:
    """Decode the whole picture, and return its facts and its metadata."""
    described = metadata.read(photograph, language)
    with Image.open(io.BytesIO(photograph.picture), formats=FORMATS) as image:
        width, height = _decode(image)
        turn = making.turn(image, described.orientation)
        if turn in making.ON_ITS_SIDE:
            width, height = height, width
        fields: dict[str, Any] = described.fields
        if "taken_at" in fields:
            fields["taken_at"] = fields["taken_at"].isoformat()
        return {
            "format": image.format,
            "width": width,
            "height": height,
            "fingerprint": fingerprint(image, photograph.icc_profile, turn),
            "described": fields,
            "cut": described.cut,
            "is_too_long": photograph.is_too_long,
        }


def _unknown(content: bytes) -> str:
    return "unknown_tiff" if content[:4] in TIFF_BEGINS else "no_photograph"


def _decode(image: Image.Image) -> tuple[int, int]:
    """Decode the picture to its end; returns its width and height in the file, before rotation."""
    width, height = image.size
    if width * height > MEGAPIXELS * 1_000_000:
        raise bounds.Refused("too_many_pixels", megapixels=round(width * height / 1e6), most=MEGAPIXELS)
    bounds.check_found(image)
    if image.format == "TIFF":
        _check_grays(cast("TiffImageFile", image))
    # Decode a JPEG at an eighth of its size: libjpeg still reads it to its end, with far less memory.
    image.draft(None, (1, 1))
    image.load()
    return width, height


def _check_grays(image: "TiffImageFile") -> None:
    """Refuse files of scanners and laboratories that Pillow opens but shows black or as a negative."""
    if image.mode in ("F", "I"):
        raise bounds.Refused("gray_of_32_bits")
    if image.mode.startswith("I;") and image.tag_v2.get(PHOTOMETRIC_INTERPRETATION) == WHITE_IS_ZERO:
        raise bounds.Refused("gray_from_white")


def main() -> None:
    limit()
    with open(int(sys.argv[1]), "rb") as file:
        said, made = answer(json.load(sys.stdin), file.read())
    try:
        out = sys.stdout.buffer
        out.write(json.dumps(said | {"sizes": [len(each) for each in made]}).encode() + b"\n")
        out.writelines(made)
        out.flush()
    except OSError as error:
        # The disk may be full. sys.exit would try to write the rest once more, and fail.
        os._exit(FAILED + (error.errno or 0))


if __name__ == "__main__":
    main()
