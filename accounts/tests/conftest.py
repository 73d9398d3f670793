"""What the tests of accounts share: the words a reader registers with, and the code in the newest mail."""

import base64
import hmac
import re
import struct
import time

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

TYPED = {"username": "QuietHeron", "email": "heron@readers.example", "password1": "harbour-light-9"}


@pytest.fixture
def typed():
    return dict(TYPED)


@pytest.fixture
def code():
    """code() -> the code in the newest mail, or in the one given, as it stands there."""

    def newest(letter=None):
        letter = letter or mail.outbox[-1]
        return re.search(r"^ +(\d{4}-\d{4})$", letter.body, re.MULTILINE)[1]

    return newest


@pytest.fixture
def register(client, db, typed):
    """register(username=…, next=…) posts the sign-up form, complete but for what is given."""

    def register(**changes):
        return client.post("/accounts/signup/", typed | changes)

    return register


@pytest.fixture
def operator(db):
    from accounts.models import User

    return User.objects.create_superuser("Keeper", "keeper@paper.example", "harbour-light-9")


def sign_in(client, login, password="harbour-light-9", **more):
    return client.post("/accounts/login/", {"login": login, "password": password, **more})


@pytest.fixture
def chief(make_staff):
    return make_staff("CleoHart", "Chiefs")


@pytest.fixture
def as_user(django_capture_on_commit_callbacks):
    """as_user(somebody) -> a client that is signed in as them; as_user(None) -> a stranger's.

    What waits for the commit of a request is done after it, as on the site.
    """
    from django.test import Client

    class Visitor(Client):
        def request(self, **request):
            with django_capture_on_commit_callbacks(execute=True):
                return super().request(**request)

    def as_user(user, **options):
        visitor = Visitor(**options)
        if user:
            visitor.force_login(user)
        return visitor

    return as_user


def app_code(secret, at=None):
    """What an authenticator app shows for a secret (RFC 6238): written anew here, to hold the library to it."""
    counter = int((time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), "sha1").digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


@pytest.fixture
def with_app(db):
    """with_app(person) -> the secret of the authenticator app that is their second factor from now on."""

    def set_up(person):
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        secret = generate_totp_secret()
        TOTP.activate(person, secret)
        RecoveryCodes.activate(person)
        return secret

    return set_up


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock
