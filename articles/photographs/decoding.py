"""The process in which photographs are decoded: it has little time, little memory and no secrets, and ends after one.

    python -m articles.photographs.decoding FILE'S DESCRIPTOR

What is asked comes as JSON to its standard input; the answer is a line of JSON and then the bytes that it speaks of.
It knows nothing of Django, so that it is there at once. sandbox.py starts it.
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

# For one photograph. Of those that are taken none needs half of either.
SECONDS, MEMORY = 30, 1_400_000_000
# What it ends with where its answer could not be written, and errno added.
FAILED = 64
# All that is made of one is a hundredth of it.
_WRITTEN = 100_000_000

MEGAPIXELS = 60
# Pillow's names of the formats that cameras and agencies send.
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "AVIF")
TIFF_BEGINS = (b"II*\0", b"MM\0*")
# TIFF 6.0, section 3: tag 262 says that its zero is white.
PHOTOMETRIC_INTERPRETATION, WHITE_IS_ZERO = 262, 0
TOO_HEAVY = "The picture takes more time or memory than a photograph needs. Export it again as a JPEG."
_TOO_LARGE = f"The picture is too large. At most {MEGAPIXELS} megapixels can be taken."
_BROKEN = "The file is broken: the picture can't be read to its end. Export it again."


def limit() -> None:
    # Ended by a signal that says so, and killed a second later.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_WRITTEN, _WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Each takes memory of its own, and a machine can have a hundred.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 2
    # Where the machine's own memory ends, this is what goes, not the server.
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")


def answer(job: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """({what is said}, [bytes]) of one job: {"work": "look", "language": "en"}, or {"work": "make", …} as
    renditions.py writes it."""
    try:
        bounds.check(content)
        photograph = containers.take_apart(content)
        if job["work"] == "look":
            # A server from before an upgrade says nothing of it.
            return look(photograph, job.get("language", "en")), []
        return {}, making.make(photograph, job)
    except bounds.Refused as refusal:
        return {"refused": str(refusal)}, []
    except UnidentifiedImageError:
        return {"refused": _unknown(content)}, []
    except Image.DecompressionBombError:
        return {"refused": _TOO_LARGE}, []
    except MemoryError:
        return {"refused": TOO_HEAVY}, []
    except Exception as error:  # Pillow raises whatever a stranger's bytes happen to lead to
        return {"refused": TOO_HEAVY if "memory" in str(error) else _BROKEN}, []


def look(photograph: containers.Photograph, language: str) -> dict[str, Any]:
    """What it is, decoded to its end, and what it says of itself."""
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
    if content[:4] in TIFF_BEGINS:
        return (
            "This kind of TIFF can't be read. Save it with 8 bits a color, without extra channels or an alpha "
            "channel, or send a JPEG."
        )
    return "This is not a photograph that can be used. Send a JPEG, PNG, TIFF, WebP or AVIF file."


def _decode(image: Image.Image) -> tuple[int, int]:
    """Width and height of the picture as it lies in the file."""
    width, height = image.size
    if width * height > MEGAPIXELS * 1_000_000:
        raise bounds.Refused(
            f"The picture has {width * height / 1e6:.0f} megapixels. At most {MEGAPIXELS} can be taken."
        )
    bounds.check_found(image)
    if image.format == "TIFF":
        _check_grays(cast("TiffImageFile", image))
    # A JPEG at an eighth of its size, which is read to its end all the same, in as much less memory.
    image.draft(None, (1, 1))
    image.load()
    return width, height


def _check_grays(image: "TiffImageFile") -> None:
    """What Pillow reads of scanners and laboratories, and shows black or as a negative."""
    if image.mode in ("F", "I"):
        raise bounds.Refused("This TIFF has 32 bits of gray, or fractions. Save it with 8 or 16 bits.")
    if image.mode.startswith("I;") and image.tag_v2.get(PHOTOMETRIC_INTERPRETATION) == WHITE_IS_ZERO:
        raise bounds.Refused(
            "This TIFF counts its grays from white. Save it with 8 bits, or with black as 0."
        )


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
        # A full disk, for one. Not by sys.exit, which would try to write the rest once more.
        os._exit(FAILED + (error.errno or 0))


if __name__ == "__main__":
    main()
