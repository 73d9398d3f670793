"""A browser in which somebody signed in before is not locked out by what others guess."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.tests.conftest import sign_in

NAME = "known-browser"
LOCKED = "too many attempts"


@pytest.fixture
def known(reader):
    """The reader's own browser, signed out again."""
    browser = Client()
    assert sign_in(browser, "RedFern").url == "/comments/mine/"
    browser.post("/accounts/logout/")
    return browser


def lock_out(login="RedFern", browser=None):
    for number in range(6):
        stranger = browser or Client(REMOTE_ADDR=f"192.0.2.{number}")
        page = sign_in(stranger, login, "wrong-word-1").content.decode()
    assert LOCKED in page


@pytest.mark.parametrize("login", ["RedFern", "redfern@readers.example"])
def test_its_owner_signs_in_while_strangers_guess(known, login):
    lock_out(login)
    assert LOCKED in sign_in(Client(), login).content.decode(), "in a browser that is not known"
    assert sign_in(known, login).url == "/comments/mine/"


def test_guesses_in_it_are_counted_too(known):
    lock_out(browser=known)
    assert LOCKED in sign_in(known, "RedFern").content.decode()
    assert sign_in(Client(), "RedFern").url == "/comments/mine/", "and lock nobody else out"


def test_the_network_is_counted_as_ever(known, db):
    for number in range(10):
        sign_in(Client(), f"Nobody-{number}", "wrong-word-1")
    assert LOCKED in sign_in(known, "RedFern").content.decode()


def test_it_is_known_for_one_account_and_not_for_others(known, other_reader):
    lock_out("Northwind")
    assert LOCKED in sign_in(known, "Northwind").content.decode()


def test_a_household_has_one_browser(known, other_reader):
    sign_in(known, "Northwind")
    known.post("/accounts/logout/")
    for login in ("RedFern", "Northwind"):
        lock_out(login)
        assert sign_in(known, login).url == "/comments/mine/"
        known.post("/accounts/logout/")


def test_it_ends_with_the_password(known, reader):
    reader.set_password("lantern-quay-7")
    reader.save()
    lock_out()
    assert LOCKED in sign_in(known, "RedFern", "lantern-quay-7").content.decode()


def test_it_ends_after_half_a_year(reader):
    now = timezone.now()
    browser = Client()
    with time_machine.travel(now, tick=False):
        sign_in(browser, "RedFern")
        browser.post("/accounts/logout/")
    for days, kept in ((180, True), (181, False)):
        with time_machine.travel(now + datetime.timedelta(days, seconds=-1), tick=False):
            lock_out()
            other = Client()
            other.cookies[NAME] = browser.cookies[NAME].value
            assert (LOCKED not in sign_in(other, "RedFern").content.decode()) == kept


@pytest.mark.parametrize("value", ["", "x", "W1sxLCJ4Il1d:1:x", "\u2003"])
def test_one_that_we_did_not_sign_is_none(reader, value):
    lock_out()
    forger = Client()
    forger.cookies[NAME] = value
    assert LOCKED in sign_in(forger, "RedFern").content.decode()


def test_the_cookie_is_of_the_pages_about_accounts_alone(known, reader, client, article):
    cookie = known.cookies[NAME]
    assert cookie["path"] == "/accounts/" and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 180 * 24 * 3600
    assert "RedFern" not in cookie.value and reader.email not in cookie.value
    assert NAME not in client.get("/accounts/login/").cookies
    assert NAME not in client.get(article.get_absolute_url()).cookies
    client.force_login(reader)
    for address in ("/", "/accounts/", article.get_absolute_url()):
        assert NAME not in client.get(address).cookies


def test_who_comes_by_a_code_is_known_too(reader, code):
    browser = Client()
    browser.post("/accounts/login/code/", {"email": reader.email})
    browser.post("/accounts/login/code/confirm/", {"code": code()})
    assert browser.cookies[NAME].value


@pytest.mark.parametrize("change", ["change", "set"])
def test_who_sets_another_password_is_known_by_that(reader, change):
    browser = Client()
    sign_in(browser, "RedFern")
    words = {"oldpassword": "harbour-light-9", "password1": "lantern-quay-7"}
    if change == "set":
        reader.set_unusable_password()
        reader.save()
        browser.force_login(reader)
    browser.post(f"/accounts/password/{change}/", words)
    browser.post("/accounts/logout/")
    lock_out()
    assert sign_in(browser, "RedFern", "lantern-quay-7").url == "/comments/mine/"


def comes_by_code(browser, reader, code):
    mail.outbox.clear()
    browser.post("/accounts/login/code/", {"email": reader.email})
    if not mail.outbox:
        return False
    browser.post("/accounts/login/code/confirm/", {"code": code()})
    return browser.get("/accounts/").status_code == 200


def test_strangers_who_have_codes_sent_do_not_keep_it_out(known, reader, code):
    for number in range(6):
        stranger = Client(REMOTE_ADDR=f"192.0.2.{number}")
        for door in ("login/code", "password/reset"):
            stranger.post(f"/accounts/{door}/", {"email": reader.email})
    assert not comes_by_code(Client(REMOTE_ADDR="192.0.2.99"), reader, code), "in a browser that is not known"
    assert comes_by_code(known, reader, code)


def test_nor_do_strangers_who_guess_at_codes(known, reader, code):
    for number in range(4):
        stranger = Client(REMOTE_ADDR=f"192.0.2.{number}")
        stranger.post("/accounts/login/code/", {"email": reader.email})
        for _ in range(3):
            stranger.post("/accounts/login/code/confirm/", {"code": "1"})
    assert comes_by_code(known, reader, code)


def test_codes_that_it_asks_for_are_counted_too(known, reader):
    for _ in range(9):
        known.post("/accounts/password/reset/", {"email": reader.email})
    assert len([sent for sent in mail.outbox if sent.to == [reader.email]]) == 4
