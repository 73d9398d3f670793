"""What the operator reads: one bounded line for whatever strangers send, a traceback for a fault of ours alone."""

import io
import logging

import pytest
from django.test import Client

from articles import lists
from newsroom.server.log import LONGEST_LINE


@pytest.fixture
def log(monkeypatch):
    log = io.StringIO()
    monkeypatch.setattr(logging.getLogger("django").handlers[0], "stream", log)
    return log


@pytest.fixture
def client(db):
    return Client(raise_request_exception=False)


def lines(log):
    return log.getvalue().splitlines()


def test_a_long_path_is_cut(log):
    logging.getLogger("django.request").error("Service Unavailable: %s", "x" * 4000)
    [line] = lines(log)
    assert line.endswith("…") and len(line) == LONGEST_LINE + 1


@pytest.mark.parametrize(
    "send",
    [
        lambda client: client.post("/accounts/login/", {f"f{number}": "1" for number in range(1001)}),
        lambda client: client.post("/accounts/login/", b"x", content_type="multipart/form-data"),
        lambda client: client.get("/", HTTP_HOST="elsewhere.example"),
        lambda client: client.get("/", HTTP_HOST="elsewhere.example\n2026 ERROR all is lost"),
        lambda client: client.get("/nothing%0A2026%20ERROR%20all%20is%20lost/"),
        lambda client: client.get("/nothing/", HTTP_USER_AGENT="x\n2026 ERROR all is lost"),
    ],
    ids=["fields", "parts", "host", "host in two lines", "path in two lines", "browser"],
)
def test_what_strangers_send_is_one_line_and_no_traceback(client, log, send):
    assert send(client).status_code < 500
    assert len(lines(log)) <= 1
    assert "Traceback" not in log.getvalue()


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b[2J", "\u2028", "\x85", "\0"])
def test_no_sign_in_it_begins_another_line_or_moves_the_cursor(log, sign):
    logging.getLogger("django.request").error("Said: %s", f"before{sign}after")
    assert log.getvalue().count("\n") == 1
    assert sign not in log.getvalue().rstrip("\n")
    assert log.getvalue().rstrip().endswith("after")


def test_a_fault_of_ours_has_its_traceback(client, log, monkeypatch):
    def fail(now):
        raise RuntimeError("Ours.")

    monkeypatch.setattr(lists, "listed", fail)
    client.get("/")
    assert "Traceback" in log.getvalue() and "RuntimeError: Ours." in log.getvalue()
