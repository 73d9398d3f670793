"""What cameras and programs write where nobody wrote anything."""

import pytest

from articles.photographs import metadata
from articles.photographs.metadata.containers import take_apart
from articles.photographs.metadata.stock import is_stock
from articles.tests.photographs.blocks import XMP_BEGINS, exif, jpeg, xmp

CAPTIONS = r"""
OLYMPUS DIGITAL CAMERA|OLYMPUS DIGITAL CAMERA         |SONY DSC|Minolta DSC|MINOLTA DIGITAL CAMERA|DIGITAL CAMERA
KONICA MINOLTA DIGITAL CAMERA|SAMSUNG|SAMSUNG DIGITAL CAMERA|SAMSUNG CAMERA PICTURES|MEDION DIGITAL CAMERA
<KENOX S630  / Samsung S630>|<Digimax i5, Samsung #1>|JENOPTIK DIGITAL CAMERA|KODAK Digital Still Camera
NIKON DIGITAL CAMERA|MOULTRIE DIGITAL GAME CAMERA|LG DIGITAL CAMERA|Exif_JPEG_PICTURE|Exif JPEG
EXIF_JPEG_T422|DCIM|DCIM\100MEDIA\DJI_0012.JPG
DCIM/100GOPRO/GOPR0123.JPG|Untitled|untitled-1|default|Default|DEFAULT|charset=Ascii|ASCII|binary comment|image|IMG_1234
DSC_0001|DSC00017.JPG|PXL_20210101_101112|cof|sdr|hdr|oznor|edf_hdrb|cof_soft|mde|_cuva|HELLOMOTO|My beautiful picture
CASIO COMPUTER CO.,LTD.|No description|Caption|x-default|---|. . .
"""
REAL = [
    "A camera of Olympus",
    "Olympus Digital Camera shows its new model",
    "The default of Argentina",
    "Untitled, 1962, by Rothko",
    "Samsung's head office",
    "Sony DSC-RX100 on a table",
    "P-51",
    "DSC",
    "Hdr. Strand, the mayor",
    "A smart move",
    "Image of a harbour",
    "IMG_1234 shows the pier",
    "한국",
    "?!a",
    "9/11",
]


@pytest.mark.parametrize(
    "text", [each for line in CAPTIONS.strip("\n").split("\n") for each in line.split("|")]
)
def test_a_cameras_words_are_no_caption(text):
    assert is_stock("caption", text)
    assert is_stock("alt", text)


@pytest.mark.parametrize("text", REAL)
def test_somebodys_words_are(text):
    assert not is_stock("caption", text)


@pytest.mark.parametrize(
    "field, stock, real",
    [
        (
            "creator",
            [
                "unknown",
                "Unknown Photographer",
                "PHOTOGRAPHER",
                "Picasa",
                "Picasa 3.0",
                "user",
                "Your Name",
                "N/A",
                "-",
            ],
            ["Ines", "Noa Unknown", "Picasa Jones"],
        ),
        ("credit_line", ["none", "Credit", "default", "Unknown"], ["None/Meridian", "Unknown Pool"]),
        ("source", ["Source", "SAMSUNG DIGITAL CAMERA"], ["Meridian"]),
        (
            "copyright_notice",
            ["(C)", "©", "Copyright", "(c) by", "Copyright by Your Name", "Copyright:", "none"],
            ["© 2013", "© Strait", "All rights reserved", "Public domain"],
        ),
    ],
)
def test_nor_are_their_names_and_notices_anybodys(field, stock, real):
    assert [each for each in stock if not is_stock(field, each)] == []
    assert [each for each in real if is_stock(field, each)] == []


def test_the_next_to_say_something_is_asked():
    packet = xmp("<dc:description>SONY DSC</dc:description>").encode()
    content = jpeg((0xE1, XMP_BEGINS + packet), (0xE1, b"Exif\0\0" + exif()))
    assert metadata.read(take_apart(content)).fields["caption"] == "A harbor"
