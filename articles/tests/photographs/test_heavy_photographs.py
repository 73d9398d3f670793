"""Photographs made to block or to kill: refused by their structure, and decoded apart, one at a time, within limits."""

import fcntl
import io
import json
import os
import pickle
import signal
import struct
import subprocess
import sys
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, TiffImagePlugin

from articles.models import Photo
from articles.photographs import decoding, renditions, sandbox, tasks
from articles.photographs.bounds import MOST_FRAMES, MOST_PARTS, MOST_SCANS
from articles.photographs.inspection import inspect
from articles.tests.photographs.test_photo_form import ADD, NOTHING
from newsroom.tests.support.tasks import put_off, work

pytestmark = pytest.mark.long

LITTLE = Image.new("RGB", (90, 60), "steelblue")


def saved(file_format, image=LITTLE, **options):
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def segments(marker, content, number):
    segment = marker + struct.pack(">H", len(content) + 2) + content
    jpeg = saved("JPEG")
    return jpeg[:2] + segment * number + jpeg[2:]


def scans(number):
    """A whole progressive JPEG, and then scans that draw nothing more."""
    jpeg = saved("JPEG", progressive=True)
    one_code = b"\xff\xc4" + struct.pack(">H", 20) + b"\x10" + bytes([1] + [0] * 15) + b"\xe0"
    empty = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\x01\x00" + bytes([1, 63, 0])
    return jpeg[:-2] + one_code + empty * number + b"\xff\xd9"


def after_an_end(content):
    """Its segments behind an end of the picture that only some readers heed."""
    return content[:2] + b"\xff\xd9" + content[2:]


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*chunks):
    plain = saved("PNG")
    return plain[:33] + b"".join(chunks) + plain[33:]


PACKED = zlib.compress(bytes(6_000_000), 9)


def moving(file_format, frames):
    others = [Image.new("RGB", (90, 60), (number * 14, 0, 0)) for number in range(1, frames)]
    return saved(file_format, save_all=True, append_images=others)


def tags(count):
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[65000], tags.tagtype[65000] = tuple([1] * count), 4
    return saved("TIFF", tiffinfo=tags)


PARTS = "more than 1,000 parts, or of very long ones. Export it again as a JPEG"
FRAMES, PASSES = "more than 16 pictures. Send the one", "more than 64 passes. Export it again"
EXIF = b"Exif\0\0" + bytes(65_000)


def strips(number):
    """A TIFF that has so many places for its picture."""
    content = bytearray(saved("TIFF"))
    (at,) = struct.unpack_from("<I", content, 4)
    place = content.index(struct.pack("<HH", 273, 4), at)
    struct.pack_into("<I", content, place + 4, number)
    return bytes(content)


@pytest.mark.parametrize(
    "content, reason",
    [
        (scans(MOST_SCANS), PASSES),
        (segments(b"\xff\xfe", b"", MOST_PARTS), PARTS),
        (after_an_end(segments(b"\xff\xe1", b"", MOST_PARTS)), PARTS),
        (png(*[chunk(b"tEXt", b"a\0b")] * MOST_PARTS), PARTS),
        (strips(2_000_001), PARTS),
        (moving("PNG", MOST_FRAMES + 1), FRAMES),
        (moving("WEBP", MOST_FRAMES + 1), FRAMES),
        (moving("AVIF", MOST_FRAMES + 1), FRAMES),
        (moving("TIFF", MOST_FRAMES + 1), FRAMES),
        (b"II+\0\x08\0\0\0" + bytes(100), "kind of TIFF can't be read"),
    ],
    ids=[
        "scans",
        "comments",
        "segments after an end",
        "texts",
        "a TIFF's strips",
        "a PNG's frames",
        "WebP's frames",
        "AVIF's frames",
        "a TIFF's pages",
        "a TIFF of many gigabytes",
    ],
)
def test_what_holds_more_than_a_photograph_has_is_refused_with_what_to_do(content, reason):
    with pytest.raises(ValidationError, match=reason):
        inspect(ContentFile(content, name="photo"))


XMP = b"http://ns.adobe.com/xap/1.0/\0"
LONG = bytes(8_000_001)


@pytest.mark.parametrize(
    "content",
    [
        segments(b"\xff\xed", b"Photoshop 3.0\0" + bytes(65_000), 130),
        segments(b"\xff\xe2", b"ICC_PROFILE\0" + bytes(65_000), 130),
        png(
            chunk(b"zTXt", b"Raw profile type xmp\0\0" + PACKED + PACKED),
            chunk(b"zTXt", b"XML:com.adobe.xmp\0\0" + zlib.compress(LONG)),
        ),
        png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + PACKED), chunk(b"iCCP", b"b\0\0" + PACKED)),
        png(chunk(b"eXIf", LONG)),
        saved("WEBP", xmp=LONG),
        saved("AVIF", xmp=LONG),
        saved("TIFF", tiffinfo={700: LONG}),
    ],
    ids=[
        "IPTC in a JPEG",
        "a JPEG's profile",
        "a packed text",
        "a packed text and a packed profile",
        "EXIF in a PNG",
        "XMP in WebP",
        "XMP in AVIF",
        "XMP in a TIFF",
    ],
)
def test_what_a_file_says_beyond_all_measure_is_not_read_and_costs_no_photograph(content):
    found = inspect(ContentFile(content, name="photo"))
    assert (found.width, found.height) == (90, 60)
    assert found.is_too_long


@pytest.mark.parametrize(
    "content",
    [
        scans(MOST_SCANS - 10),
        segments(b"\xff\xe1", EXIF, 120),
        segments(b"\xff\xe1", XMP + bytes(65_000), 120),
        png(chunk(b"zTXt", b"a\0\0" + PACKED)),
        png(*[chunk(b"zTXt", b"a\0\0" + PACKED)] * 900),
        saved("TIFF", tiffinfo={37724: bytes(9_000_000)}),
        tags(2_000_001),
        moving("WEBP", MOST_FRAMES),
        moving("TIFF", MOST_FRAMES),
    ],
    ids=["scans", "EXIF", "XMP", "a packed text", "packed texts", "layers", "tags", "frames", "pages"],
)
def test_what_a_desk_may_send_is_taken(content):
    found = inspect(ContentFile(content, name="photo"))
    assert found.width == 90
    assert not found.is_too_long


HEAD = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
)
DATASET, RESOURCE = b"\x1c\x02\x50\0\x03%03d", b"8BIM\x04\x04\0\0\xff\xff\xff\xff"


@pytest.mark.parametrize(
    "block",
    [
        {"xmp": HEAD + b"<a>" * 2_500_000},
        {"xmp": HEAD + b"<a/>" * 1_900_000 + b"</rdf:RDF></x:xmpmeta>"},
        {"xmp": HEAD + b"<dc:creator>" * 600_000},
        {"xmp": b"".join([HEAD, *(b"<p%d:a/>" % number for number in range(700_000))])},
        {"xmp": HEAD + b"\xe9 " * 3_900_000},
        {"xmp": HEAD + b"&#0;&" * 1_500_000},
        {"iim": b"".join(DATASET % (number % 1000) for number in range(900_000))},
        {"iim": RESOURCE * 600_000},
        {"iim": b"\x1c" * 7_900_000},
        {"exif": b"II*\0\x08\0\0\0\xff\xff" + struct.pack("<HHII", 0x010E, 2, 0xFFFFFFF, 8) * 65_535},
    ],
    ids=[
        "XMP without an end",
        "XMP of many elements",
        "a name in a name",
        "prefixes",
        "letters of another code",
        "what XML has not",
        "by-lines",
        "resources that are too long",
        "marks",
        "descriptions",
    ],
)
@pytest.mark.usefixtures("starts_programs")
def test_no_block_that_is_read_takes_much_of_what_the_process_has(block):
    """It ends within its seconds, and leaves the most of its memory, here in kB, to the picture."""
    (name, content), fields = *block.items(), {}
    fields[name] = content if name == "exif" else [content]
    asked = (
        "import pickle, re, sys; from articles.photographs import decoding, metadata; "
        "from articles.photographs.metadata import containers; "
        "decoding.limit(); "
        "metadata.read(containers.Photograph(b'', **pickle.load(sys.stdin.buffer))); "
        # Its own: what getrusage says counts the memory of who started it.
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked], input=pickle.dumps(fields), capture_output=True, check=True
    )
    assert int(said.stdout) < 600_000


def test_a_list_of_pages_that_leads_into_itself_ends():
    content = bytearray(saved("TIFF"))
    (at,) = struct.unpack_from("<I", content, 4)
    (entries,) = struct.unpack_from("<H", content, at)
    struct.pack_into("<I", content, at + 2 + entries * 12, at)
    assert inspect(ContentFile(bytes(content), name="photo.tif")).width == 90


@pytest.mark.usefixtures("starts_programs")
def test_the_process_has_limits_of_memory_and_of_time():
    asked = (
        "from articles.photographs import decoding; import resource as r; decoding.limit(); "
        "print([r.getrlimit(each)[0] for each in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_CORE)])"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True)
    assert json.loads(said.stdout) == [decoding.MEMORY, decoding.SECONDS, 100_000_000, 0]


@pytest.mark.parametrize("error", [MemoryError(), OSError("out of memory error when reading image file")])
def test_a_picture_that_needs_more_memory_is_refused_as_too_heavy(monkeypatch, error):
    def fail(photograph, language):
        raise error

    monkeypatch.setattr(decoding, "look", fail)
    assert decoding.answer({"work": "look", "language": "en"}, saved("JPEG")) == (
        {"refused": decoding.TOO_HEAVY},
        [],
    )


@pytest.fixture
def instead(tmp_path, monkeypatch):
    """instead("sleep 9") -> that command of the shell runs in place of the interpreter."""

    def put(command):
        script = tmp_path / "python"
        script.write_text(f"#!/bin/sh\n{command}\n")
        script.chmod(0o700)
        monkeypatch.setattr(sandbox.sys, "executable", str(script))

    return put


def test_one_that_is_killed_is_refused_as_too_heavy(instead, jpeg):
    instead("kill -9 $$")
    with pytest.raises(ValidationError, match="takes more time or memory .* Export it again as a JPEG"):
        inspect(jpeg())


def test_one_that_does_not_end_is_ended_and_refused(instead, jpeg, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS_TO_DECODE", 0.1)
    instead("exec sleep 600")
    with pytest.raises(ValidationError, match="takes more time or memory"):
        inspect(jpeg())


def heeded(*names):
    """Of these signals, those that whoever started the tests does not have ignored, as nohup does."""
    return [name for name in names if signal.getsignal(signal.Signals[f"SIG{name}"]) != signal.SIG_IGN]


@pytest.mark.parametrize("name", heeded("INT", "TERM", "HUP"))
def test_one_at_whose_time_the_site_is_stopped_is_said_to_be_none_too_heavy(instead, jpeg, name):
    instead(f"kill -{name} $$")
    with pytest.raises(ValidationError, match="was being stopped just then"):
        inspect(jpeg())


@pytest.mark.parametrize("name", [*heeded("INT", "TERM"), "KILL"])
def test_nor_is_it_given_up_for_what_befell_the_machine(db, instead, jpeg, name):
    photo = Photo.objects.ingest(jpeg(), credit_line="Meridian").photo
    instead(f"kill -{name} $$")
    with pytest.raises(sandbox.Busy):
        photo.write_renditions(("jpg",))
    photo.refresh_from_db()
    assert photo.lacks_renditions and photo.renditions_problem == ""


def test_one_that_takes_more_than_its_seconds_is_given_up(db, instead, jpeg):
    photo = Photo.objects.ingest(jpeg(), credit_line="Meridian").photo
    instead("kill -XCPU $$")
    photo.write_renditions(("jpg",))
    assert photo.renditions_problem == decoding.TOO_HEAVY


def test_a_disk_that_is_full_is_no_fault_of_the_picture(instead, jpeg):
    instead(f"exit {decoding.FAILED + 28}")
    with pytest.raises(OSError, match="No space left"):
        inspect(jpeg())


def test_it_knows_no_secret(instead, jpeg, tmp_path):
    instead(f"/usr/bin/env > {tmp_path}/known; exit 1")
    with pytest.raises(RuntimeError):
        inspect(jpeg())
    known = {line.partition("=")[0] for line in (tmp_path / "known").read_text().splitlines()}
    assert os.environ["SECRET_KEY"] not in (tmp_path / "known").read_text()
    assert known <= {"PATH", "LD_LIBRARY_PATH", "PWD", "SHLVL", "_"}


@pytest.fixture
def taken(settings):
    """Somebody else's turn."""
    with (settings.FILE_UPLOAD_TEMP_DIR / "turn").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def test_while_another_is_decoded_here_an_editor_waits_and_is_then_told_with_all_that_was_typed(
    desk, jpeg, taken, monkeypatch
):
    monkeypatch.setattr("articles.photographs.admin.photos.SECONDS_TO_WAIT", 0.2)
    response = desk.post(ADD, NOTHING | {"original": jpeg(), "caption": "Typed before"})
    (error,) = response.context["adminform"].form.errors["original"]
    assert "Other photographs are being looked at just now" in error
    assert "Typed before</textarea>" in response.content.decode()
    fcntl.flock(taken, fcntl.LOCK_UN)
    assert desk.post(ADD, NOTHING | {"original": jpeg(), "caption": "Typed before"}).status_code == 302


def test_a_turn_lasts_until_the_process_that_decodes_has_ended(instead, jpeg, monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox, "SECONDS_TO_DECODE", 0.1)
    instead(f"sleep 600 & echo $! > {tmp_path}/left")
    with pytest.raises(ValidationError):
        inspect(jpeg())
    with pytest.raises(ValidationError, match="Other photographs"):
        inspect(jpeg(), patience=0)
    os.kill(int((tmp_path / "left").read_text()), 9)


def test_one_that_is_too_heavy_for_its_renditions_is_given_up_at_once_and_the_desk_reads_why(
    desk, jpeg, settings, monkeypatch
):
    photo = Photo.objects.ingest(jpeg(), make_renditions=False, credit_line="Meridian").photo
    put_off(settings)
    photo.make_renditions()
    with monkeypatch.context() as patch:
        patch.setattr(renditions.sandbox, "ask", refuse)
        work()
    assert not tasks.DBTaskResult.objects.exclude(status="SUCCESSFUL").exists(), "not tried again"
    for page in ("/admin/articles/photo/", f"/admin/articles/photo/{photo.pk}/change/"):
        shown = desk.get(page).content.decode()
        assert "given up: Too heavy." in shown
        assert "data-making" not in shown
    assert not Photo.objects.lacking_renditions()
    # Whoever changes it has it tried once more.
    photo.refresh_from_db()
    photo.make_renditions()
    work()
    photo.refresh_from_db()
    assert photo.has_all_renditions
    assert not photo.renditions_problem


def refuse(*args):
    raise sandbox.Refused("Too heavy.")


def test_a_broken_upload_is_told_at_the_field(desk):
    file = SimpleUploadedFile("photo.jpg", segments(b"\xff\xfe", b"", MOST_PARTS), "image/jpeg")
    response = desk.post(ADD, NOTHING | {"original": file})
    (error,) = response.context["adminform"].form.errors["original"]
    assert "more than 1,000 parts" in error
