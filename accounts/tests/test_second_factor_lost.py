"""A second factor that was lost is removed by who may, and its owner hears of it and is signed out everywhere."""

import io

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.groups import CHIEFS
from accounts.second_factor import removal
from accounts.second_factor.obligation import has_second_factor
from accounts.tests.conftest import app_code, sign_in
from accounts.tests.test_second_factor import is_in, type_factor


@pytest.fixture
def make_chief(make_reader):
    def make(name):
        chief = make_reader(name, is_staff=True)
        chief.groups.add(Group.objects.get(name=CHIEFS))
        return chief

    return make


@pytest.fixture
def cast(operator, make_chief, editor, reader, make_reader, with_app):
    """Everybody who can be asked and everybody who can ask, each with a second factor."""
    people = {
        "superuser": operator,
        "another superuser": make_reader("Warden", is_staff=True, is_superuser=True),
        "chief": make_chief("AdaMeer"),
        "another chief": make_chief("BenHolt"),
        "editor": editor,
        "reader": reader,
        "deactivated chief": make_chief("OldChief"),
    }
    people["deactivated chief"].deactivate()
    for person in people.values():
        with_app(person)
    return people


MAY = {
    "superuser": {"another superuser", "chief", "another chief", "editor", "reader", "deactivated chief"},
    "chief": {"editor"},
    "editor": set(),
    "reader": set(),
    "deactivated chief": set(),
}


@pytest.mark.parametrize("by", MAY)
def test_who_may_remove_whose(cast, by):
    assert {name for name, person in cast.items() if removal.may_remove(cast[by], person)} == MAY[by]


@pytest.mark.parametrize("by", ["superuser", "chief", "editor"])
def test_the_desk_asks_the_same(cast, by, django_capture_on_commit_callbacks):
    client = Client()
    client.force_login(cast[by])
    for name, person in cast.items():
        address = f"/admin/accounts/user/{person.pk}/second-factor/"
        status = 200 if name in MAY[by] else 403
        assert client.get(address).status_code == status, name
        assert has_second_factor(person)
        client.post(address)
        assert has_second_factor(person) == (name not in MAY[by]), name
    assert client.get("/admin/accounts/user/987654/second-factor/").status_code == (
        404 if by == "superuser" else 403
    )


def test_its_owner_is_mailed_signed_out_everywhere_and_signs_in_without_it(
    cast, clock, caplog, django_capture_on_commit_callbacks
):
    editor, phone, laptop = cast["editor"], Client(), Client()
    for each in (phone, laptop):
        each.force_login(editor)
    desk = Client()
    desk.force_login(cast["chief"])
    address = f"/admin/accounts/user/{editor.pk}/second-factor/"
    assert "Make sure first that it is" in desk.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(address)
    assert [each.to for each in mail.outbox] == [[editor.email]]
    assert "The second factor of your account was removed" in mail.outbox[0].body
    assert not is_in(phone) and not is_in(laptop) and is_in(desk)
    assert not Authenticator.objects.filter(user=editor).exists()
    said = f"account {editor.pk}: second factor removed by account {cast['chief'].pk}"
    assert any(said in each.getMessage() for each in caplog.records)
    assert LogEntry.objects.get(object_id=str(editor.pk)).user == cast["chief"]
    sign_in(phone, "IrisVale")
    assert is_in(phone)


def test_twice_is_once(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert removal.remove(cast["editor"], by=cast["superuser"])
        assert not removal.remove(cast["editor"], by=cast["superuser"])
    assert len(mail.outbox) == 1


def test_what_is_undone_sends_nothing(cast, django_capture_on_commit_callbacks):
    from django.db import transaction

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        removal.remove(cast["editor"], by=None)
        raise RuntimeError
    assert has_second_factor(cast["editor"]) and not mail.outbox


def test_the_persons_form_has_the_way_there(cast):
    client = Client()
    client.force_login(cast["superuser"])
    for name in ("editor", "superuser"):
        page = client.get(f"/admin/accounts/user/{cast[name].pk}/change/").content.decode()
        assert (f"/admin/accounts/user/{cast[name].pk}/second-factor/" in page) == (name == "editor")


def test_the_last_superuser_is_let_in_from_the_command_line(
    operator, with_app, clock, django_capture_on_commit_callbacks
):
    secret, client, out = with_app(operator), Client(), io.StringIO()
    sign_in(client, "Keeper")
    type_factor(client, app_code(secret))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("remove_second_factor", "keeper@paper.example", stdout=out)
    assert "The second factor of Keeper is removed." in out.getvalue()
    assert [each.to for each in mail.outbox] == [["keeper@paper.example"]]
    assert not is_in(client)
    sign_in(client, "Keeper")
    assert is_in(client)
    call_command("remove_second_factor", "Keeper", stdout=out)
    assert "Keeper has no second factor." in out.getvalue()
    with pytest.raises(CommandError, match="Nobody signs in as Nobody"):
        call_command("remove_second_factor", "Nobody")


def test_with_another_secret_key_the_command_still_helps(operator, with_app, settings):
    with_app(operator)
    settings.SECRET_KEY = "another key, and as long as a key ought to be for every check"
    call_command("remove_second_factor", "Keeper", stdout=io.StringIO())
    assert not has_second_factor(operator)


def test_no_list_of_the_desk_shows_secrets(cast):
    client = Client()
    client.force_login(cast["superuser"])
    assert client.get("/admin/mfa/authenticator/").status_code == 404
