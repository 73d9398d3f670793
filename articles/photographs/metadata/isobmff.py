"""Takes the metadata out of an AVIF: items beside the picture, in the boxes of ISO/IEC 14496-12, 8.11."""

import struct
from collections.abc import Iterator

# The types of metadata items, and the names that Photograph.take knows them by.
_ABOUT_IT = {b"Exif": "exif", b"mime": "xmp"}
# A type that no decoder knows, so that it skips the item.
_PASSED_OVER = b"skip"


def is_avif(content: bytes) -> bool:
    return content[4:8] == b"ftyp"


def take_apart(content: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """(the file with its EXIF and XMP hidden from decoders, [("exif" or "xmp", its bytes)])

    Nothing is moved, because boxes name the places of others in the file. Raises struct.error where it is cut short.
    """
    meta = next(
        ((start, end) for kind, start, end in _boxes(content, 0, len(content)) if kind == b"meta"), None
    )
    if meta is None:
        return content, []
    inside = {kind: (start, end) for kind, start, end in _boxes(content, meta[0] + 4, meta[1])}
    picture = bytearray(content)
    about: dict[int, str] = {}
    for number, kind, place in _items(content, *inside[b"iinf"]):
        if kind in _ABOUT_IT:
            about[number] = _ABOUT_IT[kind]
            picture[place : place + 4] = _PASSED_OVER
    data = inside.get(b"idat", (0, 0))[0]
    found = []
    for number, parts in _places(content, *inside[b"iloc"], data) if about else ():
        if name := about.get(number):
            block = b"".join(content[start : start + size] for start, size in parts)
            if name == "exif":
                # It begins with a number: how many bytes after it the EXIF block begins.
                block = block[4 + struct.unpack_from(">I", block)[0] :]
            found.append((name, block))
    return bytes(picture), found


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its content begins, where it ends)"""
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, at)
        start = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, start)
            start += 8
        ends = at + size if size else end
        if ends < start:
            return
        yield kind, start, min(ends, end)
        at = ends


def _items(content: bytes, start: int, end: int) -> Iterator[tuple[int, bytes, int]]:
    """(number, type, where the type is written)"""
    wide = content[start] > 0
    for kind, at, _ in _boxes(content, start + (8 if wide else 6), end):
        version = content[at]
        if kind == b"infe" and version in (2, 3):
            form = ">HH4s" if version == 2 else ">IH4s"
            number, _, type = struct.unpack_from(form, content, at + 4)
            yield number, type, at + 4 + struct.calcsize(form) - 4


def _places(content: bytes, start: int, end: int, data: int) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """(number, [(where, how long)]) of each item. `data` is where the content of the box idat begins."""
    version = content[start]
    sizes = struct.unpack_from(">H", content, start + 4)[0]
    offset, length, base = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index = sizes & 15 if version else 0
    at = start + 6

    def number(width: int) -> int:
        nonlocal at
        at += width
        if at > end:
            raise struct.error("cut short")
        return int.from_bytes(content[at - width : at], "big")

    for _ in range(number(4 if version == 2 else 2)):
        item = number(4 if version == 2 else 2)
        # Method 1: the item lies in the box idat beside this one, not anywhere in the file.
        method = number(2) & 15 if version else 0
        number(2)
        beginning = number(base) + (data if method == 1 else 0)
        parts = []
        for _ in range(number(2)):
            number(index)
            parts.append((beginning + number(offset), number(length)))
        yield item, parts
