"""A color profile of offset print, for CMYK photographs without one: the least that ICC.1:2001-04 asks for.

Without a profile, full cyan would become (0, 255, 255), a color that no ink has.
"""

import functools
import itertools
import struct
from collections.abc import Mapping

D50 = (0.9642, 1.0, 0.8249)
# CIELab of inks printed over each other on coated paper, with the paper as white: Fogra's characterization data
# FOGRA39L, measured on prints after ISO 12647-2.
INKS = {
    "": (100, 0, 0),
    "C": (58, -39, -50),
    "M": (51, 77, -2),
    "Y": (94, -5, 98),
    "CM": (26, 23, -47),
    "CY": (53, -68, 29),
    "MY": (50, 71, 51),
    "CMY": (25, 0, 1),
    "K": (17, 0, 1),
    "CK": (12, -9, -10),
    "MK": (12, 15, 2),
    "YK": (17, -3, 13),
    "CMK": (9, 6, -6),
    "CYK": (13, -14, 4),
    "MYK": (13, 9, 8),
    "CMYK": (10, 0, 3),
}
# Printed dots grow, so a half tint is darker than halfway between no ink and full ink. With this exponent the profile
# comes nearest to measured ones.
GROWTH = 0.9


@functools.cache
def coated() -> bytes:
    """A profile with two steps of each ink, none and full; readers of profiles interpolate between them."""
    growth = bytes(round(255 * (step / 255) ** GROWTH) for step in range(256))
    return cmyk(INKS, growth)


def cmyk(inks: Mapping[str, tuple[int, int, int]], curve: bytes) -> bytes:
    """A profile made of {inks printed over each other: CIELab} and a tone curve of 256 steps for each ink."""
    table = b"".join(
        _lab(inks["".join(ink for ink, on in zip("CMYK", each, strict=True) if on)])
        for each in itertools.product((False, True), repeat=4)
    )
    head = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    straight = bytes(range(256))
    return profile("prtr", "CMYK", "Lab ", {"A2B0": head + curve * 4 + table + straight * 3})


def profile(kind: str, space: str, connection: str, tags: dict[str, bytes]) -> bytes:
    name = b"Newsroom\0"
    described = b"desc" + bytes(4) + struct.pack(">I", len(name)) + name + bytes(78)
    tags = {"desc": described, "wtpt": b"XYZ " + bytes(4) + fixed(*D50)} | tags
    at, table, content = 128 + 4 + 12 * len(tags), b"", b""
    for signature, tag in tags.items():
        table += signature.encode() + struct.pack(">II", at + len(content), len(tag))
        content += tag + bytes(-len(tag) % 4)
    head = bytes(4) + struct.pack(">I", 0x02400000) + f"{kind}{space}{connection}".encode()
    head += bytes(12) + b"acsp" + bytes(28) + fixed(*D50) + bytes(48)
    rest = head + struct.pack(">I", len(tags)) + table + content
    return struct.pack(">I", len(rest) + 4) + rest


def fixed(*numbers: float) -> bytes:
    """In ICC's format s15Fixed16Number."""
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def _lab(color: tuple[int, int, int]) -> bytes:
    lightness, a, b = color
    return bytes([round(lightness * 2.55), a + 128, b + 128])
