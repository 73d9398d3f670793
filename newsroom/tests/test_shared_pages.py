"""With a cache for all machines a page is made once for all of them, under what it shows, and is never old there."""

import datetime
import os
import pickle

import pytest
import time_machine
from django.utils import timezone

from core.days import next_midnight
from core.fragment_cache import fragment_cache
from newsroom.management.commands import dev
from newsroom.page_cache import shared as shared_pages
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


def test_a_list_lies_there_for_no_longer_than_it_may_lag(processes, article, make_article, editor, stopwatch):
    here, elsewhere = processes
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        here.get("/")
        make_article(headline="Newer").publish(editor)
        for seconds in (4.9, 0.1):
            assert "Newer" not in text(elsewhere.get("/"))
            clock.shift(seconds)
            stopwatch.shift(seconds)
        assert "Newer" in text(elsewhere.get("/"))


def test_a_clock_set_back_takes_no_list_from_there(processes, article, editor, stopwatch):
    here, elsewhere = processes
    with time_machine.travel(timezone.now(), tick=False) as clock:
        here.get("/")
        article.kill(editor, "Withdrawn.")
        clock.shift(-1)
        assert article.revision.headline not in text(elsewhere.get("/"))


def test_what_another_wrote_there_is_neither_run_nor_shown(processes, article):
    here, elsewhere = processes
    address = article.get_absolute_url()
    right = here.get(address)
    entries = shared_pages.caches["pages"]._cache
    for name, written in list(entries.items()):
        written = pickle.loads(written)
        for wrong in (written[:-1], written[:20] + b"x" + written[21:], b"", pickle.dumps(os.getcwd), None):
            entries[name] = pickle.dumps(wrong)
            assert Process().get(address)[::2] == right[::2]
        # What is signed for one page is not taken for another.
        entries[name] = pickle.dumps(written)
    first, second = list(entries)[:2]
    entries[first], entries[second] = entries[second], entries[first]
    assert elsewhere.get(address)[::2] == right[::2]
    assert elsewhere.django.asked == 1


def test_a_page_taken_from_there_changes_at_its_instant_too(processes, article, make_article, editor):
    here, elsewhere = processes
    at = timezone.now() + datetime.timedelta(hours=1)
    make_article(headline="To come").publish(editor, at=at)
    assert "To come" not in text(here.get(article.get_absolute_url()))
    assert "To come" not in text(elsewhere.get(article.get_absolute_url()))
    assert elsewhere.django.asked == 0
    with time_machine.travel(at, tick=False):
        assert "To come" in text(elsewhere.get(article.get_absolute_url()))


def test_one_that_ended_there_is_made_anew_once(processes, article):
    here, elsewhere = processes
    midnight = next_midnight(timezone.now())
    with time_machine.travel(midnight - datetime.timedelta(seconds=1), tick=False):
        here.get("/")
    with time_machine.travel(midnight, tick=False):
        for _ in range(2):
            assert text(here.get("/")) == text(elsewhere.get("/"))
    assert here.django.asked == 2 and elsewhere.django.asked == 0


def test_machines_of_two_releases_keep_their_pages_apart(processes, article, settings):
    here, elsewhere = processes
    here.get(article.get_absolute_url())
    settings.SITE_NAME = "The Evening Meridian"
    shared_pages.release.cache_clear()
    # Another machine's memory.
    fragment_cache.clear()
    assert "The Evening Meridian" in text(elsewhere.get(article.get_absolute_url()))


def test_what_a_browser_is_told_to_remember_is_part_of_a_release(settings):
    before = shared_pages.release()
    settings.SECURE_HSTS_SECONDS = 3600
    shared_pages.release.cache_clear()
    assert shared_pages.release() != before


def test_in_development_a_file_that_was_edited_makes_another_release(settings):
    """Else the next request would take the page from there as it was."""
    before = shared_pages.release()
    settings.SITE_NAME = "The other Newsroom"
    dev.clear_caches()
    assert shared_pages.release() != before


def test_the_code_is_part_of_a_release(settings):
    before = shared_pages.release()
    shared_pages.release.cache_clear()
    settings.OWN_APPS = settings.OWN_APPS[:-1]
    assert shared_pages.release() != before


def test_where_it_keeps_nothing_each_makes_its_own(processes, article, settings):
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    for process in processes:
        assert process.get(article.get_absolute_url())[0].startswith("200")
        assert process.django.asked == 1
