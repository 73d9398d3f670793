"""In an edition in which every message is marked no word of the paper's own is unmarked."""

import re

import pytest
from django.conf import settings
from django.conf.locale import LANG_INFO

from articles.models.text import LANGUAGES as WRITTEN
from newsroom.tests.support import editions

pytestmark = [pytest.mark.long, pytest.mark.django_db]

# Names, not words: of zones, formats and file types, of languages in their own; and addresses.
NAMES = re.compile(
    r"^[\W\d_]*(E[DS]T|UTC|px|AVIF|WEBP|JPE?G|JPG|PNG|https?://\S+)?[\W\d_]*$"
    # Django stores the names of permissions in English, and speaks its ticks, crosses and magnifying glass so.
    r"|^\| .+ \| Can (add|change|delete|view) |^(True|False|Search)$"
)
LANGUAGES = {LANG_INFO[code]["name_local"] for code in WRITTEN}
PUNCTUATION = " \n.,:;–—…“”‘’()[]›»«/|·•!?\"'@#&+=*-"


def is_of_people(text, texts):
    """Of something that somebody typed, perhaps cut short, perhaps of several joined by a sign."""
    return all(
        not editions.LETTER.search(part) or any(part.strip(PUNCTUATION) in each for each in texts)
        for part in re.split(r" – | \| |: |\n", text)
    )


def test_no_word_of_the_paper_is_unmarked(passing_paper):
    with passing_paper(), editions.marked(), editions.texts_of_people() as texts:
        pages = [*editions.walk(), *editions.mails()]
    texts |= {settings.SITE_NAME, settings.SITE_URL} | LANGUAGES
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
    for html_tag in filter(None, (re.search("<html[^>]*>", html) for html in htmls)):
        html_tag = html_tag[0]
        assert f'lang="{language}"' in html_tag
        assert ('dir="rtl"' in html_tag) == (direction == "rtl")
