"""Codes for the day on which phone or key is lost: shown once, each good once, and new ones in time."""

import re

import pytest
from django.core import mail
from django.test import Client

from accounts.second_factor import recovery
from accounts.tests.conftest import sign_in
from accounts.tests.test_second_factor import PAGES, PASSWORD, is_in, type_factor, type_password

CODES = f"{PAGES}recovery-codes/"


@pytest.fixture
def enrolled(client, reader, with_app):
    """Signed in, the password typed once more just now."""
    with_app(reader)
    client.force_login(reader)
    type_password(client, CODES)
    return client


def shown(client):
    return re.findall(r"<li><code>(\d{8})</code></li>", client.post(CODES).content.decode())


def test_they_are_shown_once_to_who_asks_for_them(enrolled):
    page = enrolled.get(CODES).content.decode()
    assert "10 codes are ready" in page and not re.search(r"\d{8}</code>", page)
    assert len(set(shown(enrolled))) == 10
    assert not shown(enrolled)
    assert "can’t be shown again" in enrolled.get(CODES).content.decode()


def test_as_a_file_without_javascript(enrolled):
    import base64

    page = enrolled.post(CODES).content.decode()
    file = re.search(r'href="data:text/plain;base64,([^"]+)" download="recovery-codes.txt"', page)[1]
    lines = base64.b64decode(file).decode().splitlines()
    assert lines[1:] == re.findall(r"<code>(\d{8})</code>", page)


def test_each_signs_in_once(enrolled, reader):
    first, second, *_ = shown(enrolled)
    for code, opens in ((first, True), (first, False), (second, True)):
        client = Client()
        sign_in(client, "RedFern")
        type_factor(client, code)
        assert is_in(client) == opens
    assert recovery.left(reader) == 8


def test_what_was_right_is_no_attempt(enrolled):
    """Six in five minutes are one more than may be wrong."""
    for code in shown(enrolled)[:6]:
        client = Client()
        sign_in(client, "RedFern")
        type_factor(client, code)
        assert is_in(client)


def test_who_signs_in_with_one_reads_how_many_are_left(enrolled):
    client = Client()
    code = shown(enrolled)[0]
    sign_in(client, "RedFern")
    client.post(f"{PAGES}sign-in/", {"code": code})
    assert "You signed in with a recovery code. 9 are left" in client.get("/accounts/").content.decode()


def test_with_few_left_the_page_says_so(enrolled, reader):
    row = recovery.of(reader).instance
    row.data["used_mask"] = 0b1111111
    row.save()
    assert "3 recovery codes are left. Make new ones" in enrolled.get(PAGES).content.decode()
    row.data["used_mask"] = 0b111111
    row.save()
    assert "Make new ones" not in enrolled.get(PAGES).content.decode()


def test_new_ones_make_the_old_ones_void_and_are_mailed_about(enrolled, django_capture_on_commit_callbacks):
    old = shown(enrolled)[0]
    assert enrolled.get(f"{CODES}new/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert enrolled.post(f"{CODES}new/").url == CODES
    assert mail.outbox[-1].subject == "New recovery codes for your account at The Meridian"
    assert len(shown(enrolled)) == 10
    client = Client()
    sign_in(client, "RedFern")
    type_factor(client, old)
    assert not is_in(client)


def test_new_ones_can_be_made_where_the_old_ones_can_not_be_read(enrolled, settings, reader):
    settings.SECRET_KEY = "another key, and as long as a key ought to be for every check"
    client = Client()
    client.force_login(reader)
    type_password(client, CODES)
    assert "can’t be read here any more" in client.post(CODES).content.decode()
    assert client.get(f"{CODES}new/").status_code == 200
    client.post(f"{CODES}new/")
    assert len(shown(client)) == 10


def test_the_password_is_asked_for_first(client, reader, with_app):
    with_app(reader)
    client.force_login(reader)
    for address in (CODES, f"{CODES}new/"):
        assert client.get(address).url.startswith("/accounts/reauthenticate/")
        assert client.post(address).url.startswith("/accounts/reauthenticate/")
    assert not recovery.of(reader).did_view


def test_without_a_second_factor_there_are_none(client, reader):
    client.force_login(reader)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": CODES})
    assert client.get(CODES).url == PAGES
