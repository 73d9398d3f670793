"""Staff's sign-ins and failures, for Chiefs: what is kept, how much of it strangers can cause, and for how long."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import SignIn
from accounts.tests.conftest import app_code, sign_in
from accounts.tests.test_second_factor import by_code, by_new_password, type_factor
from newsroom.server import worker

LIST = "/admin/accounts/signin/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
FROM = {"REMOTE_ADDR": "2001:db8:7:8:9::1", "HTTP_USER_AGENT": FIREFOX}


def kept():
    return list(SignIn.objects.order_by("pk").values_list("way", "outcome"))


@pytest.mark.parametrize(
    ("go", "way"),
    [
        (lambda client, person, code: sign_in(client, person.username), "password"),
        (by_code, "code"),
        (by_new_password, "reset"),
    ],
)
def test_a_sign_in_of_staff_is_kept_with_how_and_from_where(editor, code, go, way):
    go(Client(**FROM), editor, code)
    row = SignIn.objects.get()
    assert (row.person, row.way, row.outcome) == (editor, way, "in")
    assert (row.network, row.browser) == ("2001:db8:7:8::/64", "Firefox/Linux")


def test_with_a_second_factor_that_is_how(client, editor, with_app, clock):
    secret = with_app(editor)
    sign_in(client, "IrisVale")
    assert not kept()
    type_factor(client, "123456")
    type_factor(client, app_code(secret))
    assert kept() == [("totp", "factor"), ("totp", "in")]


def test_failures_with_a_name_or_an_address_of_staff_are_kept(client, editor, code):
    sign_in(client, "irisvale", "wrong-word-1")
    sign_in(client, editor.email.upper(), "wrong-word-1")
    client.post("/accounts/login/code/", {"email": editor.email})
    client.post("/accounts/login/code/confirm/", {"code": "1"})
    assert kept() == [("password", "password"), ("password", "password"), ("code", "code")]
    for _ in range(5):
        sign_in(Client(), "IrisVale", "wrong-word-1")
    assert kept()[-1] == ("password", "many")


def test_of_readers_and_of_nobody_nothing_is_kept(client, reader):
    sign_in(client, "RedFern", "wrong-word-1")
    sign_in(client, "NoSuchName", "wrong-word-1")
    sign_in(client, "RedFern")
    assert not kept()


def test_strangers_fill_no_disk_and_hide_no_sign_in(editor, clock):
    for minute in range(60):
        for _ in range(2):
            sign_in(Client(REMOTE_ADDR=f"203.0.113.{minute}"), "IrisVale", "wrong-word-1")
        clock.shift(59)
    assert SignIn.objects.count() == 20
    clock.shift(301)
    sign_in(Client(), "IrisVale")
    assert kept()[-1] == ("password", "in")


def test_the_worker_forgets_them_after_ninety_days(editor):
    SignIn.objects.create(person=editor, way="password", outcome="in")
    for days, left in ((89, 1), (91, 0)):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=days), tick=False):
            worker.clean_up(timezone.now())
        assert SignIn.objects.count() == left


def test_they_go_with_the_account(editor, reader, with_app):
    from allauth.mfa.models import Authenticator

    for person in (editor, reader):
        SignIn.objects.create(person=person, way="password", outcome="in")
        with_app(person)
    editor.erase()
    assert SignIn.objects.get().person == reader
    assert set(Authenticator.objects.values_list("user", flat=True)) == {reader.pk}


@pytest.fixture
def chief(make_reader):
    chief = make_reader("AdaMeer", is_staff=True)
    chief.groups.add(Group.objects.get(name="Chiefs"))
    return chief


def test_chiefs_and_superusers_see_them_and_others_do_not(chief, operator, editor, reader):
    for person, status in ((chief, 200), (operator, 200), (editor, 403), (reader, 302)):
        client = Client()
        client.force_login(person)
        assert client.get(LIST).status_code == status, person


def test_nobody_changes_them(chief, editor):
    row = SignIn.objects.create(person=editor, way="password", outcome="password", network="203.0.113.9")
    client = Client()
    client.force_login(chief)
    page = client.get(LIST).content.decode()
    assert "203.0.113.9" in page and "wrong password" in page and "IrisVale" in page
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(f"{LIST}{row.pk}/change/", {"outcome": "in"})
    row.refresh_from_db()
    assert row.outcome == "password"


def test_failures_alone_can_be_looked_at(chief, editor):
    for outcome in ("in", "password", "factor"):
        SignIn.objects.create(person=editor, way="password", outcome=outcome)
    client = Client()
    client.force_login(chief)
    shown = client.get(f"{LIST}?outcome=failed").context["cl"].result_list
    assert {row.outcome for row in shown} == {"password", "factor"}


def test_the_list_costs_the_same_for_two_and_for_two_hundred(chief, editor, django_assert_max_num_queries):
    client, counts = Client(), []
    client.force_login(chief)
    for rows in (2, 200):
        SignIn.objects.bulk_create(SignIn(person=editor, way="password", outcome="in") for _ in range(rows))
        with django_assert_max_num_queries(30) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]
