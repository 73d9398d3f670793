"""A full disk is said as what it is, with all that was typed, and to the operator once a minute."""

import contextlib
import errno
import io
import logging
import re
import shutil
import sqlite3
import sys
from collections import namedtuple

import pytest
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client

from articles.photographs import sandbox, uploads
from articles.tests.photographs.test_photo_form import ADD, NOTHING
from comments.models import Comment
from comments.tests import FROM_HERE
from core import disk
from newsroom import errors
from newsroom.server import health
from newsroom.server.log import InOneLine

FULL = "Our disk is full just now"


class InPostgreSQL(Exception):
    sqlstate = "53100"


def in_sqlite():
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error


def wrapped(cause):
    """As Django hands on what a database says."""
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


ERRORS = [OSError(errno.ENOSPC, "No space left"), OSError(errno.EDQUOT, "Quota"), wrapped(in_sqlite())]
ERRORS.append(wrapped(InPostgreSQL()))


@pytest.fixture(autouse=True)
def _nothing_said_yet(monkeypatch):
    monkeypatch.setattr(disk, "_said_at", None)


@pytest.fixture
def full(db, monkeypatch):
    """While it lasts the database reads, and writes nothing."""
    execute = CursorWrapper._execute

    @contextlib.contextmanager
    def full():
        def refuse(cursor, sql, *args):
            if sql.startswith(("INSERT", "UPDATE", "DELETE")):
                raise wrapped(in_sqlite())
            return execute(cursor, sql, *args)

        with monkeypatch.context() as patch:
            patch.setattr(CursorWrapper, "_execute", refuse)
            yield

    return full


@pytest.fixture
def log():
    """What the console would show of the whole log."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(InOneLine())
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield out
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.mark.parametrize("error", ERRORS, ids=["disk", "quota", "SQLite", "PostgreSQL"])
def test_it_is_said_with_all_that_was_typed_and_a_time_to_come_back(rf, error):
    request = rf.post("/", {"text": "An hour of thought."}, **FROM_HERE)
    try:
        raise error
    except Exception:
        assert sys.exc_info()[1]
        response = errors.server_error(request)
    page = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"]
    assert FULL in page
    assert "An hour of thought.</textarea>" in page
    assert "database can" not in page


@pytest.mark.parametrize(
    "error", [OSError(errno.EPERM, "No"), wrapped(sqlite3.OperationalError("database is locked")), None]
)
def test_nothing_else_is_called_a_full_disk(error):
    assert not disk.is_full(error)


def test_a_comment_comes_back(full, client, article, reader, log):
    client.force_login(reader)
    client.raise_request_exception = False
    with full():
        address = f"{article.get_absolute_url()}comment/"
        response = client.post(address, {"text": "An hour of thought."}, **FROM_HERE)
    assert response.status_code == 503
    assert FULL in response.content.decode()
    assert "An hour of thought.</textarea>" in response.content.decode()
    assert not Comment.objects.exists()
    assert "Traceback" not in log.getvalue()


def test_who_signs_in_is_not_told_that_they_tried_too_often(full, reader):
    client = Client(raise_request_exception=False)
    with full():
        response = client.post("/accounts/login/", {"login": "RedFern", "password": "harbour-light-9"})
    assert response.status_code == 503
    assert FULL in response.content.decode()


def test_the_operator_reads_it_once_a_minute_and_what_to_do(full, article, reader, log, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(reader)
    now = [1000.0]
    monkeypatch.setattr(disk.time, "monotonic", lambda: now[0])
    for passed, lines in ((0, 1), (59.9, 1), (60, 2)):
        now[0] = 1000.0 + passed
        with full():
            client.post(f"{article.get_absolute_url()}comment/", {"text": "An hour of thought."})
        said = [line for line in log.getvalue().splitlines() if not re.search("comment|signed in", line)]
        assert len(said) == lines
        assert all(line.startswith("The disk is full") and "Make room" in line for line in said)


def no_space(*args, **kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "where",
    [
        (uploadhandler, "TemporaryUploadedFile"),
        (uploads.TemporaryFileUploadHandler, "receive_data_chunk"),
        (sandbox, "_temporary"),
    ],
    ids=["at its beginning", "in the middle", "when it is looked at"],
)
def test_an_upload_is_refused_at_its_field_and_all_that_was_typed_stays(
    client, editor, jpeg, monkeypatch, where
):
    client.force_login(editor)
    monkeypatch.setattr(*where, no_space)
    response = client.post(ADD, NOTHING | {"original": jpeg(), "caption": "Typed before"})
    (error,) = response.context["adminform"].form.errors["original"]
    assert error.startswith(FULL)
    assert "Typed before</textarea>" in response.content.decode()


def test_health_says_it_before_it_is_quite_full(client, transactional_db, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**9, 0, health.LEAST_FREE - 1))
    response = client.get("/health/parts/")
    assert response.status_code == 503
    assert response.json()["disk"]["problem"].startswith("only 199 MB are free for ")


class HungUp(io.BytesIO):
    def read(self, *args):
        raise OSError("Connection reset by peer")

    readline = read


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_who_hangs_up_while_sending_leaves_no_traceback(client, post, log, kind):
    comment = post()
    client.raise_request_exception = False
    client.generic(
        "POST",
        f"/comments/{comment.pk}/report/",
        CONTENT_TYPE=kind,
        HTTP_ORIGIN="http://testserver",
        **{"wsgi.input": HungUp(), "CONTENT_LENGTH": "1000"},
    )
    assert "Traceback" not in log.getvalue()
    assert "Internal Server Error" not in log.getvalue()


def test_a_form_that_is_cut_short_is_one_line(client, post, log):
    comment = post()
    log.truncate(0)
    response = client.post(
        f"/comments/{comment.pk}/report/",
        b"--x\r\nContent-Disposition: form-data",
        content_type="multipart/form-data; boundary=" + "x" * 300,
        headers={"Origin": "http://testserver"},
    )
    assert response.status_code == 400
    assert "Traceback" not in log.getvalue()


def test_an_error_of_ours_keeps_its_traceback(client, db, log, monkeypatch):
    from articles import lists

    monkeypatch.setattr(lists, "listed", no_space.__class__)
    client.raise_request_exception = False
    assert client.get("/").status_code == 500
    assert "Traceback" in log.getvalue()


def test_a_file_that_a_stranger_sends_never_meets_the_disk(client, db, monkeypatch):
    monkeypatch.setattr(uploads.TemporaryFileUploadHandler, "new_file", no_space)
    response = client.post("/accounts/login/", {"file": SimpleUploadedFile("a.jpg", b"a")})
    assert response.status_code == 200
