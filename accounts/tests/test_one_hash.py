"""The clock tells nobody whether there is an account: each door hashes once, whoever knocks."""

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.tests.conftest import sign_in


@pytest.fixture
def hashed(monkeypatch):
    """How many passwords were hashed."""
    made = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *args: made.append(1) or encode(*args))
    return made


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/login/?next=/admin/"])
@pytest.mark.parametrize(
    "login",
    [
        "RedFern",
        "redfern@readers.example",
        "RedFem",
        "NoFern9",
        "nobody@readers.example",
        "IrisVale",
        "irisvale@readers.example",
        "Locked-Out",
        "locked-out@readers.example",
    ],
)
def test_signing_in_takes_one(client, reader, editor, make_reader, hashed, login, address):
    make_reader("Locked-Out").deactivate()
    for password in ("wrong-word-1", "harbour-light-9"):
        hashed.clear()
        Client().post(address, {"login": login, "password": password})
        assert len(hashed) == 1


def test_and_where_there_is_no_password_to_compare_with(reader, hashed):
    reader.set_unusable_password()
    reader.save()
    for login in ("RedFern", reader.email):
        hashed.clear()
        sign_in(Client(), login)
        assert len(hashed) == 1


def test_typing_the_password_once_more_takes_one(client, reader, hashed):
    client.force_login(reader)
    hashed.clear()
    client.post("/accounts/reauthenticate/", {"password": "wrong-word-1"})
    assert len(hashed) == 1


@pytest.mark.parametrize("email", ["redfern@readers.example", "nobody@readers.example"])
def test_registering_takes_one(reader, typed, hashed, email):
    assert Client().post("/accounts/signup/", typed | {"email": email}).status_code == 302
    assert len(hashed) == 1


@pytest.mark.parametrize("address", ["/accounts/password/reset/", "/accounts/login/code/"])
def test_having_a_code_sent_takes_none(reader, hashed, address):
    for email in (reader.email, "nobody@readers.example"):
        assert Client().post(address, {"email": email}).status_code == 302
    assert not hashed


@pytest.mark.parametrize("kind", ["RedFern NoFern9", "redfern@readers.example nobody@readers.example"])
def test_a_wrong_password_asks_the_database_as_often_for_nobody(reader, kind):
    asked = []
    # What every page shows is read once.
    Client().get("/accounts/login/")
    for login in kind.split():
        with CaptureQueriesContext(connection) as captured:
            sign_in(Client(), login, "wrong-word-1")
        asked.append(len(captured))
    assert asked[0] == asked[1]
