"""The first proof that an address is one's own makes worthless what somebody set before it, at every door."""

import re
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.tests.conftest import sign_in
from newsroom.tests.support.threads import at_once

ADDRESS = "owner@readers.example"
LOGIN_CODE, CONFIRM, NAME = "/accounts/login/code/confirm/", "/accounts/confirm-email/", "/accounts/pen-name/"


@pytest.fixture
def stranger(db, typed):
    """A stranger's browser, which waits for the code that went to somebody else's address."""
    browser = Client()
    answer = browser.post("/accounts/signup/", typed | {"username": "Squatter", "email": ADDRESS})
    assert answer.url == CONFIRM
    return browser


def with_code(client, code, password=None):
    """The owner comes in by a code, or by choosing a new password."""
    if password is None:
        client.post("/accounts/login/code/", {"email": ADDRESS})
        return client.post(LOGIN_CODE, {"code": code()})
    client.post("/accounts/password/reset/", {"email": ADDRESS})
    client.post("/accounts/password/reset/confirm/", {"code": code()})
    return client.post("/accounts/password/reset/complete/", {"password1": password})


def comes_in(login, password="harbour-light-9"):
    client = Client()
    sign_in(client, login, password)
    return client.get("/accounts/").status_code == 200


@pytest.mark.parametrize("password", [None, "lantern-quay-7"])
def test_the_owner_gets_the_address_and_nothing_that_a_stranger_chose(db, client, stranger, code, password):
    assert with_code(client, code, password).url == NAME
    assert client.get("/accounts/").status_code == 302, "not signed in under a stranger's name"
    assert "Squatter" not in client.get(NAME).content.decode()
    assert client.post(NAME, {"username": "TideWatcher"}).url == "/comments/mine/"
    owner = User.objects.get()
    assert owner.username == "TideWatcher" and owner.email == ADDRESS and owner.is_confirmed
    assert not owner.check_password("harbour-light-9")
    assert owner.has_usable_password() == bool(password)
    assert client.get("/accounts/").context["user"] == owner


@pytest.mark.parametrize("password", [None, "lantern-quay-7"])
def test_the_stranger_has_nothing_at_any_moment_after_it(db, client, stranger, code, password):
    waiting = Client()
    sign_in(waiting, "Squatter")
    with_code(client, code, password)
    for login in ("Squatter", ADDRESS):
        assert not comes_in(login)
    for browser in (stranger, waiting):
        browser.post(CONFIRM, {"code": "1"})
        assert browser.get("/accounts/").status_code == 302
        assert browser.get(NAME).status_code == 302


def test_after_the_code_of_a_reset_the_old_password_is_void_before_there_is_a_new_one(
    db, client, stranger, code
):
    client.post("/accounts/password/reset/", {"email": ADDRESS})
    client.post("/accounts/password/reset/confirm/", {"code": code()})
    assert not comes_in("Squatter")


def test_a_name_is_still_asked_for_at_the_next_sign_in(db, client, stranger, code):
    with_code(client, code)
    assert with_code(client := Client(), code).url == NAME
    assert client.post(NAME, {"username": "ab"}).context["form"].errors
    assert client.post(NAME, {"username": "TideWatcher"}).url == "/comments/mine/"


def test_a_name_is_chosen_once_and_by_whom_it_is_asked_of(client, reader, db):
    assert client.get(NAME).url == "/accounts/login/"
    client.force_login(reader)
    client.post(NAME, {"username": "TideWatcher"})
    reader.choose_name("TideWatcher")
    assert User.objects.get(pk=reader.pk).username == "RedFern"


def test_no_reader_calls_themselves_as_who_has_no_name(register):
    assert "kept for the paper" in register(username="Unnamed-reader-7").content.decode()


def test_the_owner_registers_as_if_nobody_had(db, stranger, register, code, client):
    assert register(email=ADDRESS).url == CONFIRM
    assert "Your code" in mail.outbox[-1].subject
    assert client.post(CONFIRM, {"code": code()}).url == "/comments/mine/"
    owner = User.objects.get(email=ADDRESS)
    assert owner.username == "QuietHeron" and owner.check_password("harbour-light-9") and owner.is_confirmed
    stranger.post(CONFIRM, {"code": "1"})
    assert stranger.get("/accounts/").status_code == 302 and not comes_in("Squatter")


def test_the_owner_registers_again_under_the_same_name(register, client, code):
    register(email=ADDRESS)
    assert Client().post("/accounts/signup/", {}).status_code == 200
    again = Client()
    typed = {"username": "quiet_heron", "email": ADDRESS, "password1": "lantern-quay-7"}
    assert again.post("/accounts/signup/", typed).url == CONFIRM
    assert again.post(CONFIRM, {"code": code()}).url == "/comments/mine/"
    assert User.objects.get().username == "quiet_heron"


def test_a_name_is_another_strangers_to_take_from_no_sign_up(register):
    register(email=ADDRESS)
    typed = {"username": "QuietHeron", "email": "other@readers.example", "password1": "lantern-quay-7"}
    assert "is taken" in Client().post("/accounts/signup/", typed).content.decode()


def test_a_stranger_who_registers_meanwhile_does_not_spoil_the_owners_code(register, client, code, typed):
    register(email=ADDRESS)
    owners = code()
    stranger = Client()
    stranger.post("/accounts/signup/", typed | {"username": "Squatter", "email": ADDRESS})
    assert client.post(CONFIRM, {"code": owners}).url == "/comments/mine/"
    assert User.objects.get(email=ADDRESS).username == "QuietHeron" and User.objects.confirmed().count() == 1
    assert not comes_in("Squatter")
    for action in ("verify", "resend"):
        assert stranger.post(CONFIRM, {"code": code(), "action": action}).status_code in (200, 302)
    assert stranger.get("/accounts/").status_code == 302


@pytest.mark.parametrize("proof", ["none", "register", "code", "reset"])
def test_the_stranger_does_not_learn_that_the_owner_came(db, stranger, register, client, code, proof):
    """They know the password: what signing in with it says must not change."""

    def said():
        cache.clear()
        visitor = Client()
        answers = [sign_in(visitor, "Squatter"), visitor.get(CONFIRM), visitor.post(CONFIRM, {"code": "1"})]
        pages = [re.sub(r'value="[^"]{64}"', "", answer.content.decode()) for answer in answers]
        return [answer.status_code for answer in answers], pages, answers[0].url

    before = said()
    if proof == "register":
        cache.clear()
        register(email=ADDRESS)
        assert said() == before
        mail.outbox.clear()
        cache.clear()
        client.post(CONFIRM, {"action": "resend"})
        assert client.post(CONFIRM, {"code": code()}).url == "/comments/mine/"
    elif proof != "none":
        cache.clear()
        register(email=ADDRESS)
        cache.clear()
        with_code(Client(), code, "lantern-quay-7" if proof == "reset" else None)
    assert said() == before


def test_an_account_that_lost_its_address_to_another_spelling_is_told_so(make_reader):
    user = make_reader("QuietHeron", confirmed=False)
    user.remove_address(user.email)
    visitor = Client()
    answer = sign_in(visitor, "QuietHeron")
    assert answer.url == "/accounts/signup/"
    assert "Please register again" in visitor.get(answer.url).content.decode()


def test_a_confirmed_reader_changes_to_an_address_that_a_stranger_registered(client, reader, stranger, code):
    client.force_login(reader)
    client.post("/accounts/reauthenticate/", {"password": "harbour-light-9", "next": "/accounts/"})
    client.post("/accounts/email/", {"email": ADDRESS, "action_add": ""})
    assert client.post(CONFIRM, {"code": code()}).url == "/accounts/"
    reader.refresh_from_db()
    assert reader.email == ADDRESS and reader.is_confirmed and reader.username == "RedFern"
    assert reader.check_password("harbour-light-9")
    assert User.objects.get(username="Squatter").email is None and not comes_in("Squatter")


def test_an_address_that_waits_at_somebody_else_leads_to_nobody(client, reader, code):
    """Stored by an older version, or by hand."""
    reader.emailaddress_set.create(email=ADDRESS, verified=False)
    client.post("/accounts/login/code/", {"email": ADDRESS})
    client.post("/accounts/password/reset/", {"email": ADDRESS})
    assert all("No account" in sent.subject for sent in mail.outbox)


def test_and_does_not_keep_its_owner_out(reader, register, client, code):
    reader.emailaddress_set.create(email=ADDRESS, verified=False)
    register(email=ADDRESS)
    assert client.post(CONFIRM, {"code": code()}).url == "/comments/mine/"
    assert list(EmailAddress.objects.filter(email=ADDRESS).values_list("user__username", flat=True)) == [
        "QuietHeron"
    ]
    assert User.objects.get(pk=reader.pk).is_confirmed


def test_an_address_that_an_administrator_typed_is_its_owners_once_proved(client, reader, code):
    """A reader's name stays: they had proved another address when they took it."""
    User.objects.filter(pk=reader.pk).update(email=ADDRESS)
    reader.refresh_from_db()
    reader.set_only_address(confirmed=False)
    elsewhere = Client()
    elsewhere.force_login(reader)
    assert with_code(client, code).url == "/comments/mine/"
    reader.refresh_from_db()
    assert reader.username == "RedFern" and not reader.has_usable_password()
    assert elsewhere.get("/accounts/").status_code == 302


def test_who_knows_password_and_code_keeps_both(client, register, code):
    register()
    other = Client()
    sign_in(other, "QuietHeron")
    assert other.post(CONFIRM, {"code": code()}).url == "/comments/mine/"
    assert comes_in("QuietHeron")


def change(client, person, **changes):
    data = {"email": person.email or "", "first_name": "", "last_name": "", **changes}
    return client.post(f"/admin/accounts/user/{person.pk}/change/", data)


@pytest.mark.parametrize("staff", [{}, {"is_staff": "on"}])
def test_an_administrator_gives_no_address_to_a_strangers_password(client, operator, stranger, staff):
    client.force_login(operator)
    squatter = User.objects.get(username="Squatter")
    assert change(client, squatter, email="desk@paper.example", **staff).status_code == 302
    squatter.refresh_from_db()
    assert squatter.email == "desk@paper.example" and not squatter.has_usable_password()
    assert not comes_in("Squatter")


def test_an_administrator_is_not_kept_from_an_address_by_a_strangers_sign_up(
    client, operator, reader, stranger
):
    client.force_login(operator)
    assert change(client, reader, email=ADDRESS).status_code == 302
    reader.refresh_from_db()
    assert reader.email == ADDRESS
    assert User.objects.get(username="Squatter").email is None


def test_an_administrator_gives_nobody_the_address_that_somebody_has(client, operator, reader, other_reader):
    client.force_login(operator)
    assert "Another account has this" in change(client, reader, email=other_reader.email).content.decode()


def test_who_makes_an_administrator_is_not_kept_from_an_address(stranger, db):
    User.objects.create_superuser("Keeper", ADDRESS, "lantern-quay-7")
    assert User.objects.get(email=ADDRESS).username == "Keeper"


def test_a_sign_up_that_was_barred_keeps_the_address_from_nobody(stranger, register, client, code, operator):
    """Nor does it get in again with it when it is barred no more."""
    squatter = User.objects.get(username="Squatter")
    squatter.deactivate()
    assert register(email=ADDRESS).url == CONFIRM
    assert client.post(CONFIRM, {"code": code()}).url == "/comments/mine/"
    squatter.refresh_from_db()
    squatter.reactivate()
    assert squatter.email is None and not comes_in("Squatter")


def test_nor_from_an_administrator(client, operator, reader, stranger):
    User.objects.get(username="Squatter").deactivate()
    client.force_login(operator)
    assert change(client, reader, email=ADDRESS).status_code == 302
    reader.refresh_from_db()
    assert reader.email == ADDRESS


def test_a_sign_up_that_another_took_the_place_of_in_this_instant_has_no_right_code(
    register, client, code, monkeypatch
):
    register(email=ADDRESS)
    prove = User.confirm_address

    def gone_first(user, *given):
        User.objects.filter(pk=user.pk).delete()
        prove(user, *given)

    monkeypatch.setattr(User, "confirm_address", gone_first)
    assert "This is not the code" in client.post(CONFIRM, {"code": code()}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_proof_and_another_sign_up_of_the_same_name_at_once_fail_nobody(code):
    for letter in "abcd":
        typed = {
            "username": f"Heron-{letter}",
            "email": f"{letter}@readers.example",
            "password1": "harbour-light-9",
        }
        owner, stranger = Client(), Client()
        owner.post("/accounts/signup/", typed)
        right = code()
        posts = [(owner, CONFIRM, {"code": right}), (stranger, "/accounts/signup/", typed)]
        answers = at_once([partial(client.post, page, words) for client, page, words in posts])
        assert [answer.status_code in (200, 302) for answer in answers] == [True, True], answers
        if owner.get("/accounts/").status_code == 200:
            assert User.objects.get(username=typed["username"]).is_confirmed


def test_who_makes_an_administrator_with_somebodys_address_is_told_so(reader):
    words = {"username": "Keeper", "email": reader.email, "interactive": False, "verbosity": 0}
    with pytest.raises(CommandError, match="Another account has this email address"):
        call_command("createsuperuser", **words)
