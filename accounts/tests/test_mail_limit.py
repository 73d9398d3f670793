"""To one address go at most five mails an hour and twenty a day, of whatever kind and whoever asks for them."""

import pytest
import time_machine
from django.core import mail
from django.core.mail import send_mail
from django.test import Client
from django.utils import timezone

from accounts.addresses import fold_address

HOUR = 3600
ENOUGH = "Enough mails have gone to this address"


def ask(door, email, number=0):
    """By a stranger from a network of their own."""
    stranger = Client(REMOTE_ADDR=f"2001:db8:{number:x}::1")
    if door == "signup":
        typed = {"username": f"Heron{'abcdefghijklmnopqrstuvwxyz'[number % 26]}{number // 26}xyz"}
        return stranger.post("/accounts/signup/", typed | {"email": email, "password1": "harbour-light-9"})
    return stranger.post(f"/accounts/{door}/", {"email": email})


def sent_to(email):
    return [each for each in mail.outbox if fold_address(each.to[0]) == fold_address(email)]


DOORS = ["login/code", "password/reset", "signup"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("email", ["redfern@readers.example", "nobody@readers.example"])
def test_strangers_have_four_an_hour_sent_and_are_told_so_at_the_fifth(reader, door, email):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(8):
            answer = ask(door, email, number)
            clock.shift(61)
        assert len(sent_to(email)) == 4
        page = answer.content.decode()
        assert ENOUGH in page
        assert f'value="{email}"' in page, "what was typed stays"
        clock.shift(HOUR)
        assert ask(door, email, 99).status_code == 302
        assert len(sent_to(email)) == 5


def test_all_doors_count_together(reader):
    for number in range(9):
        ask(DOORS[number % 3], reader.email, number)
    assert len(sent_to(reader.email)) == 4


def test_and_sixteen_a_day(reader):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(40):
            ask("login/code", reader.email, number)
            clock.shift(HOUR // 2)
        assert len(sent_to(reader.email)) == 16
        clock.shift(24 * HOUR)
        ask("login/code", reader.email, 99)
        assert len(sent_to(reader.email)) == 17


def test_that_a_password_was_changed_is_told_however_many_strangers_asked_for(client, reader):
    for number in range(6):
        ask("password/reset", reader.email, number)
    client.force_login(reader)
    words = {"oldpassword": "harbour-light-9", "password1": "lantern-quay-7"}
    assert client.post("/accounts/password/change/", words).status_code == 302
    assert "was changed" in mail.outbox[-1].subject
    assert len(sent_to(reader.email)) == 5


def test_of_every_kind_there_are_five_an_hour_and_twenty_a_day(db):
    """Whatever part of the site sends them."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(8):
            send_mail("Hello", "Text", None, ["fern@readers.example"])
        assert len(mail.outbox) == 5
        for _ in range(12):
            clock.shift(HOUR + 1)
            for _ in range(6):
                send_mail("Hello", "Text", None, ["fern@readers.example"])
        assert len(mail.outbox) == 20
        send_mail("Hello", "Text", None, ["wren@readers.example"])
        assert len(mail.outbox) == 21


@pytest.mark.parametrize(
    "one, other",
    [
        ("fern@readers.example", "FERN@Readers.Example"),
        ("fern@readers.example", " fern@readers.example "),
        ("fern@readers.example", "fern+1@readers.example"),
        ("fern@readers.example", "fern+1+2@readers.example"),
        ("fern@readers.example", '"fern"@readers.example'),
        ("fern@readers.example", "ｆern@readers.example"),
        ("fern@bücher.example", "fern@xn--bcher-kva.example"),
        ("fern@readers.example", "fern@readers。example"),
        ("red.fern@gmail.com", "redfern@googlemail.com"),
        ("strasse@readers.example", "straße@readers.example"),
    ],
)
def test_one_mailbox_is_one_address(one, other):
    assert fold_address(one) == fold_address(other)


@pytest.mark.parametrize(
    "one, other",
    [
        ("fern@readers.example", "wren@readers.example"),
        ("fern@readers.example", "fern@writers.example"),
        ("red.fern@readers.example", "redfern@readers.example"),
        ("l1sa@readers.example", "lisa@readers.example"),
        ("+1@readers.example", "+2@readers.example"),
    ],
)
def test_two_mailboxes_are_two(one, other):
    assert fold_address(one) != fold_address(other)


def test_what_is_longer_than_an_address_is_not_looked_at(monkeypatch):
    """A megabyte of Arabic ligatures in place of a host's name took three minutes."""
    monkeypatch.setattr("accounts.addresses.punycode", None)
    for long in (
        "fern@" + "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 800_000,
        "f" * 250 + "@a.example",
    ):
        assert len(fold_address(long)) == 254


@pytest.mark.parametrize("address", ["", "fern", "@", "fern@", "@readers.example", "a@" + "b" * 70, "a@b..c"])
def test_what_is_no_address_breaks_nothing(address):
    assert fold_address(address)


@pytest.mark.parametrize("email", ["redfern@readers.example", "nobody@readers.example"])
def test_a_new_code_on_request_counts_the_same_where_there_is_no_account(reader, email):
    """Nothing is sent there, but who counts what they may ask for must not learn it."""
    visitor = Client(REMOTE_ADDR="192.0.2.1")
    visitor.post("/accounts/login/code/", {"email": email})
    for _ in range(2):
        visitor.post("/accounts/login/code/confirm/", {"action": "resend"})
    assert ask("password/reset", email, 1).status_code == 302
    assert ENOUGH in ask("password/reset", email, 2).content.decode()
    again = visitor.post("/accounts/login/code/confirm/", {"action": "resend"}, follow=True)
    assert again.status_code == 200


@pytest.mark.parametrize("email", ["redfern@readers.example", "nobody@readers.example"])
def test_one_new_code_too_many_says_so_and_the_old_one_works(reader, email, code):
    visitor = Client(REMOTE_ADDR="192.0.2.1")
    for number in range(3):
        ask("password/reset", email, number)
    visitor.post("/accounts/login/code/", {"email": email})
    page = visitor.post("/accounts/login/code/confirm/", {"action": "resend"}, follow=True)
    assert ENOUGH in page.content.decode()
    assert len(sent_to(email)) == 4
    if email == reader.email:
        assert visitor.post("/accounts/login/code/confirm/", {"code": code()}).url == "/comments/mine/"


def test_who_is_signed_in_can_not_have_more_sent_to_anybody(client, reader):
    client.force_login(reader)
    client.post("/accounts/reauthenticate/", {"password": "harbour-light-9", "next": "/accounts/"})
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(8):
            clock.shift(11)
            answer = client.post("/accounts/email/", {"email": "victim@readers.example", "action_add": ""})
    assert len(sent_to("victim@readers.example")) == 4
    assert ENOUGH in answer.content.decode()


def test_of_many_at_once_the_one_too_many_gets_a_page_and_no_mail(reader, monkeypatch):
    """All of them had looked before any was counted."""
    from accounts import limits

    real = limits.may_ask_for_mail
    monkeypatch.setattr(
        limits, "may_ask_for_mail", lambda request, address, count=True: not count or real(request, address)
    )
    answers = [ask(DOORS[number % 3], reader.email, number) for number in range(9)]
    assert [answer.status_code for answer in answers] == [302] * 4 + [429] * 5
    assert len(sent_to(reader.email)) == 4


def test_a_name_is_not_taken_for_somebody_whose_mail_is_refused(register):
    from accounts.models import User

    for number in range(4):
        ask("password/reset", "heron@readers.example", number)
    assert ENOUGH in register().content.decode()
    assert not User.objects.exists()
