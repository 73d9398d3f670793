"""In an edition in which every message is marked no word of the paper's own is unmarked."""

import re

import pytest
from django.conf import settings

from newsroom.tests.support import editions

pytestmark = [pytest.mark.long, pytest.mark.django_db]

# Names, not words: of zones, of files, of what is typed as it is.
NAMES = re.compile(
    r"^[\W\d_]*(E[DS]T|UTC|GMT|px|KB|MB|HTML|JPEG|PNG|WebP|GIF|https?|www|am|pm|Django|Newsroom)?[\W\d_]*$"
)


def is_of_people(text, texts):
    """Part of something that somebody typed, perhaps cut short."""
    plain = text.strip(" \n.,:;–—…“”‘’()[]›»«/|·•!?\"'@#&+=*-")
    return any(plain in each for each in texts)


def test_no_word_of_the_paper_is_unmarked(passing_paper):
    with passing_paper(), editions.marked(), editions.texts_of_people() as texts:
        pages = [*editions.walk(), *editions.mails()]
    texts |= {settings.SITE_NAME, settings.SITE_URL}
    found = {}
    for name, html in pages:
        words = editions.unmarked(html) if not name.startswith("mail") else editions.outside(html)[0]
        for each in words:
            if not NAMES.match(each) and not is_of_people(each, texts):
                found.setdefault(each, name)
    assert not found, "\n".join(f"{words!r} on {name}" for words, name in found.items())
    assert len(pages) > 250


@pytest.mark.parametrize(("language", "direction"), [("de", "ltr"), ("ar", "rtl")])
def test_an_edition_leaves_nothing_in_english(passing_paper, language, direction):
    edition = {"LANGUAGE_CODE": language, "LANGUAGES": [(language, language)]}
    with passing_paper(**edition), editions.asked_for() as messages:
        pages = [*editions.walk(), *editions.mails()]
    lacking = {name for name in messages if not editions.is_translated(language, name)}
    assert not lacking, "\n".join(sorted(map(repr, lacking)))
    htmls = [html for name, html in pages if not name.startswith("mail")]
    for html in htmls:
        html_tag = re.search("<html[^>]*>", html)[0]
        assert f'lang="{language}"' in html_tag
        assert ('dir="rtl"' in html_tag) == (direction == "rtl")
