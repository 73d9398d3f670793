"""Photographs of which only what they say of themselves is broken: each is taken, and loses that alone."""

import json
import random

import pytest
from django.core.files.base import ContentFile

from articles.models import Photo
from articles.photographs import decoding, metadata
from articles.photographs.metadata.containers import take_apart
from articles.tests.photographs import blocks
from articles.tests.photographs.blocks import IIM, KINDS, dataset, jpeg, mutated, png, resources, xmp

pytestmark = pytest.mark.long

LOOK = {"work": "look", "language": "en"}
MAKE = {
    "work": "make",
    "sizes": [[90, 60]],
    "described": dict.fromkeys(("creator", "credit_line", "source", "copyright_notice", "caption"), "x"),
    "formats": {"jpg": {"format": "JPEG"}},
}
# Of each kind, so that there are five thousand in all.
MUTATIONS = 148


@pytest.mark.parametrize("kind", KINDS)
def test_no_photograph_is_refused_for_what_it_says_of_itself(kind):
    block, make = KINDS[kind]
    dice = random.Random(kind)
    for number in range(MUTATIONS):
        content = make(mutated(block, dice) if number else block)
        found, _ = decoding.answer(LOOK, content)
        assert "refused" not in found, (number, found)
        assert {found["width"], found["height"]} == {90, 60}
        # What a database and a page take: no half of a letter, no NUL.
        assert "\0" not in json.dumps(found, ensure_ascii=False).encode().decode()
        if number % 10 == 0:
            refused, made = decoding.answer(MAKE, content)
            assert made and not refused, number


def described(content):
    found, _ = decoding.answer(LOOK, content)
    assert "refused" not in found
    return found["described"]


def in_iptc(*datasets):
    return jpeg((0xED, b"Photoshop 3.0\0" + resources(b"".join(datasets))))


CREDIT = dataset((2, 110), b"Agence")


@pytest.mark.parametrize(
    "content",
    [
        in_iptc(dataset((2, 120), b""), CREDIT),
        in_iptc(dataset((1, 90), b""), dataset((2, 80), b""), dataset((2, 55), b""), CREDIT),
        in_iptc(b"\x1c\x02\x78\xff\xff", CREDIT),
        in_iptc(b"\x1c\x02\x78\x7f\xffcut short", CREDIT),
        in_iptc(b"\x1c\x63\x78\0\x05other", b"\0\0\0", CREDIT),
        jpeg((0xED, b"Photoshop 3.0\0"), (0xED, b"Photoshop 3.0\0" + resources(CREDIT))),
        jpeg((0xED, b"Photoshop 3.0\08BIM\x04\x04\0\0\xff\xff\xff\xff" + resources(CREDIT))),
        jpeg(
            (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"),
            (0xED, b"Photoshop 3.0\0" + resources(CREDIT)),
        ),
        jpeg(
            (0xE1, b"http://ns.adobe.com/xap/1.0/\0"),
            (0xE1, b"Exif\0\0"),
            (0xE1, b""),
            (0xED, b"Photoshop 3.0\0" + resources(CREDIT)),
        ),
        png(
            blocks.chunk(b"iTXt", b"XML:com.adobe.xmp\0"),
            blocks.chunk(b"eXIf", b""),
            blocks.raw_profile(b"iptc", resources(CREDIT)),
        ),
    ],
    ids=[
        "an empty dataset",
        "nothing but empty ones",
        "a length that can't be",
        "a length beyond the end",
        "a record that is none",
        "an empty segment",
        "a resource without an end",
        "empty XMP",
        "no XMP, no EXIF",
        "empty texts",
    ],
)
def test_an_empty_or_a_broken_field_costs_itself_alone(content):
    assert described(content) == {"credit_line": "Agence"}


WHOLE = {"credit_line": "Strait Pool", "source": "Meridian", "creator": "Ines Calloway"}
PROPERTIES = [
    "<photoshop:Source>Meridian</photoshop:Source>",
    "<dc:creator><rdf:Seq><rdf:li>Ines Calloway</rdf:li></rdf:Seq></dc:creator>",
]


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize(
    "broken",
    [
        "<dc:rights>",
        "</dc:rights>",
        "<dc:rights><rdf:Alt><rdf:li>© </rdf:Alt></dc:rights>",
        "<dc:rights>Smith & Sons &nbsp; &#0; &#xD800;</dc:rights>",
        '<dc:rights xml:lang="x" xml:lang="y">Twice</dc:rights>',
        "<dc:rights>\x01\x02\ufffe</dc:rights>",
        "<<dc:rights>>",
        "<other:thing/><dc:rights other:attribute='1'/>",
    ],
)
def test_a_property_of_xmp_that_is_broken_costs_no_other(broken, place):
    parts = [*PROPERTIES[:place], broken, *PROPERTIES[place:]]
    packet = xmp("".join(parts), 'photoshop:Credit="Strait Pool"').encode("utf-8")
    found = described(jpeg((0xE1, blocks.XMP_BEGINS + packet)))
    assert {name: found.get(name) for name in WHOLE} == WHOLE


def test_a_byte_of_another_code_costs_no_letter_around_it():
    packet = xmp("<photoshop:Source>Zoë, Köln, K\xf6ln</photoshop:Source>").encode()
    packet = packet.replace("K\xf6ln</".encode(), b"K\xf6ln</")
    assert described(jpeg((0xE1, blocks.XMP_BEGINS + packet)))["source"] == "Zoë, Köln, Köln"


def test_one_cut_short_says_what_comes_before():
    packet = blocks.PACKET[: blocks.PACKET.index(b"<photoshop:DateCreated")]
    found = described(jpeg((0xE1, blocks.XMP_BEGINS + packet)))
    assert found["source"] == "Meridian"
    assert found["caption"] == "The harbour, 한국"


def test_entities_are_never_unfolded():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    packet = bomb + xmp("<photoshop:Source>&b;</photoshop:Source>", 'photoshop:Credit="Strait"')
    for begins in (packet, packet.replace(bomb, "").replace("<rdf:RDF>", bomb + "<rdf:RDF>")):
        assert described(jpeg((0xE1, blocks.XMP_BEGINS + begins.encode()))) == {}


def test_whatever_a_reader_stumbles_over_costs_what_it_reads_alone(monkeypatch):
    def fail(*args):
        raise MemoryError

    monkeypatch.setattr(metadata.xmp, "read", fail)
    content = jpeg((0xE1, blocks.XMP_BEGINS + blocks.PACKET), (0xED, b"Photoshop 3.0\0" + resources(IIM)))
    assert metadata.read(take_apart(content)).fields["credit_line"] == "Agence"


def test_a_photograph_with_a_broken_block_is_taken_in_and_made(db, django_capture_on_commit_callbacks):
    content = png(
        blocks.chunk(b"pHYs", b"\0"), blocks.raw_profile(b"exif", b"Exif\0\0II*\0\x08\0\0\0\xff\xff")
    )
    with django_capture_on_commit_callbacks(execute=True):
        photo = Photo.objects.ingest(ContentFile(content, name="photo.png"), credit_line="Meridian").photo
    photo.refresh_from_db()
    assert photo.has_all_renditions and not photo.renditions_problem
