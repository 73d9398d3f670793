"""Takes a photograph's file apart into the picture and its metadata.

Pillow gets the picture without metadata, so that broken metadata can't cost the photograph. Each container is read as
its standard lays it out: JPEG (ITU-T T.81, annex B), PNG (third edition, chapter 5), WebP (RIFF), TIFF (6.0,
section 2) and AVIF (ISO/IEC 14496-12, isobmff.py). Whether the picture itself is broken, its decoder says.
"""

import contextlib
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from articles.photographs.metadata import isobmff

# The most that is read of XMP, IPTC, EXIF and a profile together, unpacked. Long histories of editing take a few.
METADATA_MEGABYTES = 8
JPEG, PNG, RIFF, TIFF = b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF", (b"II", b"MM")

START_OF_SCAN, COMMENT, APPLICATION = 0xDA, 0xFE, range(0xE0, 0xF0)
_END_OF_IMAGE, _ALONE = 0xD9, {0x01, *range(0xD0, 0xD9)}
_NEXT_MARKER = re.compile(rb"\xff+([\x01-\xfe])")
# The next marker after a scan's data, in which stuffed bytes (FF 00) and restart markers are part of the data.
_END_OF_SCAN = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
# The two application segments that a decoder needs, to read the colors: (how it begins, its least length).
_ABOUT_COLORS = {0xE0: (b"JFIF\0", 14), 0xEE: (b"Adobe", 12)}
_EXIF, _XMP, _MORE_XMP = b"Exif\0", b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
_PHOTOSHOP, _ICC = b"Photoshop 3.0\0", b"ICC_PROFILE\0"
# ImageMagick stores any block as a PNG's text: its name, its length, and its bytes in hexadecimal.
_RAW_PROFILE = re.compile(rb"\s*[^\n]{1,40}\n\s*\d+\s+([0-9A-Fa-f\s]+)")
# How many bytes each of TIFF's types takes.
TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8}
# The tags of a TIFF's page that its decoder needs; all others are metadata.
PICTURE_TAGS = {
    *range(254, 260),
    262,
    263,
    266,
    273,
    *range(277, 282),
    284,
    292,
    293,
    317,
    320,
    *range(322, 326),
}
PICTURE_TAGS |= {332, 334, 336, *range(338, 342), 347, *range(512, 516), *range(519, 522), *range(529, 533)}
_TIFF_XMP, _TIFF_IIM, _TIFF_PHOTOSHOP, _TIFF_ICC = 700, 33723, 34377, 34675


@dataclass
class Photograph:
    picture: bytes
    exif: bytes = b""
    xmp: list[bytes] = field(default_factory=list)
    # IPTC's older blocks, each alone or within Photoshop's resources.
    iim: list[bytes] = field(default_factory=list)
    icc_profile: bytes | None = None
    # Whether the file has more metadata than was read.
    is_too_long: bool = False
    _left: int = METADATA_MEGABYTES * 1_000_000

    def take(self, name: str, block: bytes) -> None:
        """Keep a block of metadata, if there is room for it."""
        if len(block) > self._left:
            self.is_too_long = True
            return
        self._left -= len(block)
        if name in ("xmp", "iim"):
            getattr(self, name).append(block)
        elif not getattr(self, name):
            setattr(self, name, block)


def take_apart(content: bytes) -> Photograph:
    """Never fails: a file of unknown format, or cut short, is left as it is for the decoder."""
    photograph = Photograph(content)
    for begins, take in _TAKERS.items():
        if content.startswith(begins):
            with contextlib.suppress(struct.error, ValueError, IndexError):
                take(content, photograph)
            return photograph
    if isobmff.is_avif(content):
        with contextlib.suppress(struct.error, ValueError, IndexError):
            _take_avif(content, photograph)
    return photograph


def jpeg_segments(content: bytes) -> Iterator[tuple[int, int, int, int]]:
    """(marker, where it begins, where its content begins, where it ends); a scan ends where the next segment begins.

    Segments are found as both decoders find them: Pillow up to the first scan, even past an end-of-image marker, and
    libjpeg from there to the end. Raises struct.error where it is cut short.
    """
    at, has_begun = 2, False
    while found := _NEXT_MARKER.search(content, at):
        marker, at = found[1][0], found.end()
        if marker in _ALONE:
            continue
        if marker == _END_OF_IMAGE:
            if has_begun:
                return
            continue
        (size,) = struct.unpack_from(">H", content, at)
        start, at = at + 2, at + max(size, 2)
        if marker == START_OF_SCAN:
            has_begun = True
            found_end = _END_OF_SCAN.search(content, at)
            at = found_end.start() if found_end else len(content)
        yield marker, found.start(), start, at


def png_chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its content begins, where it ends). Raises struct.error where it is cut short."""
    at = len(PNG)
    while at < len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        yield kind, at + 8, at + 8 + size
        if kind == b"IEND":
            return
        at += 12 + size


def webp_chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The same for a WebP."""
    at = 12
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        yield kind, at + 8, at + 8 + size
        at += 8 + size + size % 2


def tiff_pages(content: bytes) -> Iterator[tuple[int, str, list[tuple[int, int, int, int]]]]:
    """(where its directory lies, byte order, [(tag, type, count, where the entry lies)]). Raises struct.error."""
    order = "<" if content[:2] == b"II" else ">"
    (at,) = struct.unpack_from(f"{order}I", content, 4)
    seen = set()
    # Each page names the place of the next, and a broken file can lead in a circle.
    while at and at not in seen:
        seen.add(at)
        (number,) = struct.unpack_from(f"{order}H", content, at)
        places = range(at + 2, at + 2 + number * 12, 12)
        yield at, order, [(*struct.unpack_from(f"{order}HHI", content, place), place) for place in places]
        (at,) = struct.unpack_from(f"{order}I", content, at + 2 + number * 12)


def tiff_value(content: bytes, order: str, kind: int, count: int, place: int) -> bytes:
    """The value of a directory's entry, as much of it as the file has."""
    size = TIFF_SIZES.get(kind, 1) * count
    if size <= 4:
        return content[place + 8 : place + 8 + size]
    (at,) = struct.unpack_from(f"{order}I", content, place + 8)
    return content[at : at + size]


def _take_jpeg(content: bytes, photograph: Photograph) -> None:
    kept = [JPEG]
    profile: list[bytes] = []
    more_xmp: list[bytes] = []
    resources: list[bytes] = []
    for marker, begin, start, end in jpeg_segments(content):
        if marker == START_OF_SCAN:
            photograph.picture = b"".join([*kept, content[begin:]])
            break
        segment = content[start:end]
        about, least = _ABOUT_COLORS.get(marker, (b"", 0))
        is_table = marker not in APPLICATION and marker != COMMENT
        if is_table or (about and segment.startswith(about) and len(segment) >= least):
            kept.append(content[begin:end])
        elif segment.startswith(_EXIF):
            photograph.take("exif", segment[6:])
        elif segment.startswith(_XMP):
            photograph.take("xmp", segment[len(_XMP) :])
        elif segment.startswith(_MORE_XMP):
            more_xmp.append(segment[len(_MORE_XMP) :])
        elif segment.startswith(_PHOTOSHOP):
            resources.append(segment[len(_PHOTOSHOP) :])
        elif segment.startswith(_ICC):
            profile.append(segment[len(_ICC) :])
    if resources:
        # A block too long for one segment continues in the next.
        photograph.take("iim", b"".join(resources))
    if profile:
        # Each part begins with its number, by which they are sorted.
        photograph.take(
            "icc_profile", b"".join(part[2:] for part in sorted(profile, key=lambda part: part[:1]))
        )
    if more_xmp:
        _take_more_xmp(more_xmp, photograph)


def _take_more_xmp(parts: list[bytes], photograph: Photograph) -> None:
    """XMP specification 3, 1.1.3.1: the parts of a long packet, each with the packet's id and its own place."""
    of: dict[bytes, list[tuple[int, bytes]]] = {}
    for part in parts:
        _, at = struct.unpack_from(">II", part, 32)
        of.setdefault(part[:32], []).append((at, part[40:]))
    for owner, found in of.items():
        if any(owner in packet for packet in photograph.xmp):
            photograph.take("xmp", b"".join(text for _, text in sorted(found)))


def _take_png(content: bytes, photograph: Photograph) -> None:
    kept = [PNG]
    for kind, start, end in png_chunks(content):
        part = content[start:end]
        if kind in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"):
            kept.append(content[start - 8 : end + 4])
        elif kind == b"eXIf":
            photograph.take("exif", part)
        elif kind in (b"iCCP", b"iTXt", b"zTXt", b"tEXt"):
            _take_png_text(kind, part, photograph)
    photograph.picture = b"".join(kept)


def _take_png_text(kind: bytes, part: bytes, photograph: Photograph) -> None:
    name, _, text = part.partition(b"\0")
    name = name.lower()
    if kind != b"iCCP" and name != b"xml:com.adobe.xmp" and not name.startswith(b"raw profile type "):
        return
    is_packed = kind in (b"iCCP", b"zTXt")
    if kind == b"iTXt":
        # Before the text stand a flag (packed or not), the method, the language and the translated keyword.
        is_packed, text = text[:1] == b"\1", text[2:].split(b"\0", 2)[-1]
    elif is_packed:
        text = text[1:]
    if is_packed:
        try:
            # Unpack at most one byte more than there is room for; `take` then refuses the block.
            text = zlib.decompressobj().decompress(text, photograph._left + 1)
        except zlib.error:
            return
    if kind == b"iCCP":
        photograph.take("icc_profile", text)
    elif name == b"xml:com.adobe.xmp":
        photograph.take("xmp", text)
    elif found := _RAW_PROFILE.match(text):
        digits = b"".join(found[1].split())
        _take_raw(
            name.rpartition(b" ")[2], bytes.fromhex(digits[: len(digits) // 2 * 2].decode()), photograph
        )


def _take_raw(name: bytes, block: bytes, photograph: Photograph) -> None:
    if name in (b"exif", b"app1") and block.startswith(_EXIF):
        photograph.take("exif", block[6:])
    elif name in (b"xmp", b"app1"):
        photograph.take("xmp", block.removeprefix(_XMP))
    elif name in (b"iptc", b"8bim"):
        photograph.take("iim", block.removeprefix(_PHOTOSHOP))
    elif name in (b"icc", b"icm"):
        photograph.take("icc_profile", block)


def _take_webp(content: bytes, photograph: Photograph) -> None:
    kept = []
    for kind, start, end in webp_chunks(content):
        part = content[start:end]
        if kind == b"VP8X":
            # Clear the flags of the three chunks that are taken out here: profile, EXIF, XMP.
            part = bytes([part[0] & ~0x2C]) + part[1:]
        if kind in (b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"):
            kept.append(kind + struct.pack("<I", end - start) + part + b"\0" * (len(part) % 2))
        elif name := {b"EXIF": "exif", b"XMP ": "xmp", b"ICCP": "icc_profile"}.get(kind):
            photograph.take(name, part.removeprefix(b"Exif\0\0") if kind == b"EXIF" else part)
    picture = b"WEBP" + b"".join(kept)
    photograph.picture = RIFF + struct.pack("<I", len(picture)) + picture


def _take_tiff(content: bytes, photograph: Photograph) -> None:
    """Keep only the first page, for no other is shown, with only the tags that its decoder reads."""
    at, order, entries = next(tiff_pages(content))
    names = {_TIFF_XMP: "xmp", _TIFF_IIM: "iim", _TIFF_PHOTOSHOP: "iim", _TIFF_ICC: "icc_profile"}
    for tag, kind, count, place in entries:
        if name := names.get(tag):
            photograph.take(name, tiff_value(content, order, kind, count, place))
    # EXIF consists of TIFF's tags, and a TIFF has them itself.
    photograph.exif = content
    kept = b"".join(content[place : place + 12] for tag, *_, place in entries if tag in PICTURE_TAGS)
    picture = bytearray(content)
    struct.pack_into(f"{order}H", picture, at, len(kept) // 12)
    picture[at + 2 : at + 2 + len(kept) + 4] = kept + bytes(4)
    photograph.picture = bytes(picture)


def _take_avif(content: bytes, photograph: Photograph) -> None:
    photograph.picture, found = isobmff.take_apart(content)
    for name, block in found:
        photograph.take(name, block)


_TAKERS = {JPEG: _take_jpeg, PNG: _take_png, RIFF: _take_webp} | dict.fromkeys(TIFF, _take_tiff)
