"""IPTC's older block: in which letters it is written, what is said twice, and wherever it stands."""

import pytest

from articles.photographs import metadata
from articles.photographs.metadata.containers import take_apart
from articles.tests.photographs.blocks import (
    EXIF,
    PACKET,
    XMP_BEGINS,
    dataset,
    jpeg,
    png,
    raw_profile,
    resources,
    tiff,
)
from articles.tests.photographs.test_photographs import FILES

CREDIT, BY_LINE, CAPTION = (2, 110), (2, 80), (2, 120)


def read(*datasets):
    return metadata.read(take_apart(jpeg((0xED, b"Photoshop 3.0\0" + resources(b"".join(datasets)))))).fields


def declared(call):
    return dataset((1, 90), call)


@pytest.mark.parametrize(
    "call, written, shown",
    [
        (None, "Agence é 한".encode(), "Agence é 한"),
        # Windows-1252: quotes, a dash, the Euro, where Latin-1 has control codes
        (None, b"\x93Caf\xe9\x94 \x96 \x80 5 \x8a\x9e", "“Café” – € 5 Šž"),
        (None, b"Pekk\xe4la\x81", "Pekkäla\ufffd"),
        (b"\x1b%G", "Café".encode(), "Café"),
        (b"\x1b%/I", "Café".encode(), "Café"),
        # Said to be UTF-8, and is not
        (b"\x1b%G", b"Caf\xe9", "Café"),
        (b"\x1b-A", b"Caf\xe9", "Café"),
        (b"\x1b.A", "é".encode(), "Ã©"),
        (b"\x1b-B", b"\xa3\xf3d\xbc", "Łódź"),
        (b"\x1b(B\x1b-B", b"\xa3\xf3d\xbc", "Łódź"),
        (b"\x1b-D", b"R\xeega", "Rîga"),
        (b"\x1b-L", "Москва".encode("iso8859-5"), "Москва"),
        (b"\x1b-F", "Αθήνα".encode("iso8859-7"), "Αθήνα"),
        (b"\x1b-G", "القاهرة".encode("iso8859-6"), "القاهرة"),
        (b"\x1b-H", "ירושלים".encode("iso8859-8"), "ירושלים"),
        (b"\x1b-M", "İstanbul".encode("iso8859-9"), "İstanbul"),
        (b"\x1b-T", "กรุงเทพ".encode("iso8859-11"), "กรุงเทพ"),
        (b"\x1b-b", b"\xa4 \xbd", "€ œ"),
        (b"\x1b/b", b"\xa4 \xbd", "€ œ"),
        (b"\x1b-f", "București ț".encode("iso8859-16"), "București ț"),
        # What nobody knows counts as nothing said
        (b"\x1b-~", b"Caf\xe9", "Café"),
        (b"garbage", b"Caf\xe9", "Café"),
        (b"", b"Caf\xe9", "Café"),
    ],
)
def test_it_is_read_in_the_letters_that_it_says_or_in_utf_8_or_in_those_of_windows(call, written, shown):
    head = b"" if call is None else declared(call)
    assert read(head, dataset(CREDIT, written))["credit_line"] == shown


def test_what_may_be_said_once_is_one_value_and_by_lines_are_a_list():
    found = read(
        dataset(CREDIT, b""),
        dataset(CREDIT, b"Agence"),
        dataset(CREDIT, b"Agence"),
        dataset(CREDIT, b"Another"),
        dataset(CAPTION, b"The harbour"),
        dataset(CAPTION, b"The harbour"),
        dataset(BY_LINE, b"Ines"),
        dataset(BY_LINE, b" "),
        dataset(BY_LINE, b"Tomas"),
        dataset(BY_LINE, b"Ines"),
    )
    assert found == {"credit_line": "Agence", "caption": "The harbour", "creator": "Ines, Tomas"}


def test_of_two_blocks_the_first_that_speaks_of_a_field_counts():
    first, second = dataset(CREDIT, b"First") + dataset(BY_LINE, b"Ines"), dataset(BY_LINE, b"Tomas")
    second += dataset(CREDIT, b"Second") + dataset(CAPTION, b"The harbour")
    found = metadata.read(take_apart(tiff((33723, 7, first), (34377, 1, resources(second))))).fields
    assert found == {"credit_line": "First", "creator": "Ines", "caption": "The harbour"}


BLOCK = dataset(CREDIT, b"Agence 14")
TURNED = BLOCK + bytes(-len(BLOCK) % 4)
TURNED = b"".join(TURNED[at : at + 4][::-1] for at in range(0, len(TURNED), 4))


@pytest.mark.parametrize(
    "content",
    [
        jpeg((0xED, b"Photoshop 3.0\0" + BLOCK)),
        jpeg((0xED, b"Photoshop 3.0\0" + resources(BLOCK)[:50]), (0xED, b"Photoshop 3.0\0" + resources(BLOCK)[50:])),
        tiff((33723, 7, BLOCK)),
        tiff((33723, 1, BLOCK)),
        tiff((33723, 4, BLOCK + bytes(-len(BLOCK) % 4))),
        tiff((33723, 4, TURNED)),
        tiff((34377, 1, resources(BLOCK))),
        png(raw_profile(b"iptc", resources(BLOCK))),
        png(raw_profile(b"iptc", BLOCK)),
        png(raw_profile(b"8bim", resources(BLOCK))),
    ],
    ids=["alone", "over two segments", "TIFF", "bytes", "numbers", "numbers turned round", "resources",
         "raw profile", "raw profile alone", "raw profile of resources"],
)  # fmt: skip
def test_it_is_found_wherever_programs_put_it(content):
    assert metadata.read(take_apart(content)).fields == {"credit_line": "Agence 14"}


def test_imagemagicks_own_file_is_read():
    found = metadata.read(take_apart((FILES / "magick.png").read_bytes())).fields
    assert found == {"credit_line": "Agence é", "caption": "The harbour", "creator": "Jürgen"}


def test_raw_profiles_of_the_other_kinds_are_read():
    for name, block, caption in (
        (b"exif", b"Exif\0\0" + EXIF, "A harbor"),
        (b"APP1", b"Exif\0\0" + EXIF, "A harbor"),
        (b"xmp", PACKET, "The harbour, 한국"),
        (b"APP1", XMP_BEGINS + PACKET, "The harbour, 한국"),
    ):
        assert metadata.read(take_apart(png(raw_profile(name, block)))).fields["caption"] == caption, name
