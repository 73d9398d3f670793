"""What is read from a photograph's file, and what is refused."""

import datetime
import io
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from articles.models import Photo
from articles.photographs import inspection
from articles.photographs.inspection import inspect

FILES = Path(__file__).parent / "photographs"


def saved(image, file_format, **options):
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def written(name):
    """A file of articles/tests/photographs: another program than ours wrote what it says of itself."""
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


BLUE = Image.new("RGB", (90, 60), "steelblue")
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
        (saved(Image.new("1", (7850, 7850)), "PNG"), "The picture has 62 megapixels. At most 60"),
        (saved(Image.new("1", (20000, 20000)), "PNG"), "too large. At most 60 megapixels"),
    ],
    ids=["SVG", "HTML", "GIF", "PDF", "cut JPEG", "cut PNG", "62 megapixels", "400 megapixels"],
)
def test_what_is_no_photograph_is_refused_in_plain_words(content, reason):
    with pytest.raises(ValidationError, match=reason):
        inspect(ContentFile(content, name="photo.jpg"))


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
    first = Photo.objects.take_in(jpeg(), credit_line="First")
    second = Photo.objects.take_in(jpeg(name="other.jpg"), credit_line="Second")
    assert first == second
    assert Photo.objects.get().credit_line == "First"
