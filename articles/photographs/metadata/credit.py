"""Writes the metadata of renditions: whose the photograph is and what it shows, as XMP and as the older IIM block.

It is made only from the fields of Photo. IPTC Photo Metadata Standard 2023.2 says where each field stands.
"""

import struct
from collections.abc import Mapping
from xml.etree import ElementTree

from articles.photographs.metadata import FIELDS
from articles.photographs.metadata.iim import CHARACTER_SET, UTF8
from articles.photographs.metadata.xmp import LANGUAGE, NAMESPACES, NOT_XML, tag

# The fields that are written into renditions: those that both XMP and IIM have a place for.
_DATASETS = {field: dataset for field, (_, dataset, _) in FIELDS.items() if dataset}
DESCRIBED = tuple(_DATASETS)
for _prefix in ("x", "rdf", "dc", "photoshop", "xmpRights"):
    ElementTree.register_namespace(_prefix, NAMESPACES[_prefix])
# The most bytes that IIM 4.2 allows in each dataset. Programs that read both take the whole text from XMP.
BYTES = {"creator": 32, "credit_line": 32, "source": 32, "copyright_notice": 128, "caption": 2000}


def said(described: Mapping[str, str]) -> dict[str, str]:
    """The described fields that are not empty, without characters that XML can't hold."""
    texts = {name: NOT_XML.sub("", described[name]).strip() for name in DESCRIBED}
    return {name: text for name, text in texts.items() if text}


def xmp(described: Mapping[str, str]) -> bytes:
    """An XMP packet, or nothing where there is nothing to say."""
    texts = said(described)
    if not texts:
        return b""
    root = ElementTree.Element(tag("x", "xmpmeta"))
    rdf = ElementTree.SubElement(root, tag("rdf", "RDF"))
    description = ElementTree.SubElement(rdf, tag("rdf", "Description"), {tag("rdf", "about"): ""})
    for name, text in texts.items():
        prefix, property = FIELDS[name][0]
        if property == "creator":
            _item(description, property, "Seq").text = text
        elif prefix == "dc":
            item = _item(description, property, "Alt")
            item.text = text
            item.set(LANGUAGE, "x-default")
        else:
            ElementTree.SubElement(description, tag(prefix, property)).text = text
    if "copyright_notice" in texts:
        # True means under copyright, False the public domain; left out, it is unknown.
        ElementTree.SubElement(description, tag("xmpRights", "Marked")).text = "True"
    packet: bytes = ElementTree.tostring(root, encoding="utf-8")
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode() + packet + b'<?xpacket end="r"?>'
    )


def _item(description: ElementTree.Element, property: str, container: str) -> ElementTree.Element:
    return ElementTree.SubElement(
        ElementTree.SubElement(
            ElementTree.SubElement(description, tag("dc", property)), tag("rdf", container)
        ),
        tag("rdf", "li"),
    )


def iim_segment(described: Mapping[str, str]) -> bytes:
    """A JPEG's APP13 segment with the IIM block in UTF-8, or nothing where there is nothing to say."""
    texts = said(described)
    if not texts:
        return b""
    # Record 2 begins with its version, 4.
    block = _dataset(CHARACTER_SET, UTF8) + _dataset((2, 0), struct.pack(">H", 4))
    for name, text in texts.items():
        block += _dataset(_DATASETS[name], _cut(text, BYTES[name]))
    # Photoshop's image resource 0x0404, without a name; each is padded to an even length.
    resource = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(block)) + block + b"\0" * (len(block) % 2)
    segment = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment


def _dataset(number: tuple[int, int], value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, *number, len(value)) + value


def _cut(text: str, length: int) -> bytes:
    """The text in UTF-8, cut between characters to at most so many bytes."""
    return text.encode()[:length].decode(errors="ignore").encode()
