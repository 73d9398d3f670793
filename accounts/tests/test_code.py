import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.normalize import normalize_code

PRINTED = "This site has no mail server yet: the mail with your code is printed where the server runs."
CODE_PAGE = "/accounts/login/code/confirm/"


@pytest.fixture
def ask(client, reader):
    """ask() has a code to sign in sent to the reader."""

    def ask(**more):
        return client.post("/accounts/login/code/", {"email": reader.email, **more})

    return ask


def test_a_reader_signs_in_with_a_code(client, reader, ask, code):
    assert ask().url == CODE_PAGE
    assert client.post(CODE_PAGE, {"code": code()}).url == "/comments/mine/"
    assert client.get("/accounts/").context["user"] == reader


@pytest.mark.parametrize(
    "spelling",
    ["{}", " {} ", "{0[0]} {0[1]}", "{0[0]}{0[1]}"]
    + [
        f"{{0[0]}}{dash}{{0[1]}}"
        for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\ufe63\u30fc\u301c\u05be"
    ]
    + [
        f"{{0[0]}}{blank}{{0[1]}}"
        for blank in "\u00a0\u2007\u202f\u3000\t\u200b\u200e\u2060\ufeff\u00ad\ufe0e"
    ],
)
def test_spaces_and_the_dash_do_not_matter(client, ask, code, spelling):
    ask()
    halves = code().split("-")
    typed = spelling.format(code() if spelling.strip() == "{}" else halves)
    assert client.post(CODE_PAGE, {"code": typed}).status_code == 302


@pytest.mark.parametrize("dash", "─➖ーｰ⸺﹘〜\u2800\u3164\uffa0\u115f")
def test_nor_does_what_looks_like_a_dash_or_like_nothing(client, ask, code, dash):
    ask()
    assert client.post(CODE_PAGE, {"code": code().replace("-", dash)}).status_code == 302


def test_digits_on_keycaps_are_taken(client, ask, code):
    ask()
    typed = "".join(f"{each}\ufe0f\u20e3" for each in code() if each != "-")
    assert client.post(CODE_PAGE, {"code": typed}).status_code == 302


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789", min_size=8, max_size=8), st.data())
def test_a_code_is_its_digits_whatever_stands_between_them(digits, data):
    zeros = st.sampled_from("0０٠۰०০๐𝟎𝟶\U0001e950")
    between = st.text(st.characters(categories=["Zs", "Zl", "Zp", "Pd", "Cf", "Cc", "Mn", "Me"]), max_size=2)
    typed = "".join(
        data.draw(between) + chr(ord(data.draw(zeros)) + int(digit)) + data.draw(between) for digit in digits
    )
    assert normalize_code(typed) == digits


@pytest.mark.parametrize("zero", "０٠۰०০๐𝟎𝟶")
def test_digits_of_any_script_are_taken(client, ask, code, zero):
    ask()
    typed = code().translate({ord("0") + n: chr(ord(zero) + n) for n in range(10)})
    assert client.post(CODE_PAGE, {"code": typed}).status_code == 302


def test_and_at_every_door(client, ask, register, code):
    full = {ord("0") + n: chr(ord("０") + n) for n in range(10)} | {ord("-"): "–"}
    register()
    assert client.post("/accounts/confirm-email/", {"code": code().translate(full)}).status_code == 302
    visitor = Client()
    visitor.post("/accounts/password/reset/", {"email": "redfern@readers.example"})
    page = visitor.post("/accounts/password/reset/confirm/", {"code": code().translate(full)})
    assert page.status_code == 302


@pytest.mark.parametrize("more", ["x", "²", "1", "½", "é"])
def test_what_is_no_digit_is_not_left_out(client, ask, code, more):
    ask()
    assert "This is not the code" in client.post(CODE_PAGE, {"code": code() + more}).content.decode()


def test_the_way_back_is_kept(client, ask, code):
    page = ask(next="/comment-policy/").url
    assert 'name="next" value="/comment-policy/"' in client.get(page).content.decode()
    assert client.post(CODE_PAGE, {"code": code(), "next": "/comment-policy/"}).url == "/comment-policy/"


def test_after_three_wrong_ones_it_is_spent_and_the_next_page_says_so(client, ask, code):
    ask()
    for _ in range(2):
        assert "This is not the code" in client.post(CODE_PAGE, {"code": "1"}).content.decode()
    page = client.post(CODE_PAGE, {"code": "1"}, follow=True).content.decode()
    assert "too many attempts" in page
    assert client.post(CODE_PAGE, {"code": code()}).url == "/accounts/login/code/"


def test_it_stops_working_after_a_quarter_of_an_hour(client, ask, code):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        ask()
    with time_machine.travel(now.timestamp() + 15 * 60 + 1, tick=False):
        assert client.post(CODE_PAGE, {"code": code()}).url == "/accounts/login/code/"


def test_and_not_before(client, ask, code):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        ask()
    with time_machine.travel(now.timestamp() + 15 * 60 - 1, tick=False):
        assert client.post(CODE_PAGE, {"code": code()}).url == "/comments/mine/"


def test_a_new_one_is_sent_on_request_and_ends_the_old(client, ask, code):
    ask()
    old = code()
    client.post(CODE_PAGE, {"action": "resend"})
    assert len(mail.outbox) == 2 and code() != old
    assert "This is not the code" in client.post(CODE_PAGE, {"code": old}).content.decode()
    assert client.post(CODE_PAGE, {"code": code()}).url == "/comments/mine/"


def test_an_unknown_address_gets_the_same_page_and_another_mail(client, reader):
    pages = []
    for email in (reader.email, "nobody@readers.example"):
        visitor = Client()
        answer = visitor.post("/accounts/login/code/", {"email": email}, follow=True)
        pages.append(re.sub(r'value="\w{64}"', "", answer.content.decode()).replace(email, "ADDRESS"))
    assert pages[0] == pages[1]
    assert "No account" in mail.outbox[1].subject


def test_the_field_suits_a_telephone(client, ask):
    page = client.get(ask().url).content.decode()
    field = re.search(r"<input[^>]*name=\"code\"[^>]*>", page)[0]
    assert 'autocomplete="one-time-code"' in field and 'inputmode="numeric"' in field


@pytest.mark.parametrize("printed", [True, False])
def test_where_mail_is_printed_the_page_says_so(client, ask, register, reader, settings, printed):
    settings.MAIL_IS_PRINTED = printed
    pages = [
        client.get(ask().url),
        Client().post("/accounts/password/reset/", {"email": reader.email}, follow=True),
    ]
    visitor = Client()
    typed = {"username": "QuietHeron", "email": "heron@readers.example", "password1": "harbour-light-9"}
    pages.append(visitor.post("/accounts/signup/", typed, follow=True))
    assert [PRINTED in page.content.decode() for page in pages] == [printed] * 3


def test_signing_in_another_way_keeps_the_way_back(client, ask):
    page = client.get(ask(next="/comment-policy/").url).content.decode()
    onward = re.search(r'name="next" value="(/accounts/login/[^"]*)"', page)[1]
    assert onward == "/accounts/login/?next=%2Fcomment-policy%2F"
    assert client.post("/accounts/logout/", {"next": onward}).url == onward
    assert client.get(onward).status_code == 200


def test_a_code_confirms_the_address_too(client, make_reader, code):
    unconfirmed = make_reader("QuietHeron", confirmed=False)
    client.post("/accounts/login/code/", {"email": unconfirmed.email})
    client.post(CODE_PAGE, {"code": code()})
    assert User.objects.get(pk=unconfirmed.pk).is_confirmed
