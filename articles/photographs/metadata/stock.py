"""Recognises texts that a camera or a program writes by itself where nobody wrote a caption or a name.

The captions are those that photo libraries and collections of nature photographs ignore (PhotoPrism, iNaturalist,
KPhotoAlbum, gThumb); each was seen in files.
"""

import re

# A longer text was written by somebody; and the patterns below must not run over long texts.
_LONGEST = 80
_CAPTIONS = re.compile(
    r"""
    # Makers and what they make: OLYMPUS DIGITAL CAMERA, KODAK Digital Still Camera, SAMSUNG CAMERA PICTURES
    (?:[a-z.,/&_-]+[ ]){0,3}digital[ ](?:still[ ]|game[ ]|video[ ])?(?:still)?camera
    | (?:sony|konica[ ]minolta|minolta|nikon|canon|pentax|casio|ricoh|fujifilm|panasonic|samsung|lg|htc|olympus)
        [ ](?:dsc|camera)(?:[ ]pictures)?
    | samsung | olympus[ ]imaging[ ]corp\.? | casio[ ]computer[ ]co\.,?[ ]?ltd\.? | eastman[ ]kodak[ ]company
    | hellomoto | my[ ]beautiful[ ]picture | iclarified | created[ ](?:by[ ]imlib|with[ ]gimp) | dvc[ ]10\.1[ ]hdmi
    # Samsung's names of models: <KENOX S630  / Samsung S630>, <Digimax i5, Samsung #1>
    | <[^<>]*\b(?:samsung|kenox|digimax)\b[^<>]*>
    # Placeholders
    | exif[_ ]?jpeg(?:[_ ](?:picture|t?4[0-9]{2}))? | (?:charset=)?"?ascii"? | binary[ ]comment | dcf[ ]?1\.0 | jfif
    | string[ ]with[ ]binary[ ]data.* | untitled(?:[-_ ]?[0-9]+)? | x-default | image | picture | photo | scanner
    | camera
    | (?:no[ ]|default[ ])?(?:title|description|caption) | default | none | n/a | null
    # Folders and names of files: DCIM\100MEDIA\DJI_0012.JPG, DSC_0001
    | dcim(?:[\\/]\S*)?
    | \S+\.(?:jpe?g|tiff?|png|heic|nef|cr[23]|arw|dng|raf|orf|rw2)
    | _?(?:dscn?|dscf|img|imgp|p|pict|pxl|gopr|dji|mvimg|screenshot)[-_]?[0-9][-_0-9]{2,}
    """,
    re.VERBOSE,
)
# Names of the programs of Huawei's cameras, alone or several in a row.
# fmt: off
_PROGRAMS = {
    "bsh", "btf", "btfhdr", "btfmdn", "btr", "burst", "cof", "cuva", "dav", "edf", "fbt", "fbthdr", "frem",
    "frontbhdp", "fshbty", "hdr", "hdrb", "hdrpl", "mde", "mjh", "mon", "nor", "oznor", "oznorwo", "ozedf",
    "ptr", "qrf", "rbt", "rhdr", "rpt", "sdr", "smart", "soft", "vsl"
}
# fmt: on
_NAMES = re.compile(
    r"unknown(?: (?:author|artist|photographer|creator|source))?|unbekannt|inconnu|desconocido|none|n/?a|null|nil"
    r"|default|x-default|user|admin(?:istrator)?|(?:camera )?owner(?: name)?|your name(?: here)?"
    r"|(?:the )?(?:photographer|artist|author|creator|copyright holder|credit|source)|picasa(?: [\d.]+)?"
    r"|[a-z]+ digital camera"
)
# A copyright notice of these words alone names neither an owner nor a year.
_NOTICE = {
    "copyright",
    "copr",
    "c",
    "by",
    "notice",
    "your",
    "name",
    "here",
    "unknown",
    "none",
    "default",
    "n",
    "a",
}


def is_stock(field: str, text: str) -> bool:
    """Whether the text, in that field of Photo, was written by a camera or a program and not by a person."""
    text = " ".join(text.casefold().split())
    if len(text) > _LONGEST:
        return False
    words = set(re.findall(r"\w+", text))
    if field == "copyright_notice":
        return words <= _NOTICE
    if field in ("caption", "alt"):
        return (
            not words
            or set(re.split("[ ,;_]+", text.strip("_"))) <= _PROGRAMS
            or bool(_CAPTIONS.fullmatch(text))
        )
    return not words or bool(_NAMES.fullmatch(text))
