"""What is read from a photograph's file, and what is refused."""

import datetime
import io
import struct
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, PngImagePlugin

from articles.models import Photo
from articles.photographs import inspection
from articles.photographs.inspection import inspect

FILES = Path(__file__).parent / "files"


def saved(image, file_format, **options):
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def orientation(number):
    exif = Image.Exif()
    exif[0x0112] = number
    return exif


def written(name):
    """A file of articles/tests/photographs/files: another program than ours wrote what it says of itself."""
    return ContentFile((FILES / f"{name}.jpg").read_bytes(), name=f"{name}.jpg")


@pytest.mark.parametrize("name", ["iptc-utf8", "iptc-latin1"])
def test_iptc_is_read_in_both_its_encodings(name):
    assert inspect(written(name)).described == {
        "credit_line": "Agence é",
        "creator": "Jürgen Köhler",
        "caption": "Überblick",
        "copyright_notice": "© 2013",
    }


def test_xmp_is_read():
    assert inspect(written("xmp")).described == {
        "credit_line": "Strait Pool",
        "creator": "Ines Calloway, Tomas Brandt",
        "caption": "The harbour, 한국",
        "source": "Meridian",
        "copyright_notice": "© Strait",
        "alt": "Boats",
    }


def test_where_both_speak_xmp_wins_and_iptc_fills_the_rest():
    described = inspect(written("both")).described
    assert described["credit_line"] == "From XMP"
    assert described["creator"] == "Jürgen Köhler"


def in_exif():
    exif = Image.Exif()
    texts = {0x010E: "The harbor, 한국", 0x013B: "Jürgen Köhler", 0x8298: "© 2026 Köhler\0© Strait"}
    exif.update({tag: text.encode() for tag, text in texts.items()})
    return exif


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
def test_exif_is_read_where_nothing_else_speaks(file_format):
    assert inspect(ContentFile(saved(BLUE, file_format, exif=in_exif()), name="photo")).described == {
        "creator": "Jürgen Köhler",
        "caption": "The harbor, 한국",
        "copyright_notice": "© 2026 Köhler © Strait",
    }


def test_xmp_and_iptc_win_over_exif():
    for name in ("xmp", "iptc-utf8"):
        said = inspect(written(name)).described
        with Image.open(written(name)) as image:
            kept = {key: image.info[key] for key in ("xmp",) if key in image.info}
            segments = b"".join(
                b"\xff\xed" + struct.pack(">H", len(data) + 2) + data
                for marker, data in image.applist
                if marker == "APP13"
            )
            content = saved(image, "JPEG", exif=in_exif(), extra=segments, **kept)
        assert inspect(ContentFile(content, name="photo.jpg")).described == said


def test_xmp_of_megabytes_is_read_also_where_it_is_compressed():
    packet = (FILES / "xmp.jpg").read_bytes()
    packet = packet[packet.index(b"<x:xmpmeta") : packet.index(b"</x:xmpmeta>") + 12]
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", packet.decode() + " " * 3_000_000, zip=True)
    found = inspect(ContentFile(saved(BLUE, "PNG", pnginfo=texts), name="photo.png"))
    assert found.described["credit_line"] == "Strait Pool"


@pytest.mark.parametrize(
    "name, taken_at",
    [
        ("sideways", datetime.datetime(2013, 7, 6, 1, 11, 12, tzinfo=datetime.UTC)),
        # Without a zone, the camera is set to the desk's own time.
        ("no-zone", datetime.datetime(2013, 7, 6, 14, 11, 12, tzinfo=datetime.UTC)),
    ],
)
def test_the_time_is_the_cameras(name, taken_at):
    assert inspect(written(name)).described["taken_at"] == taken_at


def ramp():
    image = Image.new("I;16", (256, 4))
    for x in range(256):
        for y in range(4):
            image.putpixel((x, y), x * 257)
    return image


def gray_tiff(bits, kind, zero):
    """One gray pixel; `kind` is 1 for whole numbers and 3 for fractions, `zero` 0 where it is white (TIFF 6.0)."""
    entries = [(256, 1), (257, 1), (258, bits), (259, 1), (262, zero), (273, 8), (277, 1), (278, 1)]
    entries += [(279, bits // 8), (339, kind)]
    directory = struct.pack("<H", len(entries)) + b"".join(
        struct.pack("<HHIHH", tag, 3, 1, value, 0) for tag, value in entries
    )
    return struct.pack("<2sHI", b"II", 42, 12) + b"\0\0\0\0" + directory + bytes(4)


def with_extra_channel():
    """A CMYK TIFF that says that it has a fifth channel."""
    content = saved(Image.new("CMYK", (9, 9)), "TIFF")
    samples = struct.pack("<HHIHH", 277, 3, 1, 4, 0)
    assert content.count(samples) == 1
    return content.replace(samples, struct.pack("<HHIHH", 277, 3, 1, 5, 0))


BLUE = Image.new("RGB", (90, 60), "steelblue")
TALL = Image.new("1", (800, 16_384))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "content, reason",
    [
        (SVG, "not a photograph"),
        (b"<html><script>alert(1)</script></html>", "not a photograph"),
        (saved(BLUE, "GIF"), "not a photograph"),
        (saved(BLUE, "PDF"), "not a photograph"),
        (saved(Image.effect_noise((300, 300), 90), "JPEG")[:9000], "broken"),
        (saved(ramp(), "PNG")[:-30], "broken"),
        (gray_tiff(32, 1, zero=1), "32 bits of gray, or fractions. Save it with 8 or 16"),
        (gray_tiff(32, 3, zero=1), "32 bits of gray, or fractions. Save it with 8 or 16"),
        (gray_tiff(16, 1, zero=0), "counts its grays from white. Save it with 8 bits"),
        (with_extra_channel(), "kind of TIFF can't be read. Save it .* without extra channels"),
        (saved(TALL, "PNG"), "800 pixels wide and 16384 high. So narrow, at most 16383 .* Crop it"),
        (saved(Image.new("1", (20, 65_600)), "PNG"), "20 pixels wide and 65600 high."),
        (saved(Image.new("1", (2000, 20_480)), "PNG"), "2000 pixels wide .* at most 20478 of height"),
        (saved(TALL.transpose(Image.Transpose.ROTATE_90), "PNG", exif=orientation(6)), "800 pixels wide"),
        (saved(Image.new("1", (7850, 7850)), "PNG"), "The picture has 62 megapixels. At most 60"),
        (saved(Image.new("1", (20000, 20000)), "PNG"), "too large. At most 60 megapixels"),
    ],
    ids=[
        "SVG",
        "HTML",
        "GIF",
        "PDF",
        "cut JPEG",
        "cut PNG",
        "32 bits of gray",
        "fractions of gray",
        "16 bits from white",
        "five channels",
        "too tall",
        "much too tall",
        "too tall once it is made smaller",
        "too tall once it is upright",
        "62 megapixels",
        "400 megapixels",
    ],
)
def test_what_is_no_photograph_is_refused_in_plain_words(content, reason):
    with pytest.raises(ValidationError, match=reason):
        inspect(ContentFile(content, name="photo.jpg"))


def test_16_bits_of_gray_from_black_are_taken():
    assert inspect(ContentFile(gray_tiff(16, 1, zero=1), name="photo.tif")).width == 1


def test_60_megapixels_are_taken():
    found = inspect(ContentFile(saved(Image.new("1", (10_000, 6_000)), "PNG"), name="photo.png"))
    assert (found.width, found.height) == (10_000, 6_000)


@pytest.mark.parametrize("extra, refused", [(0, False), (1, True)])
def test_the_limit_of_megabytes_is_exact(jpeg, extra, refused):
    content = jpeg().read()
    file = ContentFile(
        content + b"\0" * (inspection.MEGABYTES * 1_000_000 - len(content) + extra), name="photo.jpg"
    )
    if refused:
        with pytest.raises(ValidationError, match="The file has 40 MB. At most 40 MB"):
            inspect(file)
    else:
        assert inspect(file).width == 900


def test_metadata_that_is_broken_loses_no_photo():
    content = written("sideways").read()
    start = content.index(b"Exif\0\0")
    broken = content[: start + 14] + b"\xff" * 40 + content[start + 54 :]
    found = inspect(ContentFile(broken, name="photo.jpg"))
    assert {found.width, found.height} == {60, 90}


def test_the_same_file_twice_is_one_photo_as_it_was_first_described(db, jpeg):
    first = Photo.objects.ingest(jpeg(), credit_line="First").photo
    second = Photo.objects.ingest(jpeg(name="other.jpg"), credit_line="Second").photo
    assert first == second
    assert Photo.objects.get().credit_line == "First"
