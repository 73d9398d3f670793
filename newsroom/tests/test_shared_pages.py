"""With a cache for all machines a page is made once for all of them, under what it shows, and is never old there."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from newsroom import shared_pages
from newsroom.tests.test_page_cache import Process, _one_connection, text  # noqa: F401


@pytest.fixture(autouse=True)
def _cache_for_all(settings, db):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}
    settings.CACHES = settings.CACHES | {"pages": memory}
    shared_pages.caches["pages"].clear()
    shared_pages.release.cache_clear()
    yield
    shared_pages.release.cache_clear()


@pytest.fixture
def processes(db):
    return Process(), Process()


def test_the_second_process_takes_what_the_first_one_made(processes, article, post):
    comment = post("A comment.")
    here, elsewhere = processes
    for address in (
        article.get_absolute_url(),
        comment.thread_address,
        comment.get_absolute_url(),
        "/",
        "/comment-policy/",
    ):
        assert here.get(address, accept_encoding="br") == elsewhere.get(address, accept_encoding="br")
    assert here.django.asked == 5 and elsewhere.django.asked == 0


def test_what_was_made_before_a_change_is_not_taken_after_it(processes, article, post):
    here, elsewhere = processes
    here.get(article.get_absolute_url())
    post("Since then.")
    assert "Since then." in text(elsewhere.get(article.get_absolute_url()))
    assert here.get(article.get_absolute_url()) == elsewhere.get(article.get_absolute_url())
    assert here.django.asked == elsewhere.django.asked == 1


def test_a_list_lies_there_for_no_longer_than_it_may_lag(processes, article, make_article, editor):
    here, elsewhere = processes
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        here.get("/")
        make_article(headline="Newer").publish(editor)
        clock.shift(4.9)
        assert "Newer" not in text(elsewhere.get("/"))
        clock.shift(0.1)
        assert "Newer" in text(elsewhere.get("/"))


def test_a_page_taken_from_there_changes_at_its_instant_too(processes, article, make_article, editor):
    here, elsewhere = processes
    at = timezone.now() + datetime.timedelta(hours=1)
    make_article(headline="To come").publish(editor, at=at)
    assert "To come" not in text(here.get(article.get_absolute_url()))
    assert "To come" not in text(elsewhere.get(article.get_absolute_url()))
    assert elsewhere.django.asked == 0
    with time_machine.travel(at, tick=False):
        assert "To come" in text(elsewhere.get(article.get_absolute_url()))


def test_machines_of_two_releases_keep_their_pages_apart(processes, article, settings):
    here, elsewhere = processes
    here.get(article.get_absolute_url())
    settings.SITE_NAME = "The Evening Meridian"
    shared_pages.release.cache_clear()
    assert "The Evening Meridian" in text(elsewhere.get(article.get_absolute_url()))


def test_the_code_is_part_of_a_release(monkeypatch):
    before = shared_pages.release()
    shared_pages.release.cache_clear()
    monkeypatch.setattr(shared_pages, "MADE_BY", shared_pages.MADE_BY[1:])
    assert shared_pages.release() != before


def test_where_it_keeps_nothing_each_makes_its_own(processes, article, settings):
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    for process in processes:
        assert process.get(article.get_absolute_url())[0].startswith("200")
        assert process.django.asked == 1
