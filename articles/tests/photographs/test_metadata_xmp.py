"""XMP as programs write it: read by namespace, whatever the prefixes, the order and the form."""

import struct

import pytest

from articles.photographs import metadata
from articles.photographs.metadata.containers import take_apart
from articles.tests.photographs.blocks import (
    DECLARED,
    EXIF,
    PHOTOSHOP,
    XMP_BEGINS,
    dataset,
    jpeg,
    resources,
    tiff,
    xmp,
)


def read(packet, language="en"):
    packet = packet if isinstance(packet, bytes) else packet.encode()
    return metadata.read(take_apart(jpeg((0xE1, XMP_BEGINS + packet))), language).fields


def alternatives(*items):
    return (
        "<rdf:Alt>"
        + "".join(f'<rdf:li xml:lang="{lang}">{text}</rdf:li>' for lang, text in items)
        + "</rdf:Alt>"
    )


HARBOUR = {"caption": "The harbour"}


@pytest.mark.parametrize(
    "packet, found",
    [
        # Prefixes are the writer's own.
        (xmp("<a:Credit>Strait</a:Credit>", a=DECLARED["photoshop"]), {"credit_line": "Strait"}),
        (xmp("<dc:Credit>Strait</dc:Credit>", dc=DECLARED["photoshop"]), {"credit_line": "Strait"}),
        (
            xmp('<Credit xmlns="http://ns.adobe.com/photoshop/1.0/">Strait</Credit>'),
            {"credit_line": "Strait"},
        ),
        # And a name of another namespace is another name.
        (xmp("<other:Credit>Not this</other:Credit>", other="http://example.org/"), {}),
        (xmp("<dc:Credit>Not this</dc:Credit>"), {}),
        (xmp("<photoshop:description>Not this</photoshop:description>"), {}),
        # Undeclared, but known.
        (xmp("<photoshop:Credit>Strait</photoshop:Credit>", photoshop=None), {"credit_line": "Strait"}),
        (xmp("<dc:description>The harbour</dc:description>", dc=None, rdf=None, x=None), HARBOUR),
        (
            xmp("<Iptc4xmpCore:AltTextAccessibility>Boats</Iptc4xmpCore:AltTextAccessibility>"),
            {"alt": "Boats"},
        ),
        (xmp("<unheard:of/><photoshop:Source a:b='c'>Meridian</photoshop:Source>"), {"source": "Meridian"}),
        # The root by its older name, or none.
        (
            xmp("<photoshop:Credit>Strait</photoshop:Credit>").replace("xmpmeta", "xapmeta"),
            {"credit_line": "Strait"},
        ),
        (
            xmp("<photoshop:Credit>Strait</photoshop:Credit>")
            .replace("x:xmpmeta", "rdf:RDF")
            .replace("<rdf:RDF>", "")
            .replace("</rdf:RDF></rdf:RDF>", "</rdf:RDF>"),
            {"credit_line": "Strait"},
        ),
        # Properties as attributes, elements, or both.
        (
            xmp("", 'photoshop:Credit="Strait" photoshop:Source="Meridian"'),
            {"credit_line": "Strait", "source": "Meridian"},
        ),
        (
            xmp(
                '</rdf:Description><rdf:Description rdf:about="" photoshop:Source="Meridian">',
                'photoshop:Credit="Strait"',
            ),
            {"credit_line": "Strait", "source": "Meridian"},
        ),
        # Lists and words in every form.
        (xmp("<dc:creator>Ines</dc:creator>"), {"creator": "Ines"}),
        (
            xmp(
                "<dc:creator><rdf:Bag><rdf:li>Ines</rdf:li><rdf:li/><rdf:li>Tomas</rdf:li></rdf:Bag></dc:creator>"
            ),
            {"creator": "Ines, Tomas"},
        ),
        (
            xmp("<dc:creator><rdf:Seq><rdf:li>Ines</rdf:li><rdf:li>Ines</rdf:li></rdf:Seq></dc:creator>"),
            {"creator": "Ines"},
        ),
        (
            xmp('<dc:creator rdf:parseType="Resource"><rdf:value>Ines</rdf:value></dc:creator>'),
            {"creator": "Ines"},
        ),
        (xmp('<dc:creator><rdf:Description rdf:value="Ines"/></dc:creator>'), {"creator": "Ines"}),
        (
            xmp(
                '<dc:creator><rdf:Seq><rdf:li rdf:parseType="Resource"><rdf:value>Ines</rdf:value>'
                "<x:role>editor</x:role></rdf:li></rdf:Seq></dc:creator>"
            ),
            {"creator": "Ines"},
        ),
        (
            xmp('<photoshop:Source rdf:parseType="Literal">The <b>Meridian</b></photoshop:Source>'),
            {"source": "The Meridian"},
        ),
        (
            xmp("<photoshop:Source><![CDATA[Smith & <Sons>]]></photoshop:Source>"),
            {"source": "Smith & <Sons>"},
        ),
        (
            xmp("<photoshop:Source>Smith &amp;amp; &#246; Sons</photoshop:Source>"),
            {"source": "Smith &amp; ö Sons"},
        ),
        # What is said of another thing within it is not said of the photograph.
        (
            xmp(
                "<x:History><rdf:Seq><rdf:li><rdf:Description photoshop:Credit='Old'><dc:description>Old"
                "</dc:description></rdf:Description></rdf:li></rdf:Seq></x:History>"
            ),
            {},
        ),
        # Empty in every way.
        (xmp(""), {}),
        (
            xmp(
                "<dc:description/><dc:creator><rdf:Seq/></dc:creator><dc:rights><rdf:Alt><rdf:li/></rdf:Alt></dc:rights>"
            ),
            {},
        ),
        ("<x:xmpmeta xmlns:x='adobe:ns:meta/'></x:xmpmeta>", {}),
        ("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF/></x:xmpmeta>", {}),
        ("<?xpacket begin=''?><?xpacket end='w'?>", {}),
        ("", {}),
    ],
)
def test_it_is_read_by_its_namespaces_in_every_form(packet, found):
    assert read(packet) == found


@pytest.mark.parametrize(
    "items, language, shown",
    [
        ([("x-default", "The harbour"), ("de", "Der Hafen")], "de", "The harbour"),
        ([("de", "Der Hafen"), ("x-default", "The harbour")], "en-us", "The harbour"),
        ([("de", "Der Hafen"), ("X-Default", "The harbour")], "en-us", "The harbour"),
        ([("de", "Der Hafen"), ("x-default", "")], "en", "Der Hafen"),
        ([("de", "Der Hafen"), ("en", "The harbour")], "en-us", "The harbour"),
        ([("de", "Der Hafen"), ("en-GB", "The harbour")], "en-us", "The harbour"),
        ([("en-GB", "The harbour"), ("en-US", "The harbor")], "en-us", "The harbor"),
        ([("ko", "항구"), ("de", "Der Hafen")], "en", "항구"),
        ([("", ""), ("de", "Der Hafen")], "en", "Der Hafen"),
    ],
)
def test_of_alternatives_the_default_is_taken_or_the_papers_language_or_the_first(items, language, shown):
    packet = xmp(f"<dc:description>{alternatives(*items)}</dc:description>")
    assert read(packet, language)["caption"] == shown


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
)
def test_it_is_read_in_each_of_unicodes_encodings(encoding):
    packet = xmp("<photoshop:Credit>한국 🚢</photoshop:Credit>")
    assert read(packet.encode(encoding)) == {"credit_line": "한국 🚢"}
    plain = packet.partition("?>")[2]
    assert metadata.read(take_apart(tiff((700, 1, plain.encode(encoding))))).fields == {
        "credit_line": "한국 🚢"
    }


def test_an_xml_declaration_and_padding_are_passed_over():
    packet = '<?xml version="1.0" encoding="ISO-8859-1"?>\n' + xmp("<photoshop:Credit>é</photoshop:Credit>")
    assert read(packet + " " * 2000 + "\0\0") == {"credit_line": "é"}


def test_what_found_no_room_in_one_segment_is_put_together():
    owner, more = b"A" * 32, xmp("<dc:description>The harbour</dc:description>").encode()
    parts = [(100, more[100:]), (0, more[:100])]
    extension = b"http://ns.adobe.com/xmp/extension/\0"
    segments = [(0xE1, extension + owner + struct.pack(">II", len(more), at) + part) for at, part in parts]
    strange = (
        0xE1,
        extension
        + b"B" * 32
        + struct.pack(">II", 9, 0)
        + xmp("<photoshop:Source>No</photoshop:Source>").encode(),
    )
    main = xmp("", f'photoshop:Credit="Strait" note:HasExtendedXMP="{owner.decode()}"').encode()
    found = metadata.read(take_apart(jpeg((0xE1, XMP_BEGINS + main), *segments, strange))).fields
    assert found == {"credit_line": "Strait", "caption": "The harbour"}


def test_what_xmp_leaves_out_is_taken_from_the_others():
    iptc = dataset((2, 110), b"Agence") + dataset((2, 120), b"Not this")
    content = jpeg(
        (0xE1, XMP_BEGINS + xmp("<dc:description>The harbour</dc:description>").encode()),
        (0xED, PHOTOSHOP + resources(iptc)),
        (0xE1, b"Exif\0\0" + EXIF),
    )
    found = metadata.read(take_apart(content)).fields
    assert (found["caption"], found["credit_line"], found["creator"]) == ("The harbour", "Agence", "Jürgen")
