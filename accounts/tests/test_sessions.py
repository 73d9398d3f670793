"""What sessions hold: how much, for how long, and that the worker takes away what is over."""

import datetime

import pytest
import time_machine
from allauth.account import urls as allauth
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.urls import reverse
from django.utils import timezone

from accounts import sessions
from accounts import urls as our_own
from accounts.models.session import Session
from accounts.second_factor import urls as second_factor
from accounts.sessions import SessionStore
from newsroom.server import worker

HOUR = datetime.timedelta(hours=1)


def begin(**data):
    session = SessionStore()
    session.update(data)
    session.create()
    return session


def test_half_a_sign_in_is_kept_for_an_hour_and_a_whole_one_as_long_as_the_setting_says(
    client, db, reader, register
):
    register()
    assert client.session.get_expiry_age() == 60 * 60
    row = Session.objects.get()
    assert row.expire_date - timezone.now() <= HOUR
    client.force_login(reader)
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


def test_a_session_takes_no_more_than_so_many_bytes(db):
    # Twice as much of one letter is nothing.
    begin(typed="x" * sessions.LARGEST * 2)
    with pytest.raises(RequestDataTooBig):
        begin(typed="".join(chr(33 + at * at % 90_001 % 90) for at in range(sessions.LARGEST * 3)))


def test_whatever_would_make_it_larger_is_refused_and_the_session_stays(client, reader):
    """allauth keeps a request with all that it sent while it asks for the password."""
    client.login(login="RedFern", password="harbour-light-9")
    client.force_login(reader)
    before = Session.objects.get().session_data
    noise = "".join(chr(33 + at * at % 90_001 % 90) for at in range(400_000))
    response = client.post("/accounts/erase/", {"filling": noise})
    assert response.status_code == 413
    assert "larger than this site takes" in response.content.decode()
    assert Session.objects.get().session_data == before


def test_an_address_to_go_on_to_is_kept_only_where_it_can_be_one(client, register):
    register(next="/" + "x" * 500_000)
    assert len(Session.objects.get().session_data) < 4000


def test_the_worker_takes_away_what_is_over_and_nothing_else(db):
    over, here = begin(a=1), begin(b=2)
    over.set_expiry(60)
    over.save()
    here.set_expiry(7200)
    here.save()
    with time_machine.travel(timezone.now() + HOUR, tick=False):
        worker.clean_up(timezone.now())
    assert list(Session.objects.values_list("pk", flat=True)) == [here.session_key]


def test_in_batches_and_no_more_than_so_many_at_once(db, monkeypatch):
    monkeypatch.setattr(sessions, "AT_ONCE", 3)
    monkeypatch.setattr(sessions, "BATCHES", 2)
    over = timezone.now() - HOUR
    Session.objects.bulk_create(
        Session(session_key=f"key{number}", session_data="", expire_date=over + number * HOUR / 100)
        for number in range(8)
    )
    SessionStore.clear_expired()
    # The oldest went first.
    assert sorted(Session.objects.values_list("pk", flat=True)) == ["key6", "key7"]
    SessionStore.clear_expired()
    assert not Session.objects.exists()


PAGES = ["/", "/comment-policy/", "/comments/mine/", "/nothing/", "/admin/", "/admin/accounts/user/add/"]
TYPED = {
    "login": "RedFern",
    "password": "wrong",
    "email": "x",
    "username": "x",
    "code": "1",
    "next": "/",
    "text": "x",
}


def test_neither_reading_nor_a_form_that_is_refused_begins_one(client, reader, post):
    """allauth, for one, keeps the request of whoever has to sign in first."""
    own = post().get_absolute_url()
    accounts = [reverse(each.name) for each in allauth.urlpatterns]
    accounts += [
        reverse(f"accounts:{each.name}", kwargs=dict.fromkeys(each.pattern.converters, "never-was"))
        for each in our_own.urlpatterns
    ]
    accounts += [
        reverse(each.name, kwargs={"pk": 1} if "<int:pk>" in str(each.pattern) else {})
        for each in second_factor.urlpatterns
    ]
    for address in [*PAGES, *accounts, own, f"{own}reply/", f"{own}report/", f"{own}withdraw/"]:
        client.get(address)
        assert not Session.objects.exists(), address
        if not address.endswith("reply/"):
            client.post(address, TYPED)
            assert not Session.objects.exists(), address
