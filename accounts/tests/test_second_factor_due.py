"""From a day on staff come to the desk with a second factor alone; until then they are told. Nothing typed is lost."""

import datetime
import subprocess
import sys
import zoneinfo

import pytest
import time_machine
from django.conf import settings as configured
from django.contrib.auth.models import Group

from accounts.second_factor.obligation import lacks

DUE = datetime.date(2027, 1, 31)
ZONE = zoneinfo.ZoneInfo("America/New_York")
MIDNIGHT = datetime.datetime.combine(DUE, datetime.time(), ZONE)
SECOND = datetime.timedelta(seconds=1)
INDEX = "/accounts/second-factor/"


@pytest.fixture
def due(settings):
    settings.STAFF_SECOND_FACTOR_FROM = DUE


@pytest.fixture
def night():
    """A second before that midnight."""
    with time_machine.travel(MIDNIGHT - SECOND, tick=False) as clock:
        yield clock


def test_before_the_day_the_desk_says_from_when(client, editor, due, night):
    client.force_login(editor)
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "From Jan 31, 2027 you need a second factor" in page.content.decode()
    assert client.get("/admin/articles/article/").status_code == 200


def test_from_that_midnight_each_page_of_the_desk_leads_to_setting_one_up(client, editor, due, night):
    client.force_login(editor)
    night.shift(1)
    for page in ("", "articles/article/", "in-use/", "password_change/", "jsi18n/"):
        assert client.get(f"/admin/{page}").url == INDEX, page
    assert "Since Jan 31, 2027 staff come to the desk" in client.get(INDEX).content.decode()
    assert client.get("/").status_code == client.get("/accounts/").status_code == 200
    assert client.post("/admin/logout/").status_code in (200, 302)


def test_who_has_one_works_on(client, editor, due, night, with_app):
    with_app(editor)
    client.force_login(editor)
    assert "second factor to come" not in client.get("/admin/").content.decode()
    night.shift(1)
    assert client.get("/admin/articles/article/").status_code == 200


def test_recovery_codes_alone_are_none(editor, due):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    RecoveryCodes.activate(editor)
    assert lacks(editor)


def test_a_story_that_was_open_over_that_midnight_comes_back(
    client, editor, due, night, make_article, with_app
):
    story = make_article(headline="Before")
    client.force_login(editor)
    night.shift(1)
    address = f"/admin/articles/article/{story.pk}/change/"
    here = {"HTTP_ORIGIN": "http://testserver"}
    answer = client.post(address, {"headline": "An hour of thought"}, **here)
    page = answer.content.decode()
    assert answer.status_code == 403 and "An hour of thought" in page
    assert "Set one up in a new window" in page and INDEX in page
    assert "no-store" in answer["Cache-Control"]
    story.refresh_from_db()
    assert story.headline == "Before"
    assert client.post(address, {"language": "en"}, **here).url == INDEX
    with_app(editor)
    client.post(address, {"headline": "An hour of thought"}, **here)
    story.refresh_from_db()
    assert story.headline == "An hour of thought"


def test_readers_are_asked_nothing(client, reader, due, night):
    night.shift(1)
    client.force_login(reader)
    assert not lacks(reader)
    assert client.get("/comments/mine/").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert "Since" not in client.get(INDEX).content.decode()


def test_without_a_day_nobody_is(client, editor, django_assert_num_queries, settings):
    client.force_login(editor)
    client.get("/admin/")
    assert "second factor" not in client.get("/admin/").content.decode()
    with django_assert_num_queries(2):
        client.get("/admin/in-use/")
    settings.STAFF_SECOND_FACTOR_FROM = DUE
    with django_assert_num_queries(3):
        client.get("/admin/in-use/")


def test_the_day_begins_in_the_papers_zone(client, editor, due, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    begins = datetime.datetime.combine(DUE, datetime.time(), zoneinfo.ZoneInfo("Pacific/Auckland"))
    for at, status in ((begins - SECOND, 200), (begins, 302)):
        with time_machine.travel(at, tick=False):
            client.force_login(editor)
            assert client.get("/admin/").status_code == status


@pytest.mark.parametrize("typed", ["tomorrow", "31.01.2027", "2027-02-30"])
def test_another_word_for_a_day_is_refused_at_the_start(typed, starts_programs, tmp_path):
    said = subprocess.run(
        [sys.executable, "-c", "import newsroom.settings"],
        cwd=configured.BASE_DIR,
        env={"ENV_FILE": "/dev/null", "SECRET_KEY": "x" * 50, "DATA_DIR": str(tmp_path), "PATH": "/usr/bin"}
        | {"STAFF_SECOND_FACTOR_FROM": typed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (
        said.returncode
        and "STAFF_SECOND_FACTOR_FROM is a day like 2027-01-31, or empty: never." in said.stderr
    )
    assert typed in said.stderr


def test_a_group_changes_nothing_of_it(editor, due):
    editor.groups.add(Group.objects.get(name="Moderators"))
    assert lacks(editor)
