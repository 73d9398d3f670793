"""What comes out of a printer: the story with its photo's credit, or the thread, and where it stands."""

import re

import pytest

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
    assert every_page.page("story, photos mixed, no comment").address in words
    assert words.count("Credit:") == 1
    for part in (
        "Sign in",
        "Sport",
        "2 of 3",
        "More from",
        "Write a comment",
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


def test_a_front_page_without_its_bands_pictures(printed, tab):
    assert "Ferry link to the outer islands" in printed("front")
    assert tab.locator(".band img:visible").count() == 0
