"""Beside a long story and a long discussion some list is in sight, wherever one reads; on a phone each follows."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from articles.models import Article, Section, StoredList, Tagging, Topic
from comments.models import Discussion
from comments.threads import THREADS_A_PAGE

WIDE = [(1280, 768), (1600, 900)]
HOUR = datetime.timedelta(hours=1)
SENTENCE = (
    "The ferry leaves the quay at eleven and is back before the first tram, with the mail and the bread. "
)


@pytest.fixture
def paper(make_article, editor, make_reader, transactional_db):
    """A story of about 3,000 words on a topic with others, under it a full page of threads; a paper around it."""
    now, ferries = timezone.now(), Topic.named("Ferries")

    def publish(headline, hours, on_ferries=False, **text):
        with transaction.atomic():
            story = make_article(headline=headline, **text)
            if on_ferries:
                Tagging.objects.create(article=story, topic=ferries, position=1)
            story.publish(editor, at=now - hours * HOUR)
        return story

    readers = [make_reader(f"Writer-{number}") for number in range(5)]
    sport = Section.objects.create(name="Sport", slug="sport", position=2)
    for number in range(24):
        headline = f"Story {number} of those about which many people had something or other to say"
        story = publish(headline, number + 2, on_ferries=number % 3 == 0, section=sport)
        if number < 18:
            Discussion.of(story).post(readers[0], "A comment.", at=now - HOUR - number * HOUR / 60)
    short = publish("A short story", 40, body="<p>Nothing more is known.</p>", section=sport)
    long = publish("A long story", 30, on_ferries=True, body=f"<p>{8 * SENTENCE}</p>" * 19)
    for number in range(THREADS_A_PAGE):
        at = now - 29 * HOUR + number * HOUR / 60
        Discussion.of(long).post(
            readers[number % 5], f"What I say to this, number {number}. {SENTENCE}", at=at
        )
    StoredList.remake_all()
    return {"long": long, "short": short}


# How much of each list can be seen in the window, and where its parts lie.
SEEN = """() => [...document.querySelectorAll('.others-list')].map(list => {
    const { top, bottom, left, right } = list.getBoundingClientRect();
    const links = [...list.querySelectorAll('a')].map(each => each.getBoundingClientRect());
    const seen = links.filter(each => each.top >= 0 && each.bottom <= innerHeight);
    return { top, bottom, left, right, links: seen.length };
})"""
PLACES = """() => Object.fromEntries([['story', '.story'], ['discussion', '.discussion'], ['footer', '.footer']].map(
    ([name, found]) => [name, (({ top, bottom, right }) => ({ top: top + scrollY, bottom: bottom + scrollY, right }))(
        document.querySelector(found).getBoundingClientRect())]))"""


@pytest.mark.parametrize(("width", "height"), WIDE)
def test_wherever_one_reads_a_list_is_in_sight_beside_it(open_page, live_server, paper, width, height):
    page = open_page(viewport={"width": width, "height": height})
    page.goto(paper["long"].get_absolute_url())
    places = page.evaluate(PLACES)
    assert places["story"]["bottom"] - places["story"]["top"] > 5 * height
    assert places["discussion"]["bottom"] - places["discussion"]["top"] > 3 * height
    at, steps = 0, 0
    # As long as half of the window still shows the story, or the discussion.
    while at < places["discussion"]["bottom"] - height / 2:
        page.evaluate(f"scrollTo(0, {at})")
        lists = page.evaluate(SEEN)
        assert sum(each["links"] for each in lists) > 0, f"Nothing stands beside what is read at {at}."
        assert all(each["left"] > places["story"]["right"] for each in lists)
        in_order = sorted(lists, key=lambda each: each["top"])
        assert all(
            one["bottom"] <= other["top"] + 1 for one, other in zip(in_order, in_order[1:], strict=False)
        )
        assert in_order[-1]["bottom"] <= places["footer"]["top"] - page.evaluate("scrollY") + 1
        at, steps = at + height // 2, steps + 1
    assert steps > 15


@pytest.mark.parametrize(("width", "height"), [*WIDE, (820, 1180), (390, 844)])
def test_nothing_is_listed_twice_nor_the_story_itself(open_page, live_server, paper, width, height):
    page = open_page(viewport={"width": width, "height": height})
    for story in paper.values():
        page.goto(story.get_absolute_url())
        listed = page.locator(".others li a").evaluate_all("links => links.map(each => each.pathname)")
        assert len(listed) == len(set(listed)) and len(listed) > 10
        assert story.get_absolute_url() not in listed
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_short_story_has_them_whole_and_apart(desktop, live_server, paper):
    desktop.goto(paper["short"].get_absolute_url())
    desktop.evaluate("scrollTo(0, document.body.scrollHeight)")
    lists = desktop.evaluate(SEEN)
    assert len(lists) == 3
    assert all(one["bottom"] <= other["top"] + 1 for one, other in zip(lists, lists[1:], strict=False))
    scrolling = desktop.locator(".others-list").evaluate_all(
        "all => all.map(each => each.scrollHeight - each.clientHeight)"
    )
    assert scrolling == [0, 0, 0]


def test_on_a_low_screen_the_end_of_a_list_is_within_reach(open_page, live_server, paper):
    """By Tab, too: the list scrolls by itself."""
    page = open_page(viewport={"width": 1280, "height": 420})
    page.goto(paper["long"].get_absolute_url())
    page.evaluate("scrollTo(0, 900)")
    last = page.locator(".others-list").first.locator("a").last
    last.focus()
    at = last.bounding_box()
    assert at["y"] >= 0 and at["y"] + at["height"] <= 420
    assert page.evaluate("scrollY") == 900


def test_without_a_discussion_the_last_list_is_a_band(desktop, live_server, paper, editor):
    with transaction.atomic():
        Discussion.of(Article.objects.get(pk=paper["short"].pk)).set_window(editor, Discussion.Mode.OFF)
    desktop.goto(paper["short"].get_absolute_url())
    first, *_, last = desktop.locator(".others").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().toJSON())"
    )
    assert last["width"] > 2 * first["width"] and last["top"] >= first["bottom"]


def test_from_right_to_left_they_stand_on_the_left(desktop, live_server, paper):
    desktop.goto(paper["long"].get_absolute_url())
    desktop.evaluate("document.documentElement.dir = 'rtl'")
    story = desktop.evaluate("document.querySelector('.story').getBoundingClientRect().left")
    assert all(each["right"] < story for each in desktop.evaluate(SEEN))


def test_they_are_not_printed(desktop, live_server, paper):
    desktop.goto(paper["long"].get_absolute_url())
    desktop.emulate_media(media="print")
    assert desktop.locator(".around").first.is_visible() is False
