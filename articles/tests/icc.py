"""Color profiles for files that tests make, as ICC.1:2001-04 writes them down."""

import itertools
import struct

D50 = (0.9642, 1.0, 0.8249)
# Colorants as adapted to D50.
DISPLAY_P3 = [(0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407)]
ADOBE_RGB = [(0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)]
# CIELab of the inks of ISO coated paper, by what is printed over each other.
INKS = {
    "": (100, 0, 0),
    "C": (55, -37, -50),
    "M": (48, 74, -3),
    "Y": (89, -5, 93),
    "CM": (24, 22, -46),
    "CY": (50, -65, 27),
    "MY": (47, 68, 48),
    "CMY": (23, 0, 0),
}
BLACK = (16, 0, 0)


def rgb(colorants, curve):
    tags = {
        f"{letter}XYZ": b"XYZ " + bytes(4) + _fixed(*xyz)
        for letter, xyz in zip("rgb", colorants, strict=True)
    }
    return _profile("mntr", "RGB ", "XYZ ", tags | {f"{letter}TRC": curve for letter in "rgb"})


def gray(curve):
    return _profile("mntr", "GRAY", "XYZ ", {"kTRC": curve})


def cmyk():
    """Two steps of each ink, between which is interpolated."""
    table = b"".join(_lab(inks) for inks in itertools.product((0, 1), repeat=4))
    straight = bytes(range(256))
    head = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    return _profile("prtr", "CMYK", "Lab ", {"A2B0": head + straight * 4 + table + straight * 3})


def gamma(value):
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256))


def srgb_curve():
    head = b"para" + bytes(4) + struct.pack(">HH", 3, 0)
    return head + _fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def _lab(inks):
    *colors, black = inks
    lightness, a, b = (
        BLACK if black else INKS["".join(ink for ink, on in zip("CMY", colors, strict=True) if on)]
    )
    return bytes([round(lightness * 2.55), a + 128, b + 128])


def _fixed(*numbers):
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def _profile(kind, space, connection, tags):
    name = b"A test's\0"
    described = b"desc" + bytes(4) + struct.pack(">I", len(name)) + name + bytes(78)
    tags = {"desc": described, "wtpt": b"XYZ " + bytes(4) + _fixed(*D50)} | tags
    at, table, content = 128 + 4 + 12 * len(tags), b"", b""
    for signature, tag in tags.items():
        table += signature.encode() + struct.pack(">II", at + len(content), len(tag))
        content += tag + bytes(-len(tag) % 4)
    head = bytes(4) + struct.pack(">I", 0x02400000) + f"{kind}{space}{connection}".encode()
    head += bytes(12) + b"acsp" + bytes(28) + _fixed(*D50) + bytes(48)
    rest = head + struct.pack(">I", len(tags)) + table + content
    return struct.pack(">I", len(rest) + 4) + rest
