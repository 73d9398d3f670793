"""Who works here signs in for each day, whichever way, and is not signed out at work; readers stay for two weeks."""

import pytest
from django.test import Client

from accounts.tests.conftest import sign_in

HOUR = 3600


def with_password(client, person, code):
    sign_in(client, person.username)


def with_code(client, person, code):
    client.post("/accounts/login/code/", {"email": person.email})
    client.post("/accounts/login/code/confirm/", {"code": code()})


@pytest.mark.parametrize("way", [with_password, with_code])
def test_an_editor_is_signed_out_after_twelve_hours(client, editor, code, clock, way):
    way(client, editor, code)
    for _ in range(5):
        assert client.get("/admin/").status_code == 200
        clock.shift(2 * HOUR)
    clock.shift(2 * HOUR)
    assert client.get("/admin/").status_code == 302
    assert client.get("/accounts/").status_code == 302
    assert sign_in(client, "IrisVale", next="/admin/").url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_who_is_at_work_then_stays_until_an_hour_after_the_last_use(client, editor, clock):
    sign_in(client, "IrisVale")
    clock.shift(11.5 * HOUR)
    for _ in range(4):
        assert client.get("/admin/in-use/").json() == {"person": "IrisVale"}
        clock.shift(HOUR - 1)
    assert client.get("/admin/").status_code == 200
    clock.shift(HOUR)
    assert client.get("/admin/").status_code == 302


def test_but_no_longer_than_twice_as_long(client, editor, clock):
    """A page that asks by itself, left open, looks like somebody at work."""
    sign_in(client, "IrisVale")
    clock.shift(11.5 * HOUR)
    for _ in range(25):
        assert client.get("/admin/").status_code == 200
        clock.shift(0.5 * HOUR)
    assert client.get("/admin/").status_code == 302
    sign_in(client, "IrisVale")
    clock.shift(11.9 * HOUR)
    assert client.get("/admin/").status_code == 200


def test_a_use_is_written_down_in_the_last_hour_alone_and_not_each_time(client, editor, clock):
    sign_in(client, "IrisVale")
    for hours, written in ((1, False), (10.5, True), (0.01, False), (0.2, True)):
        clock.shift(hours * HOUR)
        before = client.session.get("used at")
        client.get("/admin/")
        assert (client.session.get("used at") != before) == written


def test_who_is_signed_out_is_nobody_at_work(client, db):
    assert client.get("/admin/in-use/").status_code == 302


@pytest.mark.parametrize("hours", [1, 48])
def test_for_how_long_a_setting_says(client, editor, clock, settings, hours):
    settings.STAFF_SESSION_HOURS = hours
    others = Client()
    for each in (client, others):
        sign_in(each, "IrisVale")
    clock.shift(hours * HOUR - 1)
    assert client.get("/admin/").status_code == 200
    clock.shift(1)
    assert others.get("/admin/").status_code == 302


def test_a_reader_stays(client, reader, clock):
    sign_in(client, "RedFern")
    clock.shift(13 * 24 * HOUR)
    assert client.get("/accounts/").status_code == 200
    assert client.session.get_expiry_age() == 14 * 24 * HOUR


def test_a_reader_who_works_here_since_has_a_readers_session_no_longer(client, reader, clock):
    sign_in(client, "RedFern")
    clock.shift(24 * HOUR)
    reader.is_staff = True
    reader.save()
    assert client.get("/admin/").status_code == 302
    sign_in(client, "RedFern")
    assert client.get("/accounts/").status_code == 200


def test_when_it_is_over_nothing_is_done_any_more_and_what_was_written_comes_back(
    client, editor, make_article, clock
):
    story = make_article(headline="Before")
    sign_in(client, "IrisVale")
    clock.shift(12 * HOUR)
    address = f"/admin/articles/article/{story.pk}/change/"
    answer = client.post(address, {"headline": "An hour of thought"}, HTTP_ORIGIN="http://testserver")
    assert answer.status_code == 403 and "An hour of thought" in answer.content.decode()
    assert client.post(address, {"language": "en"}).url.startswith("/admin/login/")
    story.refresh_from_db()
    assert story.headline == "Before"


def test_a_session_from_before_this_counted_is_over(editor):
    client = Client()
    client.force_login(editor)
    assert client.get("/admin/").status_code == 200
    session = client.session
    del session["signed in at"]
    session.save()
    assert client.get("/admin/").status_code == 302
