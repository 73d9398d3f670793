import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.backends import AuthenticationBackend

PASSWORD = "harbour-light-9"


def signed_in(name, password=PASSWORD):
    return AuthenticationBackend().authenticate(None, username=name, password=password)


@pytest.mark.parametrize("name", ["RedFern", "redfern", "REDFERN", "redfern@readers.example"])
def test_a_reader_signs_in_by_the_name_in_any_case_or_the_address(reader, name):
    assert signed_in(name) == reader


@pytest.mark.parametrize("name", ["RedFem", "Red-Fern", "RedFer", "", "RedFern "])
def test_nobody_signs_in_by_a_look_alike(reader, name):
    assert signed_in(name) is None


def test_the_password_and_the_standing_still_decide(reader):
    assert signed_in("RedFern", "harbour-light-8") is None
    reader.deactivate()
    assert signed_in("RedFern") is None


def test_the_name_is_looked_for_by_its_key(reader):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        signed_in("redfern")
    by_name = [query["sql"] for query in asked if '"name_key" =' in query["sql"]]
    assert len(by_name) == 1
    assert not [query for query in asked if '"username" LIKE' in query["sql"]]
