"""Reads XMP packets (ISO 16684-1). Names are compared by their namespaces, whatever their prefixes."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree import ElementTree

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xap": "http://ns.adobe.com/xap/1.0/",
    "xapRights": "http://ns.adobe.com/xap/1.0/rights/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Characters that XML 1.0 can't hold.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_ROOT = re.compile(r"<((?:[\w.-]+:)?(?:xmpmeta|xapmeta|RDF))(?=[\s/>])")
_INSTRUCTION = re.compile(r"<\?.*?\?>", re.DOTALL)
# An ampersand that begins no entity or reference that XML knows.
_STRAY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_NUMBERED = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}));")
_DECLARED = re.compile(r"""\sxmlns:([A-Za-z_][\w.-]*)\s*=\s*(?:"([^"<]+)"|'([^'<]+)')""")
_PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
# Limits on prefixes; and, in a broken packet, on attempts for each property and on the length of its piece.
_MOST_PREFIXES, _MOST_TRIES, _LONGEST_PIECE = 100, 3, 100_000
_MOST_ELEMENTS, _MOST_DEPTH = 300_000, 100


def tag(prefix: str, name: str) -> str:
    return f"{{{NAMESPACES[prefix]}}}{name}"


_RDF, _VALUE, _NODE = tag("rdf", "RDF"), tag("rdf", "value"), tag("rdf", "Description")
_ALTERNATIVES, _LISTS = tag("rdf", "Alt"), {tag("rdf", "Seq"), tag("rdf", "Bag")}


def read(
    packets: Iterable[bytes], wanted: Iterable[tuple[str, str]], language: str
) -> dict[tuple[str, str], str]:
    """{(prefix, name): text} of the wanted properties. Where several packets have one, the first counts.

    Of alternatives in several languages it takes the default, else the one in `language`, else the first.
    """
    names = {tag(*each): each for each in wanted}
    found: dict[tuple[str, str], str] = {}
    for packet in packets:
        for name, value in _properties(_alone(_text(packet)), names):
            text = value if isinstance(value, str) else _text_of(value, language)
            if text := text.strip():
                found.setdefault(names[name], text)
    return found


def _text(packet: bytes) -> str:
    """Decode a packet, which can be in any of Unicode's encodings, with or without a byte order mark."""
    begins = packet.find(b"<")
    if begins % 4 == 3 and packet[begins - 3 : begins] == bytes(3):
        encoding = "utf-32-be"
    elif packet[begins + 1 : begins + 4] == bytes(3):
        encoding = "utf-32-le"
    elif packet[begins + 1 : begins + 2] == b"\0" and begins % 2 == 0:
        encoding = "utf-16-le"
    elif begins % 2 and packet[begins - 1 : begins] == b"\0":
        encoding = "utf-16-be"
    else:
        return _from_utf8(packet)
    return packet.decode(encoding, "replace")


def _from_utf8(packet: bytes) -> str:
    """Decode UTF-8. A byte that is not UTF-8 is read as Windows' own, and the letters around it are kept."""
    pieces = []
    while packet:
        try:
            pieces.append(packet.decode())
            break
        except UnicodeDecodeError as error:
            if len(pieces) > 2 * _MOST_PREFIXES:
                pieces.append(packet.decode(errors="replace"))
                break
            pieces.append(packet[: error.start].decode())
            pieces.append(packet[error.start : error.end].decode("cp1252", "replace"))
            packet = packet[error.end :]
    return "".join(pieces)


def _alone(text: str) -> str:
    """The packet alone, without what stands around it; "" where there is none."""
    text = NOT_XML.sub("", text)
    begin = _ROOT.search(text)
    # XMP never has these declarations, and entities can make a huge text of a small one.
    if begin is None or "<!DOCTYPE" in text or "<!ENTITY" in text:
        return ""
    end = text.rfind(f"</{begin[1]}")
    text = text[begin.start() : text.find(">", end) + 1 if end >= 0 else len(text)]
    return _INSTRUCTION.sub("", text)


def _mended(text: str) -> str:
    """Mend stray ampersands and references to forbidden characters, which would make the parser give up."""
    return _NUMBERED.sub(_known, _STRAY.sub("&amp;", text))


def _known(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else int(match[2])
    return "" if number > 0x10FFFF or NOT_XML.match(chr(number)) else match[0]


def _properties(text: str, names: Iterable[str]) -> Iterator[tuple[str, str | ElementTree.Element]]:
    """(name, text or element) of each wanted property in the descriptions at the top."""
    declared = _declarations(text)
    tree = _tree(text, declared)
    if tree is None:
        text = _mended(text)
        tree = _tree(text, declared)
    if tree is None:
        yield from _pieces(text, declared, names)
        return
    for rdf in tree.iter(_RDF):
        for description in rdf:
            yield from ((name, value) for name, value in description.attrib.items() if name in names)
            yield from ((each.tag, each) for each in description if each.tag in names)


def _declarations(text: str) -> dict[str, str]:
    """{prefix: namespace} of the prefixes that a packet uses: as declared in it, else as they are well known."""
    used = dict.fromkeys(_first(_PREFIX, text), "urn:unknown")
    said = {each[1]: each[2] or each[3] for each in _DECLARED.finditer(text)}
    declared = used | NAMESPACES | dict(list(said.items())[:_MOST_PREFIXES])
    return {prefix: uri for prefix, uri in declared.items() if not prefix.lower().startswith("xml")}


def _first(pattern: re.Pattern[str], text: str) -> set[str]:
    found: set[str] = set()
    for each in pattern.finditer(text):
        found.add(each[1])
        if len(found) > _MOST_PREFIXES:
            break
    return found


def _tree(text: str, declared: Mapping[str, str]) -> ElementTree.Element | None:
    """An element around the parsed text; None where the text is broken, or has entities and the like."""
    names = "".join(
        f' xmlns:{prefix}="{html.escape(html.unescape(uri))}"' for prefix, uri in declared.items()
    )
    parser = DefusedXMLParser(target=_Builder(), forbid_dtd=True)
    try:
        parser.feed(f"<packet{names}>{text}</packet>")
        tree: ElementTree.Element = parser.close()
        return tree
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        return None


class _Builder(ElementTree.TreeBuilder):
    """Raises ValueError where a tree becomes larger or deeper than the longest histories of editing."""

    def __init__(self) -> None:
        super().__init__()
        self._elements = self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> ElementTree.Element:
        self._elements, self._depth = self._elements + 1, self._depth + 1
        if self._elements > _MOST_ELEMENTS or self._depth > _MOST_DEPTH:
            raise ValueError("more than an XMP packet has")
        return super().start(tag, attributes)

    def end(self, tag: str) -> ElementTree.Element:
        self._depth -= 1
        return super().end(tag)


def _pieces(
    text: str, declared: Mapping[str, str], names: Iterable[str]
) -> Iterator[tuple[str, str | ElementTree.Element]]:
    """The wanted properties that are whole in a packet that is broken somewhere; each is parsed by itself."""
    for name in names:
        namespace, _, local = name[1:].partition("}")
        begins = re.compile(
            rf"<([A-Za-z_][\w.-]*):{local}(?=[\s>])|\s([A-Za-z_][\w.-]*):{local}\s*=\s*(\"[^\"<]*\"|'[^'<]*')"
        )
        for _, found in zip(range(_MOST_TRIES), begins.finditer(text), strict=False):
            prefix = found[1] or found[2]
            if declared.get(prefix) != namespace:
                continue
            if found[3]:
                yield name, html.unescape(found[3][1:-1])
                continue
            end = f"</{prefix}:{local}>"
            at = text.find(end, found.end(), found.end() + _LONGEST_PIECE)
            if at >= 0:
                piece = _tree(text[found.start() : at + len(end)], declared)
                if piece is not None:
                    yield name, piece[0]


def _text_of(element: ElementTree.Element, language: str) -> str:
    """The text of a property: its words, the right one of its alternatives, or its list joined by commas."""
    for child in element:
        if child.tag == _ALTERNATIVES:
            return _alternative(child, language)
        if child.tag in _LISTS:
            texts = dict.fromkeys(_text_of(item, language) for item in child)
            return ", ".join(filter(None, texts))
        if child.tag == _VALUE:
            return _text_of(child, language)
        if child.tag == _NODE:
            # A value with qualifiers.
            return child.get(_VALUE) or _text_of(child, language)
    return element.get(_VALUE) or _words(element)


def _words(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _alternative(alternatives: ElementTree.Element, language: str) -> str:
    texts: dict[str, str] = {}
    for item in alternatives:
        if text := _text_of(item, language):
            texts.setdefault((item.get(LANGUAGE) or "").lower(), text)
    main = language.lower().partition("-")[0]
    ranks = ("x-default", language.lower(), main)
    for rank in ranks:
        if rank in texts:
            return texts[rank]
    related = (text for said, text in texts.items() if said.partition("-")[0] == main)
    return next(related, next(iter(texts.values()), ""))
