"""Color profiles for files that tests make, as ICC.1:2001-04 writes them down."""

import struct

from articles.photographs import press
from articles.photographs.press import fixed, profile

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
        f"{letter}XYZ": b"XYZ " + bytes(4) + fixed(*xyz) for letter, xyz in zip("rgb", colorants, strict=True)
    }
    return profile("mntr", "RGB ", "XYZ ", tags | {f"{letter}TRC": curve for letter in "rgb"})


def gray(curve):
    return profile("mntr", "GRAY", "XYZ ", {"kTRC": curve})


def cmyk():
    """Two steps of each ink, between which is interpolated; black hides what it is printed over."""
    return press.cmyk(INKS | {f"{colors}K": BLACK for colors in INKS}, bytes(range(256)))


def gamma(value):
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256))


def srgb_curve():
    head = b"para" + bytes(4) + struct.pack(">HH", 3, 0)
    return head + fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
