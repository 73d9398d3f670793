"""What the tests of accounts share: the words a reader registers with, and the code in the newest mail."""

import re

import pytest
from django.core import mail

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
