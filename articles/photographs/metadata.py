"""What a press photograph says of itself: IPTC's fields, from XMP, the older IIM block or EXIF, and EXIF's time.

IPTC Photo Metadata Standard 2023.2 names where each stands in all three; XMP wins, as its readers are told to hold
it, and EXIF, which cameras fill, is asked last.
"""

import datetime

from PIL import IptcImagePlugin, PngImagePlugin

from articles.photographs.bounds import METADATA_MEGABYTES

# With the history of its editing XMP can have several megabytes. Pillow takes one where a PNG has it compressed, and
# calls the whole file broken.
PngImagePlugin.MAX_TEXT_CHUNK = METADATA_MEGABYTES * 1_000_000
# Photo field: (XMP property without its namespace, IIM dataset)
FIELDS = {
    "creator": ("creator", (2, 80)),
    "credit_line": ("Credit", (2, 110)),
    "source": ("Source", (2, 115)),
    "copyright_notice": ("rights", (2, 116)),
    "caption": ("description", (2, 120)),
    "alt": ("AltTextAccessibility", None),
}
# Exif 3.0, 4.6.5: ImageDescription, Artist, Copyright.
EXIF_FIELDS = {"caption": 0x010E, "creator": 0x013B, "copyright_notice": 0x8298}
LONGEST = {
    "creator": 200,
    "credit_line": 200,
    "source": 200,
    "copyright_notice": 300,
    "caption": 1000,
    "alt": 500,
}
ORIENTATION, EXIF_IFD, DATE_TIME_ORIGINAL, OFFSET_TIME_ORIGINAL = 0x0112, 0x8769, 0x9003, 0x9011
# ISO 2022's call for UTF-8, as dataset 1:90 writes it.
UTF8 = b"\x1b%G"


def read(image):
    """{field: value} of what an open picture says; a field it does not speak of is left out."""
    xmp, iim, exif = _xmp(image), _iim(image), _exif(image)
    found = {}
    for field, (property, dataset) in FIELDS.items():
        value = xmp.get(property) or (iim.get(dataset) if dataset else "") or exif.get(field, "")
        if value := " ".join(value.replace("\x00", " ").split()):
            found[field] = value[: LONGEST[field]]
    if taken_at := _taken_at(image):
        found["taken_at"] = taken_at
    return found


def _xmp(image):
    """{property: text} of every XMP description; what can't be parsed counts as absent."""
    try:
        tree = image.getxmp()
    except Exception:  # defusedxml and Pillow raise many kinds on what strangers write
        return {}
    rdf = tree.get("xmpmeta", tree).get("RDF", {}) if isinstance(tree, dict) else {}
    descriptions = rdf.get("Description", []) if isinstance(rdf, dict) else []
    found = {}
    for description in descriptions if isinstance(descriptions, list) else [descriptions]:
        if isinstance(description, dict):
            for name, value in description.items():
                if text := _text(value):
                    found.setdefault(name, text)
    return found


def _text(value):
    """The words in an XMP value: a string, a language alternative, a sequence of names."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        if "text" in value:
            return _text(value["text"])
        for container in ("Alt", "Seq", "Bag", "li"):
            if container in value:
                inner = value[container]
                if container == "Alt":
                    return _default_language(inner)
                return _text(inner)
    return ""


def _default_language(alternatives):
    items = alternatives.get("li", []) if isinstance(alternatives, dict) else alternatives
    items = items if isinstance(items, list) else [items]
    for item in items:
        if isinstance(item, dict) and item.get("lang") == "x-default":
            return _text(item)
    return _text(items[0]) if items else ""


def _iim(image):
    try:
        datasets = IptcImagePlugin.getiptcinfo(image) or {}
    except Exception:  # a block cut short raises whatever its bytes happen to be
        return {}
    encoding = "utf-8" if datasets.get((1, 90)) == UTF8 else "latin-1"
    found = {}
    for dataset, value in datasets.items():
        values = value if isinstance(value, list) else [value]
        found[dataset] = ", ".join(_decode(each, encoding).strip() for each in values)
    return found


def _decode(value, encoding):
    # Many programs write UTF-8 and do not say so: Latin-1 would show it as "Ã©".
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode(encoding, "replace")


def _exif(image):
    """{field: text}"""
    try:
        exif = image.getexif()
        return {
            # Exif 3.0 lets it be UTF-8. Pillow reads Latin-1, of which each byte can be had back.
            field: _decode(value.encode("latin-1"), "latin-1")
            for field, tag in EXIF_FIELDS.items()
            if isinstance(value := exif.get(tag), str)
        }
    except Exception:  # as above: what can't be parsed counts as absent
        return {}


def orientation(image):
    """EXIF's number for which way up it was held; None where it does not say."""
    try:
        return image.getexif().get(ORIENTATION)
    except Exception:  # as above: what can't be parsed counts as absent
        return None


def _taken_at(image):
    """By the camera's clock: without a zone where the camera names none."""
    try:
        exif = image.getexif().get_ifd(EXIF_IFD)
    except Exception:
        return None
    written, offset = exif.get(DATE_TIME_ORIGINAL), exif.get(OFFSET_TIME_ORIGINAL)
    try:
        # EXIF writes the day with colons: 2013:07:06 10:11:12
        day_and_clock = _plain(written).replace(":", "-", 2)
        return datetime.datetime.fromisoformat(day_and_clock + (_plain(offset) if offset else ""))
    except ValueError:
        return None


def _plain(value):
    return str(value).strip("\x00 ")
