"""The log says who signed in, who failed and whose permissions changed: by number, without names and addresses."""

import logging
import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts import audit
from accounts.tests.conftest import sign_in

NETWORK = "198.51.100.7"


@pytest.fixture(autouse=True)
def _other_tests_wrote_nothing():
    for each in logging.getLogger("accounts.audit").filters:
        each._written.clear()


@pytest.fixture
def lines(caplog):
    """lines() -> what was written since it was asked last. None of it is anybody's name, address or network."""
    caplog.set_level(logging.INFO, "accounts")

    def since():
        said = [record.getMessage() for record in caplog.records if record.name.startswith("accounts")]
        caplog.clear()
        for line in said:
            assert "@" not in line and NETWORK not in line and not re.search("(?i)fern|iris|keeper", line), (
                line
            )
        return said

    return since


@pytest.fixture
def visitor():
    return Client(REMOTE_ADDR=NETWORK)


def test_a_sign_in_is_written_with_how_and_from_where(visitor, reader, lines, rf):
    from core.network import network_hash

    network = network_hash(rf.get("/", REMOTE_ADDR=NETWORK))
    sign_in(visitor, "RedFern")
    assert lines() == [f"account {reader.pk}: signed in by password; network {network}"]
    assert network != network_hash(rf.get("/", REMOTE_ADDR="198.51.100.8"))


def test_with_a_code_and_with_a_new_password_too(visitor, reader, code, lines):
    visitor.post("/accounts/login/code/", {"email": reader.email})
    visitor.post("/accounts/login/code/confirm/", {"code": code()})
    assert f"account {reader.pk}: signed in by code" in lines()[0]
    visitor = Client(REMOTE_ADDR=NETWORK)
    visitor.post("/accounts/password/reset/", {"email": reader.email})
    visitor.post("/accounts/password/reset/confirm/", {"code": code()})
    visitor.post("/accounts/password/reset/complete/", {"password1": "lantern-quay-7"})
    said = "\n".join(lines())
    assert f"account {reader.pk}: new password" in said
    assert f"account {reader.pk}: signed in by password_reset" in said


def test_that_of_staff_is_a_line_of_its_own_kind(visitor, editor, lines):
    sign_in(visitor, "IrisVale")
    assert f"staff account {editor.pk}: signed in by password" in lines()[0]


@pytest.mark.parametrize("login", ["RedFern", "redfern@readers.example"])
def test_a_failure_says_whose_account_and_nothing_that_was_typed(visitor, reader, lines, login):
    sign_in(visitor, login, "wrong-word-1")
    (line,) = lines()
    assert line.startswith(f"account {reader.pk}: sign-in refused, wrong password; network ")
    sign_in(visitor, "my-password-typed-as-a-name", "wrong-word-1")
    (line,) = lines()
    assert line.startswith("no account: sign-in refused, wrong password; network ")


def test_a_lock_out_is_told_from_it(visitor, editor, lines):
    for _ in range(6):
        sign_in(visitor, "IrisVale", "wrong-word-1")
    assert f"staff account {editor.pk}: sign-in refused, too many attempts" in lines()[-1]


def test_a_wrong_code_is_written(visitor, reader, lines):
    visitor.post("/accounts/login/code/", {"email": reader.email})
    lines()
    visitor.post("/accounts/login/code/confirm/", {"code": "1"})
    assert lines()[0].startswith(f"account {reader.pk}: wrong code; network ")


def test_a_new_password_and_a_new_address_are_written(visitor, reader, code, lines):
    visitor.force_login(reader)
    words = {"oldpassword": "harbour-light-9", "password1": "lantern-quay-7"}
    visitor.post("/accounts/password/change/", words)
    assert lines()[-1].startswith(f"account {reader.pk}: new password; network ")
    visitor.post("/accounts/reauthenticate/", {"password": "lantern-quay-7", "next": "/accounts/"})
    visitor.post("/accounts/email/", {"email": "new@readers.example", "action_add": ""})
    visitor.post("/accounts/confirm-email/", {"code": code()})
    assert any(line.startswith(f"account {reader.pk}: new email address; network ") for line in lines())


def test_permissions_are_written_with_who_gave_them(client, reader, operator, lines):
    from accounts.tests.test_admin import change

    client.force_login(operator)
    lines()
    change(client, reader, is_staff="on", groups=[Group.objects.get(name="Editors").pk])
    assert lines() == [
        f"account {reader.pk}: permissions set by account {operator.pk}: "
        "active True, staff True, administrator False, groups Editors"
    ]
    change(client, reader, first_name="Rowan")
    assert not lines(), "nothing was given or taken"


def test_those_of_a_group_too(client, operator, lines):
    group = Group.objects.get(name="Moderators")
    client.force_login(operator)
    lines()
    client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Moderators", "permissions": []})
    assert lines() == [f"group {group.pk}: permissions set by account {operator.pk}: none"]


@pytest.mark.parametrize("action, standing", [("deactivate", "False"), ("reactivate", "True")])
def test_standing_is_written_with_who_decided(client, reader, operator, lines, action, standing):
    from accounts.tests.test_admin import act

    client.force_login(operator)
    if action == "reactivate":
        reader.deactivate()
    lines()
    act(client, action, reader)
    assert f"account {reader.pk}: permissions set by account {operator.pk}: active {standing}" in "\n".join(
        lines()
    )


def test_an_administrator_from_the_command_line_is_written(db, lines):
    from accounts.models import User

    user = User.objects.create_superuser("Keeper", "keeper@paper.example", "harbour-light-9")
    assert lines() == [f"account {user.pk}: made an administrator from the command line"]


def record(kind):
    return logging.LogRecord("accounts.audit", logging.INFO, __file__, 1, kind, (7,), None)


def test_strangers_do_not_fill_the_log_and_hide_nothing_behind_their_lines(monkeypatch):
    bounded, now = audit.Bounded(), [600.0]
    monkeypatch.setattr(audit.time, "monotonic", lambda: now[0])
    written = [bounded.filter(record("account %s: wrong code")) for _ in range(1000)]
    assert sum(written) == audit.LINES_A_MINUTE
    assert bounded.filter(record("staff account %s: signed in"))
    now[0] += 60
    first = record("account %s: wrong code")
    assert bounded.filter(first)
    assert first.getMessage() == "account 7: wrong code (970 lines like this one were left out before)"
    assert bounded.filter(second := record("account %s: wrong code"))
    assert second.getMessage() == "account 7: wrong code"


def test_the_log_of_the_site_is_bounded_so(settings):
    assert settings.LOGGING["loggers"]["accounts.audit"]["filters"] == ["bounded"]
    # Once for each time that logging was set up, which tests in several processes do twice.
    assert {type(each) for each in logging.getLogger("accounts.audit").filters} == {audit.Bounded}
