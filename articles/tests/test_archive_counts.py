"""The stored days: whatever the verbs do, a day's number is that of the stories that readers find under it."""

import datetime
import random
import threading

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.archive import counts
from articles.models import ArchiveDay, Article
from articles.models.problems import NotPublishable
from articles.recounting import recount_days
from core.models import Edition

NOON = datetime.datetime(2026, 3, 1, 17, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
FIRST, LAST = datetime.date(1990, 1, 1), datetime.date(2040, 12, 31)
MARCH = datetime.date(2026, 3, 1)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def out(make_article, editor):
    """out(at) -> a story that was published then."""

    def publish(at=None):
        story = make_article()
        story.publish(editor, at=at)
        return story

    return publish


def shown(now=NOON):
    return counts.by_day(now, FIRST, LAST)


def right(now):
    """Counted from the stories, with no thought of speed."""
    found = {}
    for story in Article.objects.published(now):
        found[story.url_date] = found.get(story.url_date, 0) + 1
    return found


def test_a_story_is_counted_under_the_day_in_its_address(clock, out):
    old = out(NOON - 400 * DAY)
    out()
    assert shown() == {old.url_date: 1, MARCH: 1}


def test_publishing_twice_counts_once(clock, out, editor):
    story = out()
    story.publish(editor)
    story.headline = "Another"
    story.save(update_fields=["headline"])
    story.publish_update(editor)
    story.publish_correction(editor, "It was wrong.")
    assert shown() == {MARCH: 1}


def test_a_killed_story_is_in_no_count_and_one_that_is_brought_back_is(clock, out, editor):
    story = out()
    out()
    for _ in range(2):
        story.kill(editor)
        assert shown() == {MARCH: 1}
    for _ in range(2):
        story.bring_back(editor)
        assert shown() == {MARCH: 2}


def test_a_scheduled_story_is_in_no_count_before_its_instant_and_in_all_from_then_on(clock, out):
    at = NOON + HOUR
    out(at)
    for now in (NOON, at - datetime.timedelta(microseconds=1)):
        assert shown(now) == {} and counts.by_month(now) == {}
    assert shown(at) == {MARCH: 1} and counts.by_month(at) == {MARCH: 1}


def test_one_that_is_called_back_or_put_to_another_day_is_no_more_counted_here(clock, out, editor):
    story, other = out(NOON + HOUR), out(NOON + HOUR)
    story.call_back(editor)
    other.publish(editor, at=NOON + 3 * DAY)
    assert shown(NOON + 2 * HOUR) == {}
    assert shown(NOON + 4 * DAY) == {MARCH + 3 * DAY: 1}
    assert set(ArchiveDay.objects.values_list("day", "stories")) == {(MARCH, 0), (MARCH + 3 * DAY, 1)}


def test_a_refused_verb_counts_nothing(clock, make_article, editor):
    story = make_article(headline="")
    with pytest.raises(NotPublishable):
        story.publish(editor)
    assert not ArchiveDay.objects.exists()


def test_another_time_zone_moves_no_story_to_another_day(clock, out, settings):
    story = out(NOON - HOUR)
    later = out(NOON + 9 * HOUR)
    assert (story.url_date, later.url_date) == (MARCH, MARCH)
    settings.TIME_ZONE = "Pacific/Kiritimati"
    assert shown() == {MARCH: 1} and shown(NOON + 9 * HOUR) == {MARCH: 2}
    settings.TIME_ZONE = "Pacific/Pago_Pago"
    assert shown() == {MARCH: 1} and shown(NOON + 9 * HOUR) == {MARCH: 2}


def test_midnight_is_that_of_the_zone_in_which_the_story_was_published(clock, out):
    assert settings.TIME_ZONE == "America/New_York"
    midnight = datetime.datetime(2026, 3, 1, 5, tzinfo=datetime.UTC)
    out(midnight - datetime.timedelta(microseconds=1))
    out(midnight)
    assert shown() == {MARCH - DAY: 1, MARCH: 1}
    assert counts.by_month(NOON) == {datetime.date(2026, 2, 1): 1, MARCH: 1}


def test_after_some_hundred_verbs_every_count_is_right_at_every_instant(clock, make_article, editor):
    dice = random.Random(15)
    stories = [make_article(headline=f"Story {number}") for number in range(12)]
    at_some_time_to_come = 0
    for _ in range(300):
        story = dice.choice(stories)
        story.refresh_from_db()
        at = NOON + dice.randrange(-60, 60) * 12 * HOUR
        try:
            dice.choice(
                [
                    lambda story=story, at=at: story.publish(editor, at=at),
                    lambda story=story: story.call_back(editor),
                    lambda story=story: story.kill(editor),
                    lambda story=story: story.bring_back(editor),
                    lambda story=story: story.publish_correction(editor, "Wrong."),
                    lambda story=story: story.refile(),
                ]
            )()
        except NotPublishable:
            continue
        for now in (NOON, NOON + 40 * DAY):
            assert shown(now) == right(now)
        at_some_time_to_come += shown() != shown(NOON + 40 * DAY)
        by_month = {}
        for day, number in shown().items():
            by_month[day.replace(day=1)] = by_month.get(day.replace(day=1), 0) + number
        assert counts.by_month(NOON) == by_month
    assert at_some_time_to_come > 20
    assert not [each for part in recount_days() for each in part.differences]


def test_the_nearest_days_are_those_with_something_to_read(clock, out, editor):
    first, _, killed, last = (out(NOON - number * DAY) for number in (9, 5, 4, 1))
    killed.kill(editor)
    out(NOON + HOUR)
    assert counts.day_before(NOON, MARCH) == last.url_date
    assert counts.day_before(NOON, last.url_date) == MARCH - 5 * DAY
    assert counts.day_before(NOON, first.url_date) is None
    assert counts.day_after(NOON, MARCH - 5 * DAY) == last.url_date
    assert counts.day_after(NOON, last.url_date) is None
    assert counts.day_after(NOON + HOUR, last.url_date) == MARCH


# What is damaged


def differing():
    return [(each.thing, each.stored, each.right) for part in recount_days() for each in part.differences]


def test_recount_finds_what_differs_and_mends_it(clock, out, capsys):
    out()
    out(NOON - DAY)
    out(NOON - 2 * DAY)
    scheduled = out(NOON + DAY)
    ArchiveDay.objects.filter(day=MARCH).update(stories=7)
    ArchiveDay.objects.filter(day=MARCH - DAY).delete()
    ArchiveDay.objects.create(day=MARCH - 9 * DAY, stories=2)
    expected = [("day 2026-02-20", 2, 0), ("day 2026-02-28", 0, 1), ("day 2026-03-01", 7, 1)]
    assert sorted(differing()) == expected
    with pytest.raises(CommandError, match="3 values differ"):
        call_command("recount")
    before = Edition.objects.get().removals
    call_command("recount", repair=True)
    assert "3 values were mended." in capsys.readouterr().out
    assert Edition.objects.get().removals > before
    assert not differing()
    assert shown(NOON + 2 * DAY) == right(NOON + 2 * DAY)
    assert scheduled.url_date in shown(NOON + 2 * DAY)


def test_a_damaged_count_refuses_no_kill(clock, out, editor):
    story = out()
    ArchiveDay.objects.update(stories=0)
    story.kill(editor)
    assert ArchiveDay.objects.get().stories == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_into_one_new_day_are_both_counted(make_article, editor):
    stories = [make_article(headline=f"Story {number}") for number in range(4)]
    failed = []

    def publish(story):
        try:
            story.publish(editor)
        except Exception as error:  # noqa: BLE001 - said below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=[story]) for story in stories]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert [each.stories for each in ArchiveDay.objects.all()] == [4]


@pytest.mark.django_db(transaction=True)
def test_the_archive_of_an_older_database_begins_with_all_its_stories(make_article, editor):
    stories = [make_article(headline=f"Story {number}") for number in range(5)]
    for number, story in enumerate(stories[:4]):
        story.publish(editor, at=NOON - number // 2 * DAY)
    stories[3].kill(editor)
    stored = set(ArchiveDay.objects.values_list("day", "stories"))
    assert stored == {(MARCH, 2), (MARCH - DAY, 1)}
    MigrationExecutor(connection).migrate([("articles", "0031_pages_of_contributors")])
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert set(ArchiveDay.objects.values_list("day", "stories")) == stored
