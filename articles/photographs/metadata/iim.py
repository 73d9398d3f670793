"""Reads IPTC's older block, IIM 4.2, alone or within Photoshop's resources, into {dataset: text}."""

import codecs
import re
import struct
from collections.abc import Iterator

BY_LINE, CHARACTER_SET, DATE_CREATED, TIME_CREATED = (2, 80), (1, 90), (2, 55), (2, 60)
# The escape sequence of ISO 2022 that declares UTF-8, as it stands in CHARACTER_SET.
UTF8 = b"\x1b%G"
_CALLS_UTF8 = re.compile(rb"\x1b%(?:G|/[GHI])")
# Escape sequences of ISO 2022 for the parts of ISO 8859; the last letter says which, by ISO's register.
_CALLS_8859 = re.compile(rb"\x1b[-./]([\x41-\x7e])")
_PARTS_OF_8859 = {
    b"A": 1,
    b"B": 2,
    b"C": 3,
    b"D": 4,
    b"F": 7,
    b"G": 6,
    b"H": 8,
    b"L": 5,
    b"M": 9,
    b"T": 11,
    b"V": 10,
}
_PARTS_OF_8859 |= {b"Y": 13, b"_": 14, b"b": 15, b"f": 16}
# Windows writes these under the names of the parts of ISO, and browsers read them so: letters instead of controls.
_AS_WINDOWS = {1: "cp1252", 9: "cp1254", 11: "cp874"}
_RESOURCE, _IPTC = b"8BIM", 0x0404
# A dataset begins with the byte 1C and the number of its record, 1 to 9.
_DATASET = re.compile(rb"\x1c[\x01-\x09]")


def read(blocks: list[bytes]) -> dict[tuple[int, int], str]:
    """{dataset: text} of all blocks. Where several have the same dataset, the first block counts."""
    found: dict[tuple[int, int], str] = {}
    for block in blocks:
        for alone in _alone(block):
            found = _one(alone) | found
    return found


def _one(block: bytes) -> dict[tuple[int, int], str]:
    datasets = list(_datasets(block))
    encoding = next((_encoding(value) for number, value in datasets if number == CHARACTER_SET), None)
    found: dict[tuple[int, int], dict[str, bool]] = {}
    for number, value in datasets:
        if text := decode(value, encoding).strip("\0\t\n\r "):
            found.setdefault(number, {})[text] = True
    # Of the datasets read here, IIM allows only by-lines to repeat. In others, a repeated text is an older one that a
    # program left behind the new.
    return {
        number: ", ".join(texts) if number == BY_LINE else next(iter(texts))
        for number, texts in found.items()
    }


def decode(value: bytes, encoding: str | None = None) -> str:
    """Decode a text. Without a declared encoding it is UTF-8, which many write undeclared, or else Windows' own."""
    if encoding and encoding != "utf-8":
        return value.decode(encoding, "replace")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def _encoding(call: bytes) -> str | None:
    if _CALLS_UTF8.search(call):
        return "utf-8"
    if (found := _CALLS_8859.search(call)) and (part := _PARTS_OF_8859.get(found[1])):
        return codecs.lookup(_AS_WINDOWS.get(part, f"iso8859-{part}")).name
    return None


def _alone(block: bytes) -> Iterator[bytes]:
    """The IIM blocks within a block, which may consist of Photoshop's resources."""
    if block[3:4] == b"\x1c" != block[:1]:
        # Some programs write it into a TIFF as 4-byte numbers, with the bytes of each in reverse.
        block = b"".join(block[at : at + 4][::-1] for at in range(0, len(block), 4))
    at = block.find(_RESOURCE)
    if at < 0:
        yield block
    while at >= 0 and at + 8 <= len(block):
        number, name = struct.unpack_from(">HB", block, at + 4)
        start = at + 6 + (name // 2 + 1) * 2 + 4
        size = int.from_bytes(block[start - 4 : start], "big")
        following = block.find(_RESOURCE, min(start + size, len(block)))
        if start + size > len(block):
            # It claims to be longer than the block is: take what is there up to the next resource.
            following = block.find(_RESOURCE, at + 4)
            size = max((following if following >= 0 else len(block)) - start, 0)
        if number == _IPTC:
            yield block[start : start + size]
        at = following


def _datasets(block: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """((record, dataset), value) of each. One with a wrong length is skipped, and the next is searched for."""
    at = 0
    while (found := _DATASET.search(block, at)) and (start := found.start() + 5) <= len(block):
        record, number, size = struct.unpack_from(">BBH", block, start - 4)
        if size & 0x8000:
            width = size & 0x7FFF
            size, start = int.from_bytes(block[start : start + min(width, 8)], "big"), start + width
        if start + size <= len(block):
            yield (record, number), block[start : start + size]
            at = start + size
        else:
            at = found.end()
