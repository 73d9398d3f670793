"""Staff hear by mail of what somebody else changed of their account; readers hear nothing."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command

from accounts import notices
from accounts.models import User
from accounts.tests.test_admin import LIST, act, change


@pytest.fixture
def desk(as_user, operator):
    return as_user(operator)


@pytest.fixture
def chiefs_desk(as_user, chief):
    return as_user(chief)


def groups(*names):
    return [Group.objects.get(name=name).pk for name in names]


def changes(letter=None):
    return re.findall(r"^- (.+)$", (letter or mail.outbox[-1]).body, re.MULTILINE)


def test_it_says_who_what_when_and_whom_to_ask(chiefs_desk, editor, operator):
    chiefs_desk.post(f"{LIST}{editor.pk}/change/", {"groups": groups("Moderators", "Reporters")})
    (letter,) = mail.outbox
    assert letter.to == [editor.email]
    assert letter.subject == "Your staff account at The Meridian was changed"
    assert re.match(
        r"CleoHart changed your account, IrisVale, on \w+ \d+, \d{4} \d+:\d\d [AP]M \w+:", letter.body
    )
    assert changes() == ["Your groups now: Moderators and Reporters. Your groups before: Editors."]
    assert "If you think that this is wrong, ask CleoHart or Keeper." in letter.body


def test_from_all_groups_or_into_the_first(chiefs_desk, editor):
    chiefs_desk.post(f"{LIST}{editor.pk}/change/", {"groups": []})
    assert changes() == ["Your groups now: none. Your groups before: Editors."]


def test_a_form_without_a_change_sends_none(chiefs_desk, desk, editor):
    chiefs_desk.post(f"{LIST}{editor.pk}/change/", {"groups": groups("Editors"), "first_name": "Iris"})
    change(desk, editor, last_name="Vale")
    assert not mail.outbox


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("deactivate", "Your account was deactivated. You are signed out, and can’t sign in."),
        ("reactivate", "Your account was reactivated. You can sign in again."),
    ],
)
def test_deactivated_and_reactivated_and_not_twice(chiefs_desk, editor, action, words):
    if action == "reactivate":
        editor.deactivate()
    for _ in range(2):
        act(chiefs_desk, action, editor)
    assert len(mail.outbox) == 1 and changes() == [words]


def test_to_administrator_and_back(desk, editor):
    change(desk, editor, is_superuser="on")
    assert changes() == ["You are an administrator now: you may do everything here."]
    change(desk, editor, is_superuser="")
    assert changes() == ["You are not an administrator any more."]


def test_into_the_staff_and_out_of_it(desk, reader):
    change(desk, reader, is_staff="on", groups=groups("Reporters"))
    assert changes() == [
        "You belong to the paper’s staff now, and can sign in to the desk.",
        "Your groups now: Reporters. Your groups before: none.",
    ]
    reader.refresh_from_db()
    change(desk, reader, is_staff="")
    assert changes() == ["You do not belong to the paper’s staff any more."]


def test_of_a_new_address_both_hear(desk, editor):
    old = editor.email
    change(desk, editor, email="iris@paper.example")
    assert {letter.to[0] for letter in mail.outbox} == {old, "iris@paper.example"}
    assert {changes(letter)[0] for letter in mail.outbox} == {
        "The email address of your account is now: iris@paper.example"
    }


def test_of_one_that_was_taken_away_the_old_one_hears(desk, editor):
    old = editor.email
    change(desk, editor, email="")
    assert mail.outbox[-1].to == [old] and changes() == ["Your account has no email address any more."]


def test_a_password_that_another_set(desk, editor):
    words = {"password1": "lantern-quay-7", "password2": "lantern-quay-7", "usable_password": "true"}
    page = f"{LIST}{editor.pk}/password/"
    desk.post(page, words | {"password2": "another-quay-7"})
    assert not mail.outbox
    desk.post(page, words | {"set-password": ""})
    assert "Your account has a new password." in changes()[0]
    assert "lantern" not in mail.outbox[-1].body
    desk.post(page, {"usable_password": "false", "unset-password": ""})
    assert "Your account has no password any more." in changes()[0]


def test_that_of_a_reader_is_not_told_and_both_are_written(desk, reader, caplog):
    words = {"password1": "lantern-quay-7", "password2": "lantern-quay-7", "usable_password": "true"}
    desk.post(f"{LIST}{reader.pk}/password/", words)
    assert not mail.outbox
    operator = User.objects.get(username="Keeper").pk
    assert f"account {reader.pk}: new password, set by account {operator}" in caplog.text


def test_readers_hear_nothing(desk, reader):
    act(desk, "deactivate", reader)
    act(desk, "reactivate", reader)
    change(desk, reader, email="red@elsewhere.example")
    act(desk, "erase", reader, confirmed="yes")
    assert not mail.outbox


def test_who_is_made_by_an_administrator_hears(desk):
    words = {"username": "NoraBell", "email": "nora@paper.example", "groups": groups("Reporters")}
    desk.post(f"{LIST}add/", words | {"password1": "lantern-quay-7", "password2": "lantern-quay-7"})
    assert mail.outbox[-1].to == ["nora@paper.example"]
    assert changes() == [
        "You belong to the paper’s staff now, and can sign in to the desk.",
        "Your groups now: Reporters. Your groups before: none.",
    ]


def test_who_is_erased_hears_it_once_more(desk, editor):
    address = editor.email
    act(desk, "erase", editor, confirmed="yes")
    assert mail.outbox[-1].to == [address] and "IrisVale" in mail.outbox[-1].body
    assert changes() == ["Your account was erased. Nobody can sign in with it any more."]


def test_a_second_factor_that_another_removed(editor, operator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notices.tell_of_second_factor(editor, by=operator)
    assert mail.outbox[-1].to == [editor.email]
    assert "The second factor of your account was removed" in changes()[0]
    assert "Keeper changed your account, IrisVale" in mail.outbox[-1].body


def test_a_name_is_written_as_it_is(editor, operator, django_capture_on_commit_callbacks):
    User.objects.filter(pk=operator.pk).update(first_name="Siân", last_name="O’Hara & <Co>")
    operator.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        notices.tell_of_second_factor(editor, by=operator)
    assert "Siân O’Hara & <Co> changed your account" in mail.outbox[-1].body


def test_nothing_is_told_of_what_is_rolled_back(editor, chief, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        editor.deactivate(chief)
    assert not mail.outbox and len(waiting) == 1


def test_a_mail_that_fails_undoes_no_change(chiefs_desk, editor, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise OSError("no room")

    monkeypatch.setattr("accounts.adapter.AccountAdapter.send_notice", fail)
    assert act(chiefs_desk, "deactivate", editor).status_code == 302
    editor.refresh_from_db()
    assert not editor.is_active and "no room" in caplog.text


def test_commands_tell_nobody(editor, monkeypatch):
    """Whoever runs them has the database, and no mail server may be there yet; the log has a line."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "harbour-light-9")
    call_command(
        "createsuperuser", interactive=False, username="Second", email="second@paper.example", verbosity=0
    )
    editor.deactivate()
    assert not mail.outbox
