"""Whom a seed file may speak for, and who can sign in afterwards."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from articles.models import Article
from newsroom.tests.support.seeds import everything, load

pytestmark = pytest.mark.long

HOUR = datetime.timedelta(hours=1)


def test_an_account_that_is_not_the_seeds_is_not_touched(seed, make_reader):
    own = make_reader("Saltcote")
    before = everything()
    said = seed()
    assert seed.failed
    assert "comments[0].by: Saltcote is the name of somebody's own account." in said
    assert everything() == before
    assert own.check_password("harbour-light-9")


def test_a_look_alike_of_somebodys_account_is_refused(seed, make_reader):
    make_reader("saltc0te")
    assert "comments[0].by: The pen name Saltcote can't be told from saltc0te" in seed()


def test_a_seeded_reader_speaks_in_a_second_file_too(seed):
    seed()
    with time_machine.travel(timezone.now() + HOUR):
        seed('key = "ferry"', 'key = "ferry-2"')
    assert not seed.failed
    assert User.objects.get(username="Saltcote").comments.count() == 2


def test_seeded_readers_can_post_and_nobody_can_sign_in_as_them(seed):
    seed()
    for user in User.objects.all():
        assert user.seeded
        assert user.is_confirmed
        assert not user.has_usable_password()
        assert user.email.endswith((".invalid", ".example"))
    assert not User.objects.demo_accounts().exists()


def test_staff_that_is_here_already_publishes_whoever_made_the_account(seed, editor):
    seed('kind = "first"', f'kind = "first"\nby = "{editor.username}"')
    assert Article.objects.get().revisions.first().published_by == editor


def test_sign_ins_come_only_with_the_whole_demonstration(seed, settings):
    settings.DEMO_PASSWORD = "harbour-light-9"
    seed()
    assert not User.objects.demo_accounts().exists()
    assert load()[1] is False
    people = User.objects.demo_accounts()
    assert {user.username: [group.name for group in user.groups.all()] for user in people} == {
        "chief": ["Chiefs"],
        "editor": ["Editors"],
        "reporter": ["Reporters"],
        "pictures": ["Picture desk"],
        "moderator": ["Moderators"],
        "RedFern": [],
        "Northwind": [],
    }
    assert all(user.check_password("harbour-light-9") and user.is_confirmed for user in people)
    assert len({user.password for user in people}) == 1, "hashed once"
    assert [user.username for user in people if not user.is_staff] == ["RedFern", "Northwind"]


def test_a_sign_in_whose_name_somebody_has_is_left_to_them(db, make_reader, settings):
    settings.DEMO_PASSWORD = "another-1"
    own = make_reader("RedFern")
    said, _ = load()
    assert "The account RedFern is somebody's own and stays as it is." in said
    own.refresh_from_db()
    assert own.check_password("harbour-light-9")
    assert not own.seeded


def test_without_a_password_in_the_environment_nobody_can_sign_in(db, settings):
    settings.DEMO_PASSWORD = ""
    load()
    assert not User.objects.demo_accounts().exists()
