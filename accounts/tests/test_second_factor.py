"""An authenticator app as a second factor: set up, asked for at every way in, each code once, guesses limited."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils.http import urlencode

from accounts.second_factor import encryption, recovery
from accounts.tests.conftest import app_code, sign_in

PAGES = "/accounts/second-factor/"
ASKED = f"{PAGES}sign-in/"
PASSWORD = "harbour-light-9"


def type_password(client, to):
    return client.post(f"/accounts/reauthenticate/?next={to}", {"password": PASSWORD, "next": to})


def shown_key(page):
    return re.search(r'<code class="key" dir="ltr">((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})</code>', page)[1].replace(
        " ", ""
    )


def is_in(client):
    return client.get("/accounts/").status_code == 200


def type_factor(client, code):
    return client.post(ASKED, {"code": code})


@pytest.fixture
def enrolled(editor, with_app):
    editor.secret = with_app(editor)
    return editor


def test_somebody_sets_up_an_app_and_has_a_mail_and_recovery_codes(
    client, reader, clock, django_capture_on_commit_callbacks
):
    sign_in(client, "RedFern")
    add = f"{PAGES}app/add/"
    assert client.get(add).url == f"/accounts/reauthenticate/?{urlencode({'next': add})}"
    type_password(client, add)
    page = client.get(add).content.decode()
    secret = shown_key(page)
    assert "data:image/svg+xml;base64," in page
    assert "This is not the code" in client.post(add, {"code": "000000"}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(add, {"code": app_code(secret)}).url == f"{PAGES}recovery-codes/"
    assert mail.outbox[-1].subject == "Your account at The Meridian has a second factor now"
    assert mail.outbox[-1].to == [reader.email]
    assert recovery.left(reader) == 10
    assert "Remove the app" in client.get(PAGES).content.decode()


def test_the_page_shows_the_same_secret_when_it_is_loaded_again(client, reader):
    sign_in(client, "RedFern")
    type_password(client, PAGES)
    secrets = [shown_key(client.get(f"{PAGES}app/add/").content.decode()) for _ in "ab"]
    assert secrets[0] == secrets[1]


def test_the_secrets_are_stored_encrypted(enrolled):
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert enrolled.secret not in stored
    row = Authenticator.objects.get(type="totp")
    assert encryption.decrypt(row.data["secret"]) == enrolled.secret
    codes = Authenticator.objects.get(type="recovery_codes")
    assert re.fullmatch(r"[0-9a-f]{80}", encryption.decrypt(codes.data["seed"]))


def test_with_another_secret_key_the_page_says_what_to_do(client, enrolled, settings):
    settings.SECRET_KEY = "another key, and as long as a key ought to be for every check"
    sign_in(client, "IrisVale")
    page = type_factor(client, app_code(enrolled.secret)).content.decode()
    assert "can’t be read here any more" in page and not is_in(client)


def by_password(client, person, code):
    return sign_in(client, person.username)


def by_code(client, person, code):
    client.post("/accounts/login/code/", {"email": person.email})
    return client.post("/accounts/login/code/confirm/", {"code": code()})


def by_new_password(client, person, code):
    client.post("/accounts/password/reset/", {"email": person.email})
    client.post("/accounts/password/reset/confirm/", {"code": code()})
    return client.post("/accounts/password/reset/complete/", {"password1": "lantern-quay-7"})


def by_the_admins_door(client, person, code):
    door = client.get("/admin/", follow=True).redirect_chain[-1][0]
    return client.post(door, {"login": person.username, "password": PASSWORD, "next": "/admin/"})


def in_a_known_browser(client, person, code):
    # Known by a sign-in of before there was a second factor.
    rows = list(Authenticator.objects.all())
    Authenticator.objects.all().delete()
    sign_in(client, person.username)
    client.post("/accounts/logout/")
    Authenticator.objects.bulk_create(rows)
    return sign_in(client, person.username)


@pytest.mark.parametrize(
    "way", [by_password, by_code, by_new_password, by_the_admins_door, in_a_known_browser]
)
def test_no_way_in_goes_around_it(client, enrolled, code, clock, way):
    assert way(client, enrolled, code).url == ASKED
    assert not is_in(client)
    assert client.get("/admin/").status_code == 302
    assert type_factor(client, "123456").status_code == 200
    assert not is_in(client)
    assert type_factor(client, app_code(enrolled.secret)).status_code == 302
    assert is_in(client) and client.get("/admin/").status_code == 200


def test_it_leads_on_to_where_they_wanted_to_go(client, enrolled, clock):
    sign_in(client, "IrisVale", next="/admin/articles/article/")
    assert type_factor(client, app_code(enrolled.secret)).url == "/admin/articles/article/"


def test_a_code_is_good_once_even_where_it_is_still_right(client, enrolled, clock):
    right = app_code(enrolled.secret)
    sign_in(client, "IrisVale")
    type_factor(client, right)
    assert is_in(client)
    for seconds in (1, 30, 28):
        clock.shift(seconds)
        other = Client()
        sign_in(other, "IrisVale")
        assert "has been used" in type_factor(other, right).content.decode()
        assert not is_in(other)


@pytest.mark.parametrize(("seconds", "opens"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(client, enrolled, clock, seconds, opens):
    sign_in(client, "IrisVale")
    import time

    type_factor(client, app_code(enrolled.secret, time.time() + seconds))
    assert is_in(client) == opens


def test_codes_are_read_as_people_type_them(client, enrolled, clock):
    right = app_code(enrolled.secret)
    sign_in(client, "IrisVale")
    type_factor(client, f" {right[:3]}-{right[3:]} ".translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
    assert is_in(client)


def test_five_wrong_codes_are_enough_for_five_minutes_and_another_session_gets_no_more(
    client, enrolled, clock
):
    for _ in range(5):
        each = Client()
        sign_in(each, "IrisVale")
        assert "not the code" in type_factor(each, "123456").content.decode()
    sign_in(client, "IrisVale")
    assert "too many attempts" in type_factor(client, app_code(enrolled.secret)).content.decode()
    clock.shift(301)
    type_factor(client, app_code(enrolled.secret))
    assert is_in(client)


def test_who_signs_in_to_their_own_account_gets_no_new_attempts_at_anothers(
    client, enrolled, reader, with_app, clock
):
    own = with_app(reader)
    for number in range(5):
        each = Client()
        sign_in(each, "IrisVale")
        type_factor(each, f"12345{number}")
        mine = Client()
        sign_in(mine, "RedFern")
        type_factor(mine, app_code(own))
        clock.shift(31)
    sign_in(client, "IrisVale")
    assert "too many attempts" in type_factor(client, app_code(enrolled.secret)).content.decode()


def test_removing_it_asks_for_the_password_and_mails(client, reader, with_app, clock):
    secret = with_app(reader)
    sign_in(client, "RedFern")
    type_factor(client, app_code(secret))
    remove = f"{PAGES}app/remove/"
    assert client.get(remove).status_code == 302
    type_password(client, remove)
    assert client.get(remove).status_code == 200 and Authenticator.objects.exists()
    client.post(remove)
    assert not Authenticator.objects.exists()
    assert mail.outbox[-1].subject == "A second factor of your account at The Meridian was removed"


def test_who_has_no_password_signs_in_just_before(client, make_reader, code, clock):
    """Or whoever finds their session open sets up a factor, and they are out for good."""
    person = make_reader("Saltcote")
    person.set_unusable_password()
    person.save()
    by_code(client, person, code)
    assert client.get(f"{PAGES}app/add/").status_code == 200
    clock.shift(301)
    answer = client.get(f"{PAGES}app/add/")
    assert answer.status_code == 403 and "Sign in once more first" in answer.content.decode()
    assert client.post(f"{PAGES}app/add/", {"code": "1"}).status_code == 403


def test_nobody_else_sees_these_pages(client, db):
    for page in (
        "",
        "app/add/",
        "app/remove/",
        "passkeys/add/",
        "recovery-codes/",
        "recovery-codes/new/",
        "again/",
    ):
        assert client.get(f"{PAGES}{page}").url.startswith("/accounts/login/"), page
    assert client.get(ASKED).url == "/accounts/login/"


def test_allauths_own_page_of_all_codes_is_not_there(client, editor, with_app):
    with_app(editor)
    client.force_login(editor)
    assert client.get(f"{PAGES}recovery-codes/download/").status_code == 404


def test_an_app_that_is_added_or_removed_is_in_the_log(
    client, reader, clock, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level("INFO", "accounts.audit")
    sign_in(client, "RedFern")
    type_password(client, PAGES)
    page = client.get(f"{PAGES}app/add/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PAGES}app/add/", {"code": app_code(shown_key(page))})
    client.post(f"{PAGES}app/remove/")
    said = [each.getMessage() for each in caplog.records]
    assert any(f"account {reader.pk}: second factor set up: totp" in each for each in said)
    assert any(f"account {reader.pk}: second factor removed: totp" in each for each in said)
