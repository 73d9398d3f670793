"""A code that is typed is counted before it is compared: in all requests at once, and in all sessions."""

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.models.session import Session

MORE = "too many attempts"


@pytest.fixture
def begin(typed, reader, code):
    """begin(kind) -> (a visitor who is asked for a code, the page that asks, the code, the page after it)."""

    def sign_in(visitor):
        visitor.post("/accounts/login/code/", {"email": reader.email})
        return "/accounts/login/code/confirm/", "/comments/mine/"

    def password(visitor):
        visitor.post("/accounts/password/reset/", {"email": reader.email})
        return "/accounts/password/reset/confirm/", "/accounts/password/reset/complete/"

    def sign_up(visitor):
        User.objects.filter(username=typed["username"]).delete()
        visitor.post("/accounts/signup/", typed)
        return "/accounts/confirm-email/", "/comments/mine/"

    def new_address(visitor):
        visitor.force_login(reader)
        visitor.post("/accounts/reauthenticate/", {"password": "harbour-light-9", "next": "/accounts/"})
        visitor.post("/accounts/email/", {"email": "new@readers.example", "action_add": ""})
        return "/accounts/confirm-email/", "/accounts/"

    kinds = {each.__name__: each for each in (sign_in, password, sign_up, new_address)}

    def begin(kind, network="192.0.2.1"):
        visitor = Client(REMOTE_ADDR=network)
        page, after = kinds[kind](visitor)
        return visitor, page, code(), after

    return begin


KINDS = ["sign_in", "password", "sign_up", "new_address"]


def at_once(visitor, page, codes):
    """As many requests at once do: each finds the session as it was before all of them."""
    row = Session.objects.get(pk=visitor.session.session_key)
    answers = []
    for typed in codes:
        row.save()
        answers.append(visitor.post(page, {"code": typed}))
    return answers


@pytest.mark.parametrize("kind", KINDS)
def test_of_many_wrong_ones_at_once_three_are_compared(begin, kind):
    visitor, page, right, after = begin(kind)
    answers = at_once(visitor, page, ["1"] * 8 + [right])
    assert [answer.status_code for answer in answers] == [200] * 3 + [302] * 6
    assert answers[-1].url != after


@pytest.mark.parametrize("kind", KINDS)
def test_the_third_may_still_be_the_right_one(begin, kind):
    visitor, page, right, after = begin(kind)
    assert at_once(visitor, page, ["1", "1", right])[-1].url == after


@pytest.mark.parametrize("kind", KINDS)
def test_the_one_too_many_is_told_so(begin, kind):
    visitor, page, right, _ = begin(kind)
    at_once(visitor, page, ["1"] * 3)
    assert MORE in visitor.post(page, {"code": right}, follow=True).content.decode()


def test_a_new_code_on_request_is_no_new_count(begin, reader, code):
    visitor, page, _, _ = begin("sign_in")
    for _ in range(2):
        visitor.post(page, {"code": "1"})
        visitor.post(page, {"action": "resend"})
    visitor.post(page, {"code": "1"})
    assert visitor.post(page, {"code": code()}).status_code == 302
    assert visitor.get("/accounts/").status_code == 302


def test_however_many_sessions_there_are_one_address_has_twelve_an_hour(begin, monkeypatch):
    """Also where the mails, of which there are few, were not counted at all."""
    from accounts import limits

    monkeypatch.setattr(limits, "may_ask_for_mail", lambda request, address, count=True: True)
    monkeypatch.setattr("newsroom.backends.mail.may_be_mailed", lambda address: True)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        compared = 0
        for number in range(8):
            visitor, page, right, after = begin("sign_in", network=f"192.0.2.{number}")
            for _ in range(2):
                compared += visitor.post(page, {"code": "1"}).status_code == 200
            clock.shift(61)
        assert compared == 12
        assert visitor.post(page, {"code": right}).url != after
        clock.shift(3600)
        visitor, page, right, after = begin("sign_in")
        assert visitor.post(page, {"code": right}).url == after


def test_nor_does_one_network_guess_at_everybodys(make_reader, code):
    compared = 0
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(60):
            person = make_reader(f"Bird-{number + 200}".translate(str.maketrans("01", "xz")))
            visitor = Client(REMOTE_ADDR="192.0.2.1")
            visitor.post("/accounts/login/code/", {"email": person.email})
            for _ in range(2):
                answer = visitor.post("/accounts/login/code/confirm/", {"code": "1"})
                compared += answer.status_code == 200
            clock.shift(10)
    assert compared == 100


def test_there_is_the_same_answer_where_there_is_no_account(reader):
    def answers(email):
        visitor = Client(REMOTE_ADDR="192.0.2.1")
        visitor.post("/accounts/login/code/", {"email": email})
        said = at_once(visitor, "/accounts/login/code/confirm/", ["1"] * 5)
        return [(answer.status_code, answer.headers.get("Location")) for answer in said]

    assert answers(reader.email) == answers("nobody@readers.example")
