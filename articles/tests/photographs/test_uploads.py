"""What of an upload is written to disk, and what becomes of what was left there."""

import os
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.models import Photo
from articles.photographs import uploads
from articles.tests.photographs.test_photo_form import ADD, NOTHING
from newsroom.server import worker


@pytest.fixture
def folder(settings):
    return settings.FILE_UPLOAD_TEMP_DIR


@pytest.fixture
def written(monkeypatch):
    """Bytes of uploads that came to the disk, file by file."""
    sizes = []
    write = uploads.TemporaryFileUploadHandler.receive_data_chunk
    begin = uploads.TemporaryFileUploadHandler.new_file

    def new_file(self, *args, **kwargs):
        sizes.append(0)
        begin(self, *args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        sizes[-1] += len(raw_data)
        write(self, raw_data, start)

    monkeypatch.setattr(uploads.TemporaryFileUploadHandler, "new_file", new_file)
    monkeypatch.setattr(uploads.TemporaryFileUploadHandler, "receive_data_chunk", receive_data_chunk)
    return sizes


@pytest.mark.parametrize("address", [ADD, "/accounts/login/", "/comments/1/report/", "/nothing/"])
@pytest.mark.parametrize("enforced", [True, False])
def test_nothing_that_a_stranger_sends_is_written(db, address, enforced, written):
    client = Client(enforce_csrf_checks=enforced)
    client.cookies["csrftoken"] = "a" * 32
    client.post(address, {"original": SimpleUploadedFile("a.jpg", b"a" * 100_000), "text": "Typed."})
    assert written == []


def test_nor_what_a_reader_sends(client, reader, article, written):
    client.force_login(reader)
    address = f"{article.get_absolute_url()}comment/"
    client.post(address, {"file": SimpleUploadedFile("a.jpg", b"a" * 100_000), "text": "Typed."})
    assert written == []
    assert reader.comments.get().text == "Typed."


def test_of_a_file_that_is_too_large_no_more_is_written_and_the_form_comes_back(desk, jpeg, folder, written):
    sent = jpeg().read() + bytes(60_000_000)
    response = desk.post(
        ADD, NOTHING | {"original": SimpleUploadedFile("a.jpg", sent), "caption": "Typed before"}
    )
    (error,) = response.context["adminform"].form.errors["original"]
    assert error == "The file has 60 MB. At most 40 MB can be taken."
    assert "Typed before</textarea>" in response.content.decode()
    assert len(written) == 1
    assert written[0] <= 40_000_000
    assert not Photo.objects.exists()


def test_of_a_photo_that_was_taken_nothing_is_left_there(desk, jpeg, folder):
    assert desk.post(ADD, NOTHING | {"original": jpeg()}).status_code == 302
    assert {path.name for path in folder.iterdir()} == {"door", "turn"}


class HangsUp:
    """A body of which a megabyte comes."""

    def __init__(self):
        head = 'Content-Disposition: form-data; name="original"; filename="a.jpg"\r\nContent-Type: image/jpeg'
        self.pieces = [f"--b\r\n{head}\r\n\r\n".encode(), *[bytes(100_000)] * 10]

    def read(self, size=-1):
        if not self.pieces:
            raise TimeoutError
        return self.pieces.pop(0)

    readline = read


def test_of_an_upload_that_broke_off_nothing_is_left_either(desk, folder, written):
    head = {"CONTENT_LENGTH": "30000000", "wsgi.input": HangsUp()}
    desk.raise_request_exception = False
    response = desk.post(ADD, b"x", content_type="multipart/form-data; boundary=b", **head)
    assert sum(written) > 500_000
    # Though the request is there still.
    assert response.wsgi_request and not list(folder.glob("tmp*"))


def by_the_worker(desk):
    worker.clean_up(worker.timezone.now())


def by_the_next_upload(desk):
    desk.post(ADD, NOTHING | {"original": SimpleUploadedFile("a.jpg", b"no picture")})


@pytest.mark.parametrize("tidy", [by_the_worker, by_the_next_upload])
def test_what_a_killed_server_left_goes_after_an_hour_and_nothing_else(desk, folder, tidy):
    for name, age in {
        "tmpold.upload.jpg": 3601,
        "tmpnew.upload.jpg": 3590,
        "notes.txt": 9999,
        "door": 9999,
    }.items():
        (folder / name).write_text("left")
        os.utime(folder / name, (time.time() - age,) * 2)
    tidy(desk)
    assert {path.name for path in folder.iterdir()} - {"turn"} == {"tmpnew.upload.jpg", "notes.txt", "door"}
