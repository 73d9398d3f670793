"""Many at the same instant: a code opens for one of them, codes are shown to one, a factor is removed once."""

import time

import pytest
from allauth.mfa.models import Authenticator

from accounts.second_factor import forms, recovery, removal
from accounts.tests.conftest import app_code
from newsroom.tests.support.threads import at_once

# Every write is committed, as it is where the site runs.
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_recovery_code_opens_once(reader, with_app):
    with_app(reader)
    code = recovery.show(reader)[0]
    kind = Authenticator.Type.RECOVERY_CODES
    opened = at_once(
        [lambda: Authenticator.objects.get(user=reader, type=kind).wrap().validate_code(code)] * 6
    )
    assert sorted(map(bool, opened)) == [False] * 5 + [True]
    assert all(each in (True, False) for each in opened), opened
    assert recovery.left(reader) == 9


def test_two_codes_used_at_once_are_both_used(reader, with_app):
    with_app(reader)
    codes = recovery.show(reader)[:5]
    kind = Authenticator.Type.RECOVERY_CODES

    def use(code):
        return Authenticator.objects.get(user=reader, type=kind).wrap().validate_code(code)

    assert at_once([lambda code=code: use(code) for code in codes]) == [True] * 5
    assert recovery.left(reader) == 5


def test_a_code_of_an_app_opens_once(reader, with_app):
    code = app_code(with_app(reader), time.time())
    assert sorted(at_once([lambda: forms.take(reader, code)] * 6)) == [False] * 5 + [True]


def test_recovery_codes_are_shown_to_one(reader, with_app):
    with_app(reader)
    shown = at_once([lambda: recovery.show(reader)] * 4)
    assert sorted(map(len, shown)) == [0, 0, 0, 10]


def test_it_is_removed_once(editor, with_app, settings, mailoutbox):
    with_app(editor)
    assert sorted(at_once([lambda: removal.remove(editor, by=None)] * 4)) == [False] * 3 + [True]
    assert len(mailoutbox) == 1
