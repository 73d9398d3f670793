"""Lists that are stored: late in what is new, never in what was taken from view or changed."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, StoredLine, StoredList
from articles.models.stored_list import KEPT
from articles.tests.test_around import HOUR, _one_connection, fresh, kept, out  # noqa: F401


def latest():
    return [
        each.article.headline for each in StoredLine.objects.filter(list__name="latest").order_by("position")
    ]


def version():
    return StoredList.objects.get(name="latest").version


@pytest.fixture
def three(out):  # noqa: F811
    stories = [out(name, hours=hours) for name, hours in (("First", 3), ("Second", 2), ("Third", 1))]
    StoredList.remake("latest")
    return stories


def test_the_newest_stories_are_stored_newest_first(three):
    assert latest() == ["Third", "Second", "First"]


def test_no_more_are_stored_than_pages_can_need(out):  # noqa: F811
    for number in range(KEPT + 3):
        out(f"Story {number}", hours=number + 1)
    StoredList.remake("latest")
    assert latest() == [f"Story {number}" for number in range(KEPT)]


def test_where_nothing_is_new_nothing_is_written(three):
    before = version()
    with CaptureQueriesContext(connection) as captured:
        assert StoredList.remake("latest") is False
    assert all(each["sql"].startswith("SELECT") for each in captured) and version() == before


def test_what_is_new_comes_with_the_next_remake(three, out):  # noqa: F811
    out("Fourth", hours=0)
    assert latest() == ["Third", "Second", "First"]
    before = version()
    assert StoredList.remake("latest") is True
    assert latest() == ["Fourth", "Third", "Second", "First"] and version() == before + 1


def test_a_scheduled_story_is_not_there_before_its_instant(three, make_article, editor):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        make_article(headline="To come").publish(editor, at=timezone.now() + HOUR)
        clock.shift(HOUR - datetime.timedelta(seconds=1))
        StoredList.remake("latest")
        assert latest() == ["Third", "Second", "First"]
        clock.shift(1)
        StoredList.remake("latest")
        assert latest() == ["To come", "Third", "Second", "First"]


def test_a_killed_story_goes_out_at_once_and_comes_back_with_the_next_remake(three, kept, editor):  # noqa: F811
    assert kept(three[0]) == [("More from World", ["Third", "Second"])]
    before = version()
    three[1].kill(editor)
    assert latest() == ["Third", "First"] and version() == before + 1
    fresh(three[1]).bring_back(editor)
    assert latest() == ["Third", "First"]
    StoredList.remake("latest")
    assert latest() == ["Third", "Second", "First"]


def test_a_new_headline_is_seen_at_once_on_every_page_that_lists_it(out, kept, editor):  # noqa: F811
    """Of another section and without a topic, so that the stored list alone brings them together."""
    from articles.models import Section

    sport = Section.objects.create(name="Sport", slug="sport", position=2)
    story, other = out("The one that is read"), out("Another", section=sport)
    StoredList.remake("latest")
    assert kept(story) == [("Latest", ["Another"])]
    other.headline = "Another, renamed"
    other.save()
    fresh(other).publish_correction(editor, "It had the wrong name.")
    assert kept(story) == [("Latest", ["Another, renamed"])]
    fresh(other).kill(editor)
    assert kept(story) == []


def test_one_that_is_in_no_list_makes_no_page_old(three, out, editor):  # noqa: F811
    before, unlisted = version(), out("Fourth", hours=0)
    unlisted.standfirst = "More is known."
    unlisted.save()
    unlisted.publish_update(editor)
    unlisted.kill(editor)
    assert version() == before


def test_a_story_killed_while_the_list_is_remade_does_not_come_into_it(three, out, editor, monkeypatch):  # noqa: F811
    """Between the question for the newest and the hold on them."""
    from articles.models import stored_list

    fourth, registered = out("Fourth", hours=0), stored_list.registered()["latest"]

    def find(now):
        found = list(registered.find(now))
        fresh(fourth).kill(editor)
        return found

    monkeypatch.setitem(stored_list.registered(), "latest", registered._replace(find=find))
    StoredList.remake("latest")
    assert latest() == ["Third", "Second", "First"]


def test_nothing_of_it_is_read_where_the_paper_has_no_stories(db):
    StoredList.remake_all()
    assert not StoredLine.objects.exists() and not Article.objects.exists()
