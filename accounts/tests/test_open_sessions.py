"""Where somebody is signed in: listed in plain words, and ended at once, whoever sits there."""

import re

import pytest
from django.core import mail
from django.test import Client

from accounts import browsers, open_sessions
from accounts.models import Session
from accounts.tests.conftest import sign_in
from accounts.tests.test_second_factor import is_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.1 Mobile/15E148 Safari/604.1"
)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
    " Safari/537.36"
)
END = "/accounts/sessions/end/"
HERE = {"HTTP_ORIGIN": "http://testserver"}


def signed_in(agent, name="RedFern"):
    client = Client(headers={"user-agent": agent})
    sign_in(client, name)
    return client


def listed(client):
    """[(browser, whether it is this one, the name by which it is ended)]"""
    page = client.get("/accounts/").content.decode()
    found = []
    for name, rest in re.findall(r"<li><div><strong>(.*?)</strong>(.*?)</li>", page, re.DOTALL):
        ends = re.search(r'name="session" value="(\w+)"', rest)
        found.append((name, "(this one)" in rest, ends and ends[1]))
    return found


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (IPHONE, "Safari on iPhone"),
        (CHROME, "Chrome on Windows"),
        (f"{CHROME} Edg/142.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5", "A browser that does not say which it is"),
        ("", "A browser that does not say which it is"),
        ("Firefox/" * 10_000, "Firefox"),
    ],
)
def test_a_browser_in_a_few_words(rf, agent, words):
    stored = browsers.read(rf.get("/", headers={"user-agent": agent}))
    assert browsers.in_words(stored) == words and len(stored) <= browsers.LONGEST


def test_the_account_page_lists_them_this_one_first(reader, clock):
    phone = signed_in(IPHONE)
    clock.shift(3600)
    desktop = signed_in(FIREFOX)
    signed_in(CHROME, "Nobody")
    assert [each[:2] for each in listed(desktop)] == [("Firefox on Linux", True), ("Safari on iPhone", False)]
    assert [each[:2] for each in listed(phone)] == [("Safari on iPhone", True), ("Firefox on Linux", False)]


def test_no_page_has_a_key_by_which_a_session_is_entered(reader):
    phone, desktop = signed_in(IPHONE), signed_in(FIREFOX)
    page = desktop.get("/accounts/").content.decode()
    for client in (phone, desktop):
        assert client.session.session_key not in page


def test_one_is_ended_and_its_next_request_is_a_strangers(reader, other_reader):
    phone, desktop, others = signed_in(IPHONE), signed_in(FIREFOX), signed_in(CHROME, "Northwind")
    ((_, _, name),) = [each for each in listed(desktop) if not each[1]]
    assert others.post(END, {"session": name}).status_code == 302 and is_in(phone)
    desktop.post(END, {"session": name})
    assert not is_in(phone) and is_in(desktop) and is_in(others)
    assert [each.to for each in mail.outbox] == [[reader.email]]
    assert mail.outbox[0].subject == "You were signed out elsewhere at The Meridian"
    desktop.post(END, {"session": name})
    assert len(mail.outbox) == 1


def test_all_others_are_ended_also_those_beyond_the_list(reader, monkeypatch):
    monkeypatch.setattr(open_sessions, "MOST", 2)
    elsewhere, here = [signed_in(IPHONE) for _ in range(4)], signed_in(FIREFOX)
    assert len(listed(here)) == 2
    here.post(END)
    assert "4 sign-ins are ended." in here.get("/accounts/").content.decode()
    assert is_in(here) and not any(map(is_in, elsewhere))


def test_this_one_is_never_among_them(reader):
    client = signed_in(FIREFOX)
    own = open_sessions._name(client.session.session_key)
    client.post(END, {"session": own})
    client.post(END)
    assert is_in(client) and not mail.outbox


def test_ending_is_a_form(client, reader):
    assert client.post(END).url.startswith("/accounts/login/")
    client.force_login(reader)
    assert client.get(END).status_code == 405


def test_what_is_typed_in_a_stolen_session_of_the_desk_comes_back_and_is_not_saved(editor, make_article):
    """Two browsers: in one it is ended, while a story is being written in the other."""
    story = make_article(headline="Before")
    stolen, own = signed_in(CHROME, "IrisVale"), signed_in(FIREFOX, "IrisVale")
    address = f"/admin/articles/article/{story.pk}/change/"
    assert stolen.get(address).status_code == 200
    own.post(END, {"session": next(name for _, is_this, name in listed(own) if not is_this)})
    answer = stolen.post(address, {"headline": "An hour of thought"}, **HERE)
    assert answer.status_code == 403 and "An hour of thought" in answer.content.decode()
    assert stolen.get(address).url.startswith("/admin/login/")
    story.refresh_from_db()
    assert story.headline == "Before"


def test_a_comment_typed_in_an_ended_session_waits_for_the_sign_in(reader, article):
    phone, desktop = signed_in(IPHONE), signed_in(FIREFOX)
    desktop.post(END)
    form = f"{article.get_absolute_url()}comment/"
    assert phone.post(form, {"text": "An hour of thought."}).url.startswith("/accounts/login/")
    sign_in(phone, "RedFern", next=form)
    assert "An hour of thought." in phone.get(form).content.decode()


def test_a_new_password_leaves_none_of_the_others_in_the_list(reader):
    phone, desktop = signed_in(IPHONE), signed_in(FIREFOX)
    typed = {"oldpassword": "harbour-light-9", "password1": "lantern-quay-7"}
    desktop.post("/accounts/password/change/", typed)
    # Before the phone comes again: then its session is deleted anyway.
    assert [each[1] for each in listed(desktop)] == [True]
    assert not is_in(phone)


def test_of_staff_those_that_are_over_are_not_listed(editor, clock):
    signed_in(IPHONE, "IrisVale")
    clock.shift(12 * 3600)
    assert len(listed(signed_in(FIREFOX, "IrisVale"))) == 1


def test_a_reader_reading_costs_a_write_every_ten_minutes_and_no_more(
    client, reader, clock, django_assert_num_queries
):
    client.force_login(reader)
    client.get("/comments/mine/")
    with django_assert_num_queries(4) as reading:
        client.get("/comments/mine/")
    assert not [each for each in reading if "UPDATE" in each["sql"]]
    seen = Session.objects.get().seen_at
    clock.shift(9 * 60)
    client.get("/comments/mine/")
    assert Session.objects.get().seen_at == seen
    clock.shift(60)
    client.get("/comments/mine/")
    assert (Session.objects.get().seen_at - seen).total_seconds() == 600
    with django_assert_num_queries(4):
        client.get("/comments/mine/")


def test_a_page_is_shown_where_the_use_can_not_be_written(client, reader, clock, monkeypatch):
    from django.db import OperationalError
    from django.db.models import QuerySet

    client.force_login(reader)
    clock.shift(3600)

    def fail(*args, **kwargs):
        raise OperationalError("disk full")

    monkeypatch.setattr(QuerySet, "update", fail)
    assert client.get("/comments/mine/").status_code == 200


def test_a_session_knows_whose_it_is_through_sign_in_and_a_new_password(client, reader):
    client.get("/accounts/login/")
    sign_in(client, "RedFern")
    assert Session.objects.get().user == reader
    client.post(
        "/accounts/password/change/", {"oldpassword": "harbour-light-9", "password1": "lantern-quay-7"}
    )
    assert Session.objects.get().user == reader
    client.post("/accounts/logout/")
    assert not Session.objects.filter(user=reader).exists()
