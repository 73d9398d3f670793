"""The files that pages show of a photograph: their sizes, their colors, and what they say of it."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageCms, ImageColor, IptcImagePlugin

from articles.models import Photo
from articles.photographs import metadata, renditions
from articles.photographs.metadata.containers import take_apart
from articles.photographs.metadata.exif import ORIENTATION
from articles.tests.photographs import icc

pytestmark = pytest.mark.long

FILES = Path(__file__).parent / "files"


@pytest.fixture
def ingest(db, django_capture_on_commit_callbacks):
    """ingest(content, **described) -> a photo with all its renditions made."""

    def ingest(content, **described):
        with django_capture_on_commit_callbacks(execute=True):
            photo = Photo.objects.ingest(ContentFile(content, name="photo"), **described).photo
        photo.refresh_from_db()
        assert photo.has_all_renditions
        return photo

    return ingest


def served(photo):
    """[(format, rendition, its bytes)], of each format all widths."""
    found = []
    for extension, made in photo.renditions_of.items():
        for rendition in made:
            with renditions.storages["renditions"].open(rendition.url.removeprefix("/media/")) as file:
                found.append((extension, rendition, file.read()))
    assert [extension for extension, *_ in found] == sorted(
        ["avif", "webp", "jpg"] * (len(found) // 3), key=KEYS
    )
    return found


KEYS = ["avif", "webp", "jpg"].index


def opened(photo):
    for extension, rendition, content in served(photo):
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            yield extension, rendition, image


def saved(image, file_format, **options):
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def said(content):
    """As we read it of any photograph."""
    return metadata.read(take_apart(content)).fields


@pytest.mark.parametrize(
    "width, widths",
    [
        (2000, [400, 800, 1200, 1600]),
        (1600, [400, 800, 1200, 1600]),
        (1599, [400, 800, 1200, 1599]),
        (400, [400]),
        (90, [90]),
    ],
)
def test_widths_are_as_pages_need_them_and_never_wider_than_the_original(ingest, jpeg, width, widths):
    photo = ingest(jpeg(width, 300).read())
    formats = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}
    made = {}
    for extension, rendition, image in opened(photo):
        made.setdefault(extension, []).append(rendition.width)
        assert image.format == formats[extension]
        assert image.size == (rendition.width, rendition.height)
        assert rendition.height == round(rendition.width * 300 / width)
    assert made == dict.fromkeys(formats, widths)
    assert photo.renditions_count == 3 * len(widths)


def test_a_photo_on_its_side_is_measured_and_served_upright(ingest):
    photo = ingest((FILES / "sideways.jpg").read_bytes())
    assert (photo.width, photo.height) == (60, 90)
    for _, rendition, image in opened(photo):
        assert image.size == (rendition.width, rendition.height) == (60, 90)


# What lays the upright picture down as each number says that it lies (Exif 3.0, 4.6.5.A).
LAID = dict(
    enumerate(
        [
            None,
            Image.Transpose.FLIP_LEFT_RIGHT,
            Image.Transpose.ROTATE_180,
            Image.Transpose.FLIP_TOP_BOTTOM,
            Image.Transpose.TRANSPOSE,
            Image.Transpose.ROTATE_90,
            Image.Transpose.TRANSVERSE,
            Image.Transpose.ROTATE_270,
        ],
        1,
    )
)
CORNERS = {(8, 8): "red", (82, 8): "lime", (8, 52): "blue", (82, 52): "white"}


@pytest.mark.parametrize("number", LAID)
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_however_the_camera_was_held_it_is_measured_and_served_upright(ingest, file_format, number):
    image = Image.new("RGB", (90, 60))
    for (x, y), color in CORNERS.items():
        image.paste(color, (x // 45 * 45, y // 30 * 30, x // 45 * 45 + 45, y // 30 * 30 + 30))
    if LAID[number] is not None:
        image = image.transpose(LAID[number])
    exif = Image.Exif()
    exif[ORIENTATION] = number
    photo = ingest(saved(image, file_format, exif=exif))
    assert (photo.width, photo.height) == (90, 60)
    for extension, rendition, image in opened(photo):
        assert image.size == (rendition.width, rendition.height) == (90, 60)
        for place, color in CORNERS.items():
            pairs = zip(image.getpixel(place), ImageColor.getrgb(color), strict=True)
            assert max(abs(a - b) for a, b in pairs) < 30, (extension, place)


def test_the_tallest_that_is_taken_is_made_in_every_format(ingest):
    photo = ingest(saved(Image.new("1", (3, renditions.HIGHEST)), "PNG"))
    assert {image.size for _, _, image in opened(photo)} == {(3, renditions.HIGHEST)}


def ramp():
    image = Image.new("I;16", (256, 4))
    for x in range(256):
        for y in range(4):
            image.putpixel((x, y), x * 257)
    return image


def png_of_16_bits(color):
    """48 bits a pixel, which Pillow reads and does not write."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + struct.pack(">HHH", *(each * 257 for each in color)) * 90
    head = struct.pack(">IIBBBBB", 90, 60, 16, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(row * 60))
        + chunk(b"IEND", b"")
    )


def plain(mode, color):
    return Image.new(mode, (90, 60), color)


def half_transparent(color):
    image = plain("RGBA", color)
    image.paste((0, 0, 0, 0), (0, 0, 45, 60))
    return image


def half_transparent_gray():
    image = plain("LA", (128, 255))
    image.paste((0, 0), (0, 0, 45, 60))
    return image


def in_lab(image):
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    return ImageCms.profileToProfile(image, srgb, lab, outputMode="LAB")


BLUE = plain("RGB", "steelblue")
STEELBLUE, WHITE, BLACK, RED = (70, 130, 180), (255, 255, 255), (0, 0, 0), (255, 0, 0)
P3 = icc.rgb(icc.DISPLAY_P3, icc.srgb_curve())
ADOBE = icc.rgb(icc.ADOBE_RGB, icc.gamma(2.2))
# sRGB's red, as these two write it down.
RED_IN_P3, RED_IN_ADOBE = (234, 51, 35), (219, 0, 0)
# 128 of light itself, as these have it, is 188 in sRGB.
LIGHT = {"icc_profile": icc.gray(icc.gamma(1))}
COLORED_LIGHT = {"icc_profile": icc.rgb(icc.DISPLAY_P3, icc.gamma(1))}
LIT = (188,) * 3
COATED = {"file_format": "JPEG", "quality": 95, "icc_profile": icc.cmyk()}
# icc.INKS as screens show them, by the formulas of CIELab and sRGB; without the profile the first is (0, 255, 255).
CYAN, MAGENTA, YELLOW = (0, 151, 218), (216, 12, 122), (247, 224, 0)
# Without one it is the coated paper's, again by the formulas of CIELab and sRGB.
PRINTED_CYAN, PRINTED_RED = (0, 160, 227), (227, 31, 37)
# What a measured profile separates sRGB's (50, 70, 170) into, and how near the default comes to it.
SEPARATED_BLUE, PRINTED_BLUE = (229, 211, 0, 0), (72, 71, 148)
ANIMATED = {"save_all": True, "append_images": [plain("RGB", "black")]}


@pytest.mark.parametrize(
    "content, left, right",
    [
        (saved(BLUE, "JPEG", progressive=True), STEELBLUE, STEELBLUE),
        (saved(BLUE, "TIFF"), STEELBLUE, STEELBLUE),
        (saved(BLUE, "AVIF"), STEELBLUE, STEELBLUE),
        (saved(BLUE, "WEBP", duration=9, **ANIMATED), STEELBLUE, STEELBLUE),
        (saved(BLUE, "MPO", **ANIMATED), STEELBLUE, STEELBLUE),
        (saved(plain("L", 90), "JPEG"), (90, 90, 90), (90, 90, 90)),
        (saved(plain("1", 1), "PNG"), WHITE, WHITE),
        (saved(BLUE.quantize(8), "PNG"), STEELBLUE, STEELBLUE),
        (saved(ramp(), "PNG"), BLACK, WHITE),
        (saved(ramp(), "TIFF"), BLACK, WHITE),
        (png_of_16_bits(STEELBLUE), STEELBLUE, STEELBLUE),
        (saved(in_lab(BLUE), "TIFF"), STEELBLUE, STEELBLUE),
        (saved(half_transparent("steelblue"), "PNG"), WHITE, STEELBLUE),
        (saved(half_transparent("steelblue").quantize(8), "PNG"), WHITE, STEELBLUE),
        (saved(plain("LA", (90, 255)), "PNG"), (90, 90, 90), (90, 90, 90)),
        (saved(plain("CMYK", (255, 0, 0, 0)), "JPEG", quality=95), PRINTED_CYAN, PRINTED_CYAN),
        (saved(plain("CMYK", (0, 255, 255, 0)), "TIFF"), PRINTED_RED, PRINTED_RED),
        (saved(plain("CMYK", (0, 0, 0, 0)), "TIFF"), WHITE, WHITE),
        (saved(plain("CMYK", (255, 0, 0, 0)), "TIFF", icc_profile=P3), PRINTED_CYAN, PRINTED_CYAN),
        (saved(plain("CMYK", (255, 0, 0, 0)), "TIFF", icc_profile=b"broken"), PRINTED_CYAN, PRINTED_CYAN),
        (saved(plain("CMYK", SEPARATED_BLUE), "TIFF"), PRINTED_BLUE, PRINTED_BLUE),
        (saved(plain("CMYK", (255, 0, 0, 0)), **COATED), CYAN, CYAN),
        (saved(plain("CMYK", (0, 255, 0, 0)), **COATED), MAGENTA, MAGENTA),
        (saved(plain("CMYK", (0, 0, 255, 0)), **COATED), YELLOW, YELLOW),
        (saved(plain("RGB", RED_IN_P3), "JPEG", quality=95, icc_profile=P3), RED, RED),
        (saved(plain("RGB", RED_IN_P3), "AVIF", quality=90, icc_profile=P3), RED, RED),
        (saved(plain("RGB", RED_IN_P3).quantize(8), "PNG", icc_profile=P3), RED, RED),
        (saved(half_transparent(RED_IN_P3), "PNG", icc_profile=P3), WHITE, RED),
        (png_of_16_bits(RED_IN_ADOBE), RED_IN_ADOBE, RED_IN_ADOBE),
        (saved(plain("RGB", RED_IN_ADOBE), "TIFF", icc_profile=ADOBE), RED, RED),
        (saved(plain("L", 128), "JPEG", **LIGHT), LIT, LIT),
        (saved(half_transparent_gray(), "PNG", **LIGHT), WHITE, LIT),
        (saved(plain("L", 128), "PNG", transparency=7, **LIGHT), LIT, LIT),
        (saved(plain("L", 128), "WEBP", lossless=True, **LIGHT), LIT, LIT),
        (saved(BLUE, "TIFF", **LIGHT), STEELBLUE, STEELBLUE),
        (saved(plain("L", 128), "JPEG", **COLORED_LIGHT), LIT, LIT),
        (saved(plain("L", 128), "JPEG", icc_profile=P3), (128,) * 3, (128,) * 3),
        (saved(BLUE, "JPEG", icc_profile=b"no profile at all"), STEELBLUE, STEELBLUE),
    ],
    ids=[
        "progressive JPEG",
        "TIFF",
        "AVIF",
        "animated",
        "two pictures in a file",
        "gray",
        "black and white",
        "palette",
        "16 bits of gray",
        "16 bits of gray in TIFF",
        "16 bits of each color",
        "LAB",
        "transparent",
        "transparent palette",
        "gray with transparency",
        "CMYK without a profile",
        "CMYK without a profile in TIFF",
        "paper without a profile",
        "CMYK with a profile for colors",
        "CMYK with a broken profile",
        "a mixture without a profile",
        "cyan with a profile",
        "magenta with a profile",
        "yellow with a profile",
        "Display P3",
        "Display P3 in AVIF",
        "Display P3 in a palette",
        "Display P3 and transparent",
        "red of Adobe RGB without a profile",
        "Adobe RGB",
        "gray with a profile",
        "gray with transparency and a profile",
        "gray with a transparent tone and a profile",
        "gray with a profile in WebP",
        "colors with a profile for gray",
        "gray with a profile of another light for colors",
        "gray with a profile for colors",
        "a broken profile",
    ],
)
def test_every_kind_of_photograph_is_served_in_its_colors(ingest, content, left, right):
    photo = ingest(content)
    for extension, _, image in opened(photo):
        assert image.mode == "RGB"
        assert "icc_profile" not in image.info
        middle = image.height // 2
        for place, wanted in ((1, left), (image.width - 2, right)):
            seen = image.getpixel((place, middle))
            assert max(abs(a - b) for a, b in zip(seen, wanted, strict=True)) <= 8, (extension, seen)


SAID = {
    "credit_line": "Meridian/é & <b>한국</b>",
    "creator": 'Ines "Calloway"',
    "source": "Strait Pool]]>",
    "copyright_notice": "© 2026 Meridian",
    "caption": "It said &amp; did; שלום 🚢 and went.",
}


def test_every_rendition_says_whose_it_is_and_what_it_shows(ingest, jpeg):
    photo = ingest(jpeg().read(), **SAID)
    for extension, _, content in served(photo):
        assert said(content) == SAID, extension
    for _, _, image in opened(photo):
        (description,) = [image.getxmp()["xmpmeta"]["RDF"]["Description"]]
        assert description["Marked"] == "True"
        assert description["rights"]["Alt"]["li"] == {"lang": "x-default", "text": SAID["copyright_notice"]}
        assert description["creator"]["Seq"]["li"] == SAID["creator"]


def test_a_jpeg_says_it_also_as_picture_desks_read_it(ingest, jpeg):
    photo = ingest(jpeg().read(), **SAID)
    found = [IptcImagePlugin.getiptcinfo(image) for kind, _, image in opened(photo) if kind == "jpg"]
    assert len(found) == 3
    for block in found:
        assert block.pop((1, 90)) == b"\x1b%G"
        assert block.pop((2, 0)) == b"\0\4"
        assert {number: value.decode() for number, value in block.items()} == {
            (2, 80): SAID["creator"],
            (2, 110): SAID["credit_line"],
            (2, 115): SAID["source"],
            (2, 116): SAID["copyright_notice"],
            (2, 120): SAID["caption"],
        }


def test_the_older_block_is_cut_where_its_standard_ends_a_field_and_between_letters(ingest, jpeg):
    photo = ingest(jpeg().read(), credit_line="Agence é/" + "한" * 30)
    assert all(said(content)["credit_line"] == photo.credit_line for _, _, content in served(photo))
    for extension, _, image in opened(photo):
        if extension == "jpg":
            credit = IptcImagePlugin.getiptcinfo(image)[2, 110]
            assert len(credit) == 31
            assert credit.decode() == "Agence é/" + "한" * 7


def test_what_xml_can_not_hold_is_left_out(ingest, jpeg):
    photo = ingest(jpeg().read(), caption="One\x0b two\x1f\ufffe three", credit_line="\x01")
    for _, _, content in served(photo):
        assert said(content) == {"caption": "One two three"}


def test_without_a_notice_nothing_is_said_of_rights(ingest, jpeg):
    photo = ingest(jpeg().read(), credit_line="Meridian")
    for _, _, image in opened(photo):
        description = image.getxmp()["xmpmeta"]["RDF"]["Description"]
        assert set(description) == {"about", "Credit"}


def test_of_a_photo_that_is_not_described_nothing_is_said(ingest, jpeg):
    photo = ingest(jpeg().read())
    for _, _, image in opened(photo):
        assert not {"xmp", "photoshop", "exif"} & set(image.info)


def test_place_serial_number_and_small_picture_of_the_camera_are_not_served(ingest):
    content = (FILES / "sideways.jpg").read_bytes()
    assert b"SN12345" in content
    photo = ingest(content, credit_line="Meridian")
    for extension, _, served_content in served(photo):
        assert b"SN12345" not in served_content
        assert b"Exif" not in served_content
        with Image.open(io.BytesIO(served_content)) as image:
            assert not image.getexif()
        assert set(said(served_content)) <= set(renditions.credit.DESCRIBED), extension


def test_a_remark_in_the_file_is_not_served(ingest, jpeg):
    photo = ingest(jpeg(90, 60, comment=b"taken from the roof of number 7").read())
    assert not any(b"number 7" in content for _, _, content in served(photo))
