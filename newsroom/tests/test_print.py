"""What comes out of a printer: the story with its photo's credit, or the thread, and where it stands."""

import re

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(tab, every_page):
    """printed(name of a page) -> the words that are seen on paper."""

    def printed(name):
        every_page.show(tab, every_page.page(name))
        tab.emulate_media(media="print")
        return tab.locator("body").inner_text()

    return printed


def test_a_story_with_its_first_photo_its_credit_and_its_address(printed, every_page):
    words = printed("story, photos mixed, no comment")
    assert words.startswith("The Meridian\n")
    for part in (
        "Ferry link to the outer islands",
        "PORT ALDEN",
        "Credit: Meridian/Strait Pool",
        "Jo Strand",
    ):
        assert part.lower() in words.lower(), part
    address = every_page.page("story, photos mixed, no comment").address
    assert words.rstrip().endswith(
        f"Published by The Meridian. Source: Meridian\n\n{settings.SITE_URL}{address}"
    )
    assert words.count("Credit:") == 1
    for part in (
        "Sign in",
        "Sport",
        "2 of 3",
        "More from",
        "Write a comment",
        "Send this story by email",
        "Copy headline",
        "Back to the top",
    ):
        assert part.lower() not in words.lower(), part


def test_names_are_printed_as_words_and_a_contributors_page_with_its_address(printed, tab, every_page):
    printed("story, photos mixed, no comment")
    lines = tab.locator(".byline a, .contributors a").evaluate_all(
        "links => links.map(each => getComputedStyle(each).textDecorationLine)"
    )
    assert len(lines) == 2 and set(lines) == {"none"}
    words = printed("contributor, with a picture")
    for part in ("Ines Calloway", "Shipping correspondent", "Credit: Meridian/Strait Pool"):
        assert part in words, part
    assert every_page.page("contributor, with a picture").address in words


def test_a_thread_with_its_comments_and_their_times(printed):
    words = printed("thread")
    for part in ("Council votes on the new pier", "Readeras wrote:", "Then talk.", "We all do, 3."):
        assert part in words, part
    assert re.search(r"\d:\d\d[ap]m E", words)
    assert "Reply" not in words
    assert "Report as abuse" not in words


def test_a_front_page_with_its_date(printed):
    words = printed("front")
    assert "Ferry link to the outer islands" in words
    assert re.match(r"\w+day, \w+ \d+, \d{4}\n+The Meridian\n", words)


def test_each_printed_photo_has_its_credit(printed, tab, every_page):
    """Lists have none, so they print no photos."""
    pictured = 0
    for page in every_page.groups["reading"] + every_page.groups["discussions"]:
        printed(page.name)
        photos = tab.locator("main img").locator("visible=true")
        credits = tab.locator("main .credit").locator("visible=true")
        assert photos.count() <= credits.count(), page.name
        pictured += photos.count()
    assert pictured > 3


PRINTED = [
    "front",
    "section",
    "section, older page",
    "topic",
    "topic, older page",
    "contributor, older page",
    "comment policy",
    "page of the paper’s own",
    "thread",
    "story without a photo",
    "story, right to left",
]


@pytest.mark.parametrize("name", PRINTED)
def test_every_page_says_where_it_stands(printed, every_page, name):
    assert printed(name).rstrip().endswith(settings.SITE_URL + every_page.page(name).address)


def test_a_long_address_breaks(printed, tab):
    printed("story with the longest headline")
    tab.set_viewport_size({"width": 400, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 400


def test_in_the_dark_it_is_black_on_white(printed, tab):
    printed("story, photos mixed, no comment")
    tab.emulate_media(media="print", color_scheme="dark")
    colours = "(each) => [getComputedStyle(each).color, getComputedStyle(each).backgroundColor]"
    assert tab.locator("html").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    for place in ("h1", ".body", ".printed >> nth=0", ".nameplate"):
        assert tab.locator(place).evaluate(colours)[0] == "rgb(0, 0, 0)"


def test_a_correction_is_printed_and_what_is_only_for_screens_is_not(printed):
    words = printed("discussion with places that are empty")
    assert "An earlier version gave the wrong day." in words
    thread = printed("thread")
    assert "Back to the whole discussion" not in thread and "Write a comment" not in thread
