"""What a file may hold beside its picture, looked up in its structure before any of it is decoded.

Pillow counts none of this: it reads every segment, unpacks every text, and libjpeg draws every scan. Each container
is walked as its standard lays it out: JPEG (ITU-T T.81, annex B), PNG (third edition, chapter 5), WebP (RIFF) and TIFF
(6.0, section 2). Of AVIF the library names what it found (`check_found`). What is broken is for the decoder to say.
"""

import re
import struct
import zlib

# XMP, IPTC, EXIF, profiles, comments and texts together, unpacked. The longest histories of editing have a few.
METADATA_MEGABYTES = 8
# Cameras write a dozen parts, agencies some dozens more.
MOST_PARTS = 1000
# Pages, and frames of what moves. Only the first is shown.
MOST_FRAMES = 16
# A progressive JPEG has 10; programs that look for the smallest make a few more.
MOST_SCANS = 64

_METADATA = METADATA_MEGABYTES * 1_000_000
_NEXT_MARKER = re.compile(rb"\xff+([\x01-\xfe])")
# Within a scan: neither a byte that was stuffed nor a restart.
_END_OF_SCAN = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
_ALONE = {0x01, *range(0xD0, 0xD9)}
_END_OF_IMAGE, _START_OF_SCAN, _COMMENT = 0xD9, 0xDA, 0xFE
_APPLICATION = range(0xE0, 0xF0)
# How many bytes each of TIFF's types takes.
_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8}
# Photoshop's layers: bytes that nobody opens, and a photograph on its way through a desk can have many.
_LAYERS = 37724


class Refused(Exception):
    """A file that can't be taken; the message says in plain words why, and what to do."""


class Tally:
    """Counts what a file holds, and refuses what is more than a photograph has."""

    def __init__(self):
        self.metadata = self.parts = self.frames = self.scans = 0

    def part(self, size):
        self.parts += 1
        self.metadata += size
        if self.metadata > _METADATA:
            raise Refused(
                f"The file says too much of itself: at most {METADATA_MEGABYTES} MB can be XMP, IPTC, EXIF and "
                "profiles. Export it again without the history of its editing."
            )
        if self.parts > MOST_PARTS:
            raise Refused(
                f"The file is made of more than {MOST_PARTS:,} parts beside the picture. Export it again as a JPEG."
            )

    def frame(self):
        self.frames += 1
        if self.frames > MOST_FRAMES:
            raise Refused(
                f"The file holds more than {MOST_FRAMES} pictures. Send the one that is to be shown, as a JPEG."
            )

    def scan(self):
        self.scans += 1
        if self.scans > MOST_SCANS:
            raise Refused(
                f"The JPEG is drawn in more than {MOST_SCANS} passes. Export it again, not progressive."
            )


def check(content):
    """Raises Refused where the file's structure holds more than a photograph may."""
    walk = next((walk for begins, walk in _WALKS.items() if content.startswith(begins)), None)
    if walk is None:
        return
    try:
        walk(content, Tally())
    except struct.error:
        # Cut short: the decoder says so.
        return


def check_found(image):
    """The same for what an opened picture, not decoded yet, says that it found. Raises Refused."""
    tally = Tally()
    for name in ("exif", "xmp", "icc_profile"):
        tally.part(len(image.info.get(name) or b""))
    for _ in range(min(getattr(image, "n_frames", 1), MOST_FRAMES + 1)):
        tally.frame()


def _jpeg(content, tally):
    at, has_begun = 2, False
    # As both of its readers do: Pillow looks for the first scan, past an end if need be; libjpeg from there to the end.
    while found := _NEXT_MARKER.search(content, at):
        marker, at = found[1][0], found.end()
        if marker in _ALONE:
            continue
        if marker == _END_OF_IMAGE:
            if has_begun:
                return
            continue
        (size,) = struct.unpack_from(">H", content, at)
        at += max(size, 2)
        if marker == _START_OF_SCAN:
            tally.scan()
            has_begun = True
            found = _END_OF_SCAN.search(content, at)
            if found is None:
                return
            at = found.start()
        elif marker in _APPLICATION or marker == _COMMENT:
            tally.part(size)
        elif not has_begun:
            # Tables, of which each scan may bring its own.
            tally.part(0)


def _png(content, tally):
    at = 8
    while at < len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        part, at = content[at + 8 : at + 8 + size], at + 12 + size
        if kind == b"IEND":
            return
        if kind == b"fcTL":
            tally.frame()
        elif kind not in (b"IDAT", b"fdAT"):
            tally.part(_unpacked(kind, part))


def _unpacked(kind, part):
    """How long a part of a PNG is once Pillow has unpacked it."""
    if kind not in (b"zTXt", b"iTXt", b"iCCP"):
        return len(part)
    name, _, rest = part.partition(b"\0")
    if kind == b"iTXt":
        if rest[:1] != b"\1":
            return len(part)
        # A flag, the method, the language and the keyword in it.
        rest = rest[2:].split(b"\0", 2)[-1]
    else:
        rest = rest[1:]
    try:
        # To one byte more than is allowed at most, however much there is.
        return len(zlib.decompressobj().decompress(rest, _METADATA + 1))
    except zlib.error:
        # Pillow passes over some of these.
        return len(part)


def _webp(content, tally):
    at = 12
    while at < len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        at += 8 + size + size % 2
        if kind == b"ANMF":
            tally.frame()
        elif kind not in (b"VP8 ", b"VP8L", b"ALPH"):
            tally.part(size)


def _tiff(content, tally):
    if content[:4] not in (b"II*\0", b"MM\0*"):
        raise Refused("This kind of TIFF can't be read. Save it as an ordinary TIFF, or send a JPEG.")
    order = "<" if content[:2] == b"II" else ">"
    (at,) = struct.unpack_from(f"{order}I", content, 4)
    seen = set()
    # The list of pages is a chain, which can lead into itself.
    while at and at not in seen:
        seen.add(at)
        tally.frame()
        (entries,) = struct.unpack_from(f"{order}H", content, at)
        for number in range(entries):
            tag, kind, count = struct.unpack_from(f"{order}HHI", content, at + 2 + number * 12)
            tally.part(0 if tag == _LAYERS else _TIFF_SIZES.get(kind, 1) * count)
        (at,) = struct.unpack_from(f"{order}I", content, at + 2 + entries * 12)


_WALKS = {
    b"\xff\xd8": _jpeg,
    b"\x89PNG\r\n\x1a\n": _png,
    b"RIFF": _webp,
    b"II": _tiff,
    b"MM": _tiff,
}
