"""A sign-up that nobody confirms holds a pen name and an address for three days."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.models import user as models
from accounts.tests.conftest import sign_in
from newsroom.imports.people import Cast
from newsroom.server.worker import clean_up

CONFIRM = "/accounts/confirm-email/"
END = datetime.timedelta(days=3)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def old(register):
    """old(age) -> a sign-up of that age, which nobody confirmed."""

    def old(age, **changes):
        register(**changes)
        user = User.objects.latest("pk")
        User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - age)
        return user

    return old


def is_there(user):
    return User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize(
    ("age", "stays"),
    [
        (END - MINUTE, True),
        (END + MINUTE, True),
        (END + 61 * MINUTE, False),
        (datetime.timedelta(400), False),
    ],
)
def test_the_worker_deletes_it_an_hour_after_its_end(old, age, stays):
    user = old(age)
    clean_up(timezone.now())
    assert is_there(user) == stays


def test_in_its_last_hour_who_has_the_code_can_still_type_it(client, register, code):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        register()
    User.objects.update(date_joined=now - END - 10 * MINUTE)
    with time_machine.travel(now + 10 * MINUTE, tick=False):
        clean_up(timezone.now())
        assert client.post(CONFIRM, {"code": code()}).url == "/comments/mine/"
        clean_up(timezone.now())
    assert User.objects.get().is_confirmed


@pytest.mark.parametrize("name", ["QuietHeron", "quiet_heron"])
def test_its_name_and_address_are_free_before_the_worker_comes(old, code, typed, name):
    old(END + MINUTE)
    client = Client()
    answer = client.post("/accounts/signup/", typed | {"username": name, "email": "other@readers.example"})
    assert answer.url == CONFIRM
    assert client.post(CONFIRM, {"code": code()}).url == "/comments/mine/"
    assert User.objects.get().username == name


def test_nobody_comes_in_by_it(old, code):
    user = old(END + MINUTE)
    for login in (user.username, user.email):
        assert "do not belong together" in sign_in(Client(), login).content.decode()
    Client().post("/accounts/login/code/", {"email": user.email})
    assert "No account" in mail.outbox[-1].subject


def test_a_name_is_taken_until_then(old, typed):
    old(END - MINUTE)
    answer = Client().post("/accounts/signup/", typed | {"email": "other@readers.example"})
    assert "is taken" in answer.content.decode()


def test_no_other_is_deleted(old, make_reader, operator, post):
    ages_ago = timezone.now() - datetime.timedelta(400)
    confirmed = make_reader("RedFern")
    staff = make_reader("DeskOne", confirmed=False, is_staff=True)
    seeded = make_reader("Northwind", confirmed=False, seeded=True)
    was_in = make_reader("TideWatcher", confirmed=False, last_login=ages_ago)
    barred = make_reader("Barred", confirmed=False, is_active=False)
    writer = make_reader("Writer")
    post(author=writer)
    writer.emailaddress_set.update(verified=False)
    erased = make_reader("Gone", confirmed=False)
    erased.erase()
    people = [confirmed, staff, seeded, was_in, barred, writer, erased, operator]
    User.objects.update(date_joined=ages_ago)
    clean_up(timezone.now())
    assert all(map(is_there, people))


def test_many_go_in_batches_past_those_that_can_not(old, post, make_reader, monkeypatch):
    monkeypatch.setattr(models, "AT_ONCE", 2)
    writers = [make_reader(f"Writer-{name}") for name in ("a", "b")]
    for number, writer in enumerate(writers):
        post(author=writer)
        writer.emailaddress_set.update(verified=False)
        User.objects.filter(pk=writer.pk).update(
            date_joined=timezone.now() - datetime.timedelta(500 + number)
        )
    for number in range(5):
        user = User.objects.create_user(f"Waiting-{number}", f"w{number}@readers.example")
        User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - datetime.timedelta(10 + number))
    for _ in range(2):
        User.objects.delete_expired_sign_ups()
    assert not User.objects.filter(username__startswith="Waiting").exists()
    assert all(map(is_there, writers))


@pytest.mark.sqlite("PostgreSQL reads a small table whole")
def test_they_are_found_by_an_index_of_few(db):
    assert "user_newcomer" in User.objects.expired().explain()


@pytest.mark.parametrize("name", ["QuietHeron", "quiet_heron"])
def test_who_proved_an_address_chooses_its_name_before_the_worker_comes(old, typed, code, name):
    old(END + MINUTE)
    Client().post("/accounts/signup/", typed | {"username": "Squatter", "email": "owner@readers.example"})
    owner = Client()
    owner.post("/accounts/login/code/", {"email": "owner@readers.example"})
    assert owner.post("/accounts/login/code/confirm/", {"code": code()}).url == "/accounts/pen-name/"
    assert owner.post("/accounts/pen-name/", {"username": name}).url == "/comments/mine/"
    assert User.objects.get(email="owner@readers.example").username == name


def test_an_administrator_adds_staff_under_its_name(old, client, operator):
    old(END + MINUTE)
    client.force_login(operator)
    words = {"username": "QuietHeron", "email": "desk@paper.example", "usable_password": "true"}
    words |= {"password1": "lantern-quay-7", "password2": "lantern-quay-7"}
    assert client.post("/admin/accounts/user/add/", words).status_code == 302
    assert User.objects.get(username="QuietHeron").is_staff
    page = client.post("/admin/accounts/user/add/", words | {"username": "quiet_heron"}).content.decode()
    assert "taken, or looks like one that is" in page


def test_so_does_who_makes_an_administrator_and_a_seed(old):
    old(END + MINUTE)
    call_command(
        "createsuperuser", username="QuietHeron", email="keeper@paper.example", interactive=False, verbosity=0
    )
    assert User.objects.get(username="QuietHeron").is_superuser
    old(END + MINUTE, username="GrayHeron", email="gray@readers.example")
    with transaction.atomic():
        assert Cast().reader("GrayHeron", timezone.now(), "by").seeded
