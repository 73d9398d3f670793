"""What a photograph says of itself, block by block, and whole files around a block: broken as tests want it."""

import io
import random
import struct
import zlib
from collections.abc import Callable

from PIL import Image, ImageCms

LITTLE = Image.effect_noise((90, 60), 60).convert("RGB")
XMP_BEGINS, PHOTOSHOP = b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0"
DECLARED = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
}


def xmp(properties: str, attributes: str = "", **prefixes: str | None) -> str:
    """A packet; a prefix is declared otherwise, or not at all."""
    names = "".join(f' xmlns:{name}="{uri}"' for name, uri in (DECLARED | prefixes).items() if uri)
    description = f'<rdf:Description rdf:about="" {attributes}>{properties}</rdf:Description>'
    packet = f"<x:xmpmeta{names}><rdf:RDF>{description}</rdf:RDF></x:xmpmeta>"
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{packet}<?xpacket end="w"?>'


def dataset(number: tuple[int, int], value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, *number, len(value)) + value


def resources(iim: bytes) -> bytes:
    """Photoshop's, of which IPTC's block is one."""
    padding = bytes(len(iim) % 2)
    other = b"8BIM" + struct.pack(">HHI", 0x03ED, 0, 16) + bytes(16)
    return other + b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(iim)) + iim + padding


def exif(**tags: object) -> bytes:
    block = Image.Exif()
    block.update({0x010E: "A harbor", 0x013B: "Jürgen".encode(), 0x8298: "© Köhler".encode()})
    block.get_ifd(0x8769).update(
        {0x9003: "2013:07:06 10:11:12", 0x9011: "+09:00", 0x9286: b"ASCII\0\0\0x"} | tags
    )
    block.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 1.0), 3: "E", 4: (11.0, 2.0, 3.0)})
    return block.tobytes().removeprefix(b"Exif\0\0")


def saved(file_format: str, **options: object) -> bytes:
    out = io.BytesIO()
    LITTLE.save(out, file_format, **options)
    return out.getvalue()


PLAIN = {each: saved(each) for each in ("JPEG", "PNG", "WEBP", "TIFF")}


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    made = b"".join(
        struct.pack(">BBH", 0xFF, marker, min(len(content), 65_000) + 2) + content[:65_000]
        for marker, content in segments
    )
    return PLAIN["JPEG"][:2] + made + PLAIN["JPEG"][2:]


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*chunks: bytes) -> bytes:
    return PLAIN["PNG"][:33] + b"".join(chunks) + PLAIN["PNG"][33:]


def raw_profile(name: bytes, block: bytes) -> bytes:
    """As ImageMagick writes it."""
    digits = block.hex().encode()
    lines = [digits[at : at + 72] for at in range(0, len(digits), 72)]
    text = b"\n%s\n%8d\n%s\n" % (name, len(block), b"\n".join(lines))
    return chunk(b"zTXt", b"Raw profile type " + name + b"\0\0" + zlib.compress(text))


def webp(**blocks: bytes) -> bytes:
    flags = 0x20 * ("ICCP" in blocks) | 0x08 * ("EXIF" in blocks) | 0x04 * ("XMP" in blocks)
    size = b"".join((side - 1).to_bytes(3, "little") for side in LITTLE.size)
    parts = [
        ("VP8X", bytes([flags, 0, 0, 0]) + size),
        ("ICCP", blocks.pop("ICCP", None)),
        None,
        *blocks.items(),
    ]
    body = b"WEBP"
    for part in parts:
        if part is None:
            body += PLAIN["WEBP"][12:]
        elif part[1] is not None:
            name, content = part
            body += (
                name.ljust(4).encode() + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
            )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff(*tags: tuple[int, int, bytes]) -> bytes:
    """With (tag, type, bytes) more; 0 for the type of a directory within the file."""
    content = bytearray(PLAIN["TIFF"])
    (at,) = struct.unpack_from("<I", content, 4)
    (number,) = struct.unpack_from("<H", content, at)
    entries = [bytes(content[place : place + 12]) for place in range(at + 2, at + 2 + number * 12, 12)]
    for tag, kind, value in tags:
        size = len(value) // {4: 4}.get(kind, 1) if kind else 1
        # What is so short stands in the entry itself.
        place = (
            len(content) if len(value) > 4 or not kind else int.from_bytes(value.ljust(4, b"\0"), "little")
        )
        entries.append(struct.pack("<HHII", tag, kind or 4, size, place))
        content += value + bytes(len(value) % 2)
    entries.sort(key=lambda entry: struct.unpack_from("<H", entry))
    struct.pack_into("<I", content, 4, len(content))
    return bytes(content) + struct.pack("<H", len(entries)) + b"".join(entries) + bytes(4)


def avif_with_exif(block: bytes, of_head: int = 0) -> bytes:
    """Written over a whole one's, so that no box is wrong; with `of_head`, over the number before it too."""
    whole = saved("AVIF", exif=b"Exif\0\0" + SHORT_EXIF)
    at = whole.index(SHORT_EXIF) - of_head
    size = len(SHORT_EXIF) + of_head
    return whole[:at] + block[:size].ljust(size, b"\0") + whole[at + size :]


PACKET = xmp(
    "<dc:creator><rdf:Seq><rdf:li>Ines Calloway</rdf:li><rdf:li>Tomás Brandt</rdf:li></rdf:Seq></dc:creator>"
    '<dc:description><rdf:Alt><rdf:li xml:lang="de">Der Hafen</rdf:li><rdf:li xml:lang="x-default">The harbour, 한국'
    "</rdf:li></rdf:Alt></dc:description><photoshop:Source>Meridian</photoshop:Source>"
    "<photoshop:DateCreated>2013-07-06T10:11:12+09:00</photoshop:DateCreated>",
    'photoshop:Credit="Strait Pool"',
).encode()
UTF8 = dataset((1, 90), b"\x1b%G")
IIM = (
    UTF8
    + dataset((2, 55), b"20130706")
    + dataset((2, 60), b"101112+0900")
    + dataset((2, 80), "Köhler".encode())
)
IIM += (
    dataset((2, 80), b"Brandt") + dataset((2, 110), b"Agence") + dataset((2, 120), "Überblick".encode() * 5)
)
EXIF = exif()
SHORT_EXIF = b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x010E, 2, 9, 26) + bytes(4) + b"A harbor\0"
DIRECTORY = struct.pack("<HHHIIHHII", 2, 0x9003, 2, 20, 12, 0x9286, 7, 40, 4) + bytes(44)
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
MORE = b"http://ns.adobe.com/xmp/extension/\0"
_ENTRIES = struct.pack("<HHI4sHHIIHHII", 0xB000, 7, 4, b"0100", 0xB001, 4, 1, 2, 0xB002, 7, 32, 50)
MPF = b"MPF\0II*\0\x08\0\0\0\3\0" + _ENTRIES + bytes(36)

# {where it stands: (a block that is whole, a file around a block)}
KINDS: dict[str, tuple[bytes, Callable[[bytes], bytes]]] = {
    "JPEG, IPTC": (IIM, lambda block: jpeg((0xED, PHOTOSHOP + resources(block)))),
    "JPEG, resources": (resources(IIM), lambda block: jpeg((0xED, PHOTOSHOP + block))),
    "JPEG, segment of resources": (PHOTOSHOP + resources(IIM), lambda block: jpeg((0xED, block))),
    "JPEG, XMP": (PACKET, lambda block: jpeg((0xE1, XMP_BEGINS + block))),
    "JPEG, more XMP": (
        b"0" * 32 + struct.pack(">II", 100, 0) + PACKET,
        lambda block: jpeg((0xE1, XMP_BEGINS + PACKET.replace(b"Meridian", b"0" * 32)), (0xE1, MORE + block)),
    ),
    "JPEG, EXIF": (EXIF, lambda block: jpeg((0xE1, b"Exif\0\0" + block))),
    "JPEG, other pictures": (MPF, lambda block: jpeg((0xE2, block))),
    "JPEG, profile": (b"ICC_PROFILE\0\1\1" + ICC, lambda block: jpeg((0xE2, block))),
    "JPEG, JFIF": (b"JFIF\0\1\2\1\0\1\0\1\0\0", lambda block: jpeg((0xE0, block))),
    "JPEG, Adobe": (b"Adobe\0\x64\0\0\0\0\1", lambda block: jpeg((0xEE, block[:11]))),
    "JPEG, comment": (b"On the pier", lambda block: jpeg((0xFE, block), (0xE2, b"FPXR\0" + block))),
    "PNG, XMP": (PACKET, lambda block: png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + block))),
    "PNG, packed XMP": (
        zlib.compress(PACKET),
        lambda block: png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + block)),
    ),
    "PNG, text": (b"XML:com.adobe.xmp\0\0\0\0\0" + PACKET, lambda block: png(chunk(b"iTXt", block))),
    "PNG, EXIF": (EXIF, lambda block: png(chunk(b"eXIf", block))),
    "PNG, raw IPTC": (resources(IIM), lambda block: png(raw_profile(b"iptc", block))),
    "PNG, raw EXIF": (b"Exif\0\0" + EXIF, lambda block: png(raw_profile(b"exif", block))),
    "PNG, packed text": (
        b"Raw profile type exif\0\0" + zlib.compress(b"\nexif\n 4\n45786966"),
        lambda block: png(chunk(b"zTXt", block)),
    ),
    "PNG, words": (b"Description\0A harbor", lambda block: png(chunk(b"tEXt", block), chunk(b"tIME", block))),
    "PNG, profile": (b"icc\0\0" + zlib.compress(ICC), lambda block: png(chunk(b"iCCP", block))),
    "PNG, measures": (
        b"\0\0\0\1\0\0\0\1\1",
        lambda block: png(chunk(b"pHYs", block), chunk(b"gAMA", block[:4]), chunk(b"cHRM", block * 3)),
    ),
    "WebP, XMP": (PACKET, lambda block: webp(XMP=block)),
    "WebP, EXIF": (EXIF, lambda block: webp(EXIF=block)),
    "WebP, profile": (ICC, lambda block: webp(ICCP=block)),
    "TIFF, IPTC": (IIM, lambda block: tiff((33723, 7, block))),
    "TIFF, IPTC as numbers": (IIM, lambda block: tiff((33723, 4, block))),
    "TIFF, resources": (resources(IIM), lambda block: tiff((34377, 1, block))),
    "TIFF, XMP": (PACKET, lambda block: tiff((700, 1, block))),
    "TIFF, profile": (ICC, lambda block: tiff((34675, 7, block))),
    "TIFF, texts": (
        b"A harbor\0",
        lambda block: tiff((270, 2, block), (282, 2, block), (315, 2, block), (33432, 2, block)),
    ),
    "TIFF, EXIF": (DIRECTORY, lambda block: tiff((0x8769, 0, block))),
    "AVIF, XMP": (PACKET, lambda block: saved("AVIF", xmp=block)),
    "AVIF, EXIF": (SHORT_EXIF, avif_with_exif),
    "AVIF, EXIF with its head": (bytes(4) + SHORT_EXIF, lambda block: avif_with_exif(block, of_head=4)),
}
_SIZES = (
    b"\0\0",
    b"\xff\xff",
    b"\x80\0",
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\0\0\0\x80",
    b"\x7f\xff\xff\xff",
)


def mutated(block: bytes, random: random.Random) -> bytes:
    """Changed in one to twenty places, as a slip of a program, of a disk or of a line would."""
    block = bytearray(block)
    for _ in range(random.choice((1, 1, 2, 5, 20))):
        at = random.randrange(len(block) + 1)
        length = random.choice((1, 2, 4, 40))
        match random.randrange(8):
            case 0 if at < len(block):
                block[at] ^= 1 << random.randrange(8)
            case 1 if at < len(block):
                block[at] = random.choice((0, 0xFF, 0x1C, 0x26, 0x3C, 0x80))
            case 2:
                del block[at : at + length]
            case 3:
                block[at:at] = random.randbytes(length)
            case 4:
                del block[at:]
            case 5:
                block[at:at] = block[max(at - 60, 0) : at]
            case 6:
                size = random.choice(_SIZES)
                block[at : at + len(size)] = size
            case 7 if random.random() < 0.1:
                block.clear()
    return bytes(block)
