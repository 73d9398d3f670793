"""A story older than a year says so above its headline, from the instant at which the year is over."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from newsroom.tests.test_page_cache import Process, _one_connection, text  # noqa: F401

TICK = datetime.timedelta(microseconds=1)
# 12:30:00pm in New York, in summer
FIRST = datetime.datetime(2022, 7, 6, 16, 30, tzinfo=datetime.UTC)
ONE, TWO = (FIRST.replace(year=year) for year in (2023, 2024))
A_YEAR, TWO_YEARS = "This story is more than a year old.", "This story is more than 2 years old."


@pytest.fixture
def story(make_article, editor):
    story = make_article(headline="The pier reopens")
    story.publish(editor, at=FIRST)
    return story


def age(page):
    found = re.search(r'<p class="age"[^>]*>(.*?)</p>', page, re.DOTALL)
    return found and found[1].strip()


@pytest.fixture
def read(story, client):
    def read(now):
        with time_machine.travel(now, tick=False):
            return client.get(story.get_absolute_url()).content.decode()

    return read


def test_from_the_cache_it_says_so_right_to_the_instant(story):
    """Two processes: one had the page before, and keeps it to the last tick; the other makes it at that instant."""
    process, address = Process(), story.get_absolute_url()
    with time_machine.travel(ONE - datetime.timedelta(days=3), tick=False):
        assert age(text(process.get(address))) is None
    with time_machine.travel(ONE - TICK, tick=False):
        assert age(text(process.get(address))) is None and process.django.asked == 1
    with time_machine.travel(ONE, tick=False):
        assert age(text(process.get(address))) == age(text(Process().get(address))) == A_YEAR
    with time_machine.travel(TWO - TICK, tick=False):
        assert age(text(process.get(address))) == A_YEAR and process.django.asked == 2
    with time_machine.travel(TWO, tick=False):
        assert age(text(process.get(address))) == TWO_YEARS and process.django.asked == 3


@pytest.mark.parametrize("microsecond", [1, 123457, 999999])
def test_stories_are_not_published_at_whole_seconds(make_article, editor, microsecond):
    first = FIRST.replace(microsecond=microsecond)
    story, process, one = make_article(), Process(), first.replace(year=2023)
    story.publish(editor, at=first)
    with time_machine.travel(one - TICK, tick=False):
        assert age(text(process.get(story.get_absolute_url()))) is None
    with time_machine.travel(one + TICK, tick=False):
        assert age(text(process.get(story.get_absolute_url()))) == A_YEAR


def test_it_stands_above_the_headline_in_the_papers_words(make_article, editor, client):
    story = make_article(headline="ترميم السوق القديم", language="ar")
    story.publish(editor, at=FIRST)
    with time_machine.travel(TWO, tick=False):
        page = client.get(story.get_absolute_url()).content.decode()
    assert '<p class="age" lang="en" dir="ltr">' in page
    assert page.index('class="section-label"') < page.index('class="age"') < page.index("<h1")


def test_the_storys_own_part_is_made_anew_in_memory_too(read):
    """What is kept of the page between requests knows how old the story was."""
    ages = [age(read(now)) for now in (ONE - TICK, ONE, ONE - TICK, TWO, ONE)]
    assert ages == [None, A_YEAR, None, TWO_YEARS, A_YEAR]


def test_an_update_makes_no_story_younger(story, read, editor):
    story.body += "<p>More.</p>"
    story.save()
    with time_machine.travel(TWO - datetime.timedelta(days=1), tick=False):
        story.publish_update(editor, "More of it.")
    assert age(read(TWO - TICK)) == A_YEAR and age(read(TWO)) == TWO_YEARS


def test_a_killed_story_says_nothing_of_it_and_says_it_again_when_it_is_back(story, client, editor):
    process, address = Process(), story.get_absolute_url()
    with time_machine.travel(TWO, tick=False):
        process.get(address)
        story.kill(editor, "It was wrong.")
        gone = process.get(address)
        assert gone[0].startswith("410") and age(text(gone)) is None
        story.bring_back(editor)
        assert age(text(process.get(address))) == TWO_YEARS


def test_a_preview_has_none(send, story):
    with time_machine.travel(TWO, tick=False):
        page = send(story, headline="Only typed", _preview="").content.decode()
    assert "Only typed" in page and age(page) is None


def test_it_says_nothing_to_search_engines(read):
    def meta(page):
        return re.findall("<meta [^>]*>|<link rel=[^>]*>|<title>.*?</title>", page, re.DOTALL)

    young, old = read(ONE - TICK), read(TWO)
    assert meta(young) == meta(old) and age(old)


def test_no_query_more(story, client, django_assert_num_queries):
    with time_machine.travel(FIRST + datetime.timedelta(hours=1), tick=False):
        client.get(story.get_absolute_url())
        with django_assert_num_queries(3):
            client.get(story.get_absolute_url())
    with time_machine.travel(TWO, tick=False):
        client.get(story.get_absolute_url())
        with django_assert_num_queries(3):
            client.get(story.get_absolute_url())


@pytest.mark.parametrize("media", ["screen", "print"])
def test_it_is_seen_on_the_screen_and_on_paper(story, desktop, media):
    desktop.emulate_media(media=media)
    desktop.goto(story.get_absolute_url())
    years = timezone.now().year - 2022
    line, headline = desktop.locator(".age"), desktop.locator("h1")
    assert re.fullmatch(rf"This story is more than ({years - 1}|{years}) years old\.", line.inner_text())
    assert line.bounding_box()["y"] + line.bounding_box()["height"] <= headline.bounding_box()["y"] + 1
