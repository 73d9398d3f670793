"""Limits on the work that a file can give its decoder, checked in the file's structure before anything is decoded.

Pillow has no such limits: it walks every page, and libjpeg draws every scan. The length of metadata is not counted
here: no decoder gets metadata, and containers.py reads only as much as it has room for.
"""

import struct
from typing import TYPE_CHECKING

from articles.photographs.metadata import containers

if TYPE_CHECKING:
    from PIL import Image

# Cameras write a dozen parts, agencies some dozens more.
MOST_PARTS = 1000
# The tables of a TIFF together, such as the offsets of its strips.
TABLES_MEGABYTES = 8
# Pages, and frames of an animation. Only the first is shown.
MOST_FRAMES = 16
# A progressive JPEG has 10; programs that search for the smallest file make a few more.
MOST_SCANS = 64


class Refused(Exception):
    """A file that can't be taken, as a code with its numbers: “too_many_scans most=64”.

    refusals.py says it in words: the process that decodes knows no language.
    """

    def __init__(self, code: str, **numbers: int) -> None:
        super().__init__(" ".join([code, *(f"{name}={number}" for name, number in numbers.items())]))


class Tally:
    """Counts the parts of a file, and refuses a file that has more than a photograph needs."""

    def __init__(self) -> None:
        self.bytes = self.parts = self.frames = self.scans = 0

    def part(self, size: int = 0) -> None:
        self.parts += 1
        self.bytes += size
        if self.parts > MOST_PARTS or self.bytes > TABLES_MEGABYTES * 1_000_000:
            raise Refused("too_many_parts", most=MOST_PARTS)

    def frame(self) -> None:
        self.frames += 1
        if self.frames > MOST_FRAMES:
            raise Refused("too_many_frames", most=MOST_FRAMES)

    def scan(self) -> None:
        self.scans += 1
        if self.scans > MOST_SCANS:
            raise Refused("too_many_scans", most=MOST_SCANS)


def check(content: bytes) -> None:
    """Raises Refused where the file's structure exceeds a limit."""
    walk = next((walk for begins, walk in _WALKS.items() if content.startswith(begins)), None)
    if walk is None:
        return
    try:
        walk(content, Tally())
    except struct.error:
        # The file is cut short; the decoder will say so.
        return


def check_found(image: "Image.Image") -> None:
    """Check the number of frames that Pillow found in an open picture, before it is decoded. Raises Refused."""
    tally = Tally()
    for _ in range(min(getattr(image, "n_frames", 1), MOST_FRAMES + 1)):
        tally.frame()


def _jpeg(content: bytes, tally: Tally) -> None:
    for marker, *_ in containers.jpeg_segments(content):
        if marker == containers.START_OF_SCAN:
            tally.scan()
        elif not tally.scans or marker in containers.APPLICATION or marker == containers.COMMENT:
            # Tables between the scans are not counted: each scan may bring its own.
            tally.part()


def _png(content: bytes, tally: Tally) -> None:
    for kind, *_ in containers.png_chunks(content):
        if kind == b"fcTL":
            tally.frame()
        elif kind not in (b"IDAT", b"fdAT"):
            tally.part()


def _webp(content: bytes, tally: Tally) -> None:
    for kind, *_ in containers.webp_chunks(content):
        if kind == b"ANMF":
            tally.frame()
        else:
            tally.part()


def _tiff(content: bytes, tally: Tally) -> None:
    if content[:4] not in (b"II*\0", b"MM\0*"):
        raise Refused("other_tiff")
    for _, _, entries in containers.tiff_pages(content):
        tally.frame()
        for tag, kind, count, _ in entries:
            is_read = tag in containers.PICTURE_TAGS
            tally.part(containers.TIFF_SIZES.get(kind, 1) * count if is_read else 0)


_WALKS = {containers.JPEG: _jpeg, containers.PNG: _png, containers.RIFF: _webp}
_WALKS |= dict.fromkeys(containers.TIFF, _tiff)
