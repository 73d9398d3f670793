"""What a page is made of for who can't see it: its title, its headings, its landmarks, its comments, its languages."""

import re
from collections import Counter

import pytest

from newsroom.tests.support.made_once import made_once

pytestmark = pytest.mark.django_db

# The same page twice, for another reader or with another answer, may have the same title.
SAME_TITLE = [
    {"front, empty", "front", "front, signed in"},
    {"archive, empty", "archive"},
    {"discussion with places that are empty", "discussion, signed in"},
    {"account", "account, signed in twice", "account without a password"},
    {
        "second factor, none",
        "second factor, asked for",
        "second factor, at a number",
        "second factor, app and passkey",
    },
    {"add a passkey", "add a passkey, at a number"},
    {"recovery codes, not shown yet", "recovery codes, shown", "recovery codes, shown before"},
    {"own comments, none", "own comments", "own comments, one just withdrawn"},
    {"report form", "report form, signed in"},
    {"report form, no reason", "report form, no words"},
    {"comment form", "comment form, closed", "comment form, right to left"},
    {
        "comment form, empty text refused",
        "comment form, too long",
        "comment form, too soon",
        "comment form, not signed in, too long to be kept",
        "comment form, closed meanwhile",
        "comment form, the same again",
    },
    {"code to confirm an address", "code to change address"},
    {"change address", "change address, one waits"},
    {"account", "account without a password"},
    {"form too old (403)", "form too old (403), text kept"},
    {"too large (413)", "unreadable (400)"},
]
LINE = re.compile(
    r"""^(?P<indent> *)- '?(?P<role>[a-z]+)(?: "(?P<name>(?:[^"\\]|\\.)*)")?(?: \[level=(?P<level>\d)\])?"""
)


@pytest.fixture(scope="module")
def outlines(browser, every_page):
    """{page's name: (title, [(role, name, heading's level, depth)], facts)} as Chromium's accessibility tree has it."""
    return made_once("outlines", lambda: read_outlines(browser, every_page))


def read_outlines(browser, every_page):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    every_page.serve(context)
    tab, found = context.new_page(), {}
    for page in every_page.pages:
        every_page.show(tab, page)
        lines = [LINE.match(line) for line in tab.locator("body").aria_snapshot().splitlines()]
        nodes = [
            (line["role"], line["name"] or "", int(line["level"] or 0), len(line["indent"]) // 2)
            for line in filter(None, lines)
        ]
        found[page.name] = tab.title(), nodes, tab.evaluate(FACTS)
    context.close()
    return found


FACTS = """() => ({
    current: [...document.querySelectorAll('[aria-current]')].map(
        each => [each.getAttribute('aria-current'), each.textContent]),
    comments: [...document.querySelectorAll('.discussion .comment')].map(each => each.id),
    articles: [...document.querySelectorAll('.discussion article')].map(each => each.id),
    lang: document.documentElement.lang,
    direction: getComputedStyle(document.documentElement).direction,
    errors: [...document.querySelectorAll('main .error, main [role=alert]')].map(each => each.textContent.trim()),
    invalid: [...document.querySelectorAll('[aria-invalid="true"]')].map(each =>
        ((each.closest('fieldset') ?? each).getAttribute('aria-describedby') ?? '').split(' ').map(
            id => document.getElementById(id)?.textContent ?? '').join(' ')),
    images: [...document.querySelectorAll('main img')].map(each => [each.alt, each.closest('[lang]').lang]),
    foreign: [...document.querySelectorAll('main *')].filter(each => [...each.childNodes].some(
        node => node.nodeType === 3 && node.textContent.trim())).map(each =>
        [each.textContent.trim(), each.closest('[lang]').lang,
            each.closest('.aside') ? '' : getComputedStyle(each).direction]),
})"""


def each(outlines):
    for name, (title, nodes, facts) in outlines.items():
        yield name, title, nodes, facts


def test_one_first_heading_and_no_level_left_out(outlines):
    for name, _, nodes, _ in each(outlines):
        levels = [level for role, _, level, _ in nodes if role == "heading"]
        assert levels.count(1) == 1 and levels[0] == 1, f"{name}: {levels}"
        assert all(below - above <= 1 for above, below in zip(levels, levels[1:], strict=False)), name
        assert all(text for role, text, _, _ in nodes if role == "heading"), name


def test_landmarks(outlines):
    for name, _, nodes, _ in each(outlines):
        roles = Counter(role for role, _, _, _ in nodes)
        assert [roles[role] for role in ("banner", "main", "contentinfo")] == [1, 1, 1], name
        named = [
            (role, text)
            for role, text, _, _ in nodes
            if role in ("navigation", "region", "complementary", "form")
        ]
        assert all(text for _, text in named), f"{name}: {named}"
        assert len(named) == len(set(named)), f"{name}: {named}"
        # All that is said stands in one of them, but for the link that leads past them.
        outside = [(role, text) for role, text, _, depth in nodes if depth == 0]
        assert outside[0] == ("link", "Skip to content"), name
        assert [role for role, _ in outside[1:]] == ["banner", "main", "contentinfo"], f"{name}: {outside}"


def test_titles_tell_the_pages_apart(outlines):
    titles = {name: title for name, title, _, _ in each(outlines)}
    alike = [{name for name, other in titles.items() if other == title} for title in set(titles.values())]
    assert [same for same in alike if len(same) > 1 and same not in SAME_TITLE] == []
    for name, title in titles.items():
        assert title.endswith("The Meridian"), name
        assert name.startswith("front") or title != "The Meridian", name


def test_every_comment_is_an_article_with_a_name(outlines):
    for name, _, nodes, facts in each(outlines):
        assert facts["comments"] == facts["articles"], name
        if facts["comments"]:
            named = [text for role, text, _, _ in nodes if role == "article" and "wrote:" in text]
            assert len(named) == len(facts["comments"]), f"{name}: {named}"
    _, nodes, _ = outlines["thread"]
    assert "IrisVale Staff wrote: in reply to Readeras" in [text for role, text, _, _ in nodes]


def test_errors_are_said_with_their_fields(outlines):
    for name, title, nodes, facts in each(outlines):
        has_alert = "alert" in [role for role, _, _, _ in nodes]
        for described in facts["invalid"]:
            assert any(error in described for error in facts["errors"]), f"{name}: {described}"
            assert has_alert, name
            assert title.startswith(("Please check: ", "Not posted: ", "Not sent: ")), name
    for name in (
        "change address, refused",
        "register, refused",
        "code to confirm, wrong",
        "change password, refused",
    ):
        assert outlines[name][2]["invalid"], name
    assert len(outlines["register, refused"][2]["invalid"]) == 3


def test_the_section_that_is_shown_is_the_current_one(outlines):
    """“page” on the section's own pages, “true” where what is shown belongs to it."""
    expected = {
        "section": [["page", "World"]],
        "section, older page": [["page", "World"]],
        # It is not in the masthead.
        "section, empty": [],
        "story, photos mixed, no comment": [["true", "World"]],
        "story, right to left": [["true", "Harbor"]],
        "thread": [["true", "World"]],
        "comment form": [["true", "World"]],
        "front": [],
        "comment policy": [],
        "no such page (404)": [],
    }
    found = {name: outlines[name][2]["current"] for name in expected}
    assert found == expected


def test_what_is_in_another_language_says_so(outlines):
    """Parts in English around a story in Arabic are marked as English, and run from left to right."""
    for name, _, _, facts in each(outlines):
        assert (facts["lang"], facts["direction"]) == ("en", "ltr"), name
        for text, _, direction in facts["foreign"]:
            arabic = re.search("[\u0600-\u06ff]", text)
            letters = re.search("[A-Za-z]", text)
            if arabic and not letters:
                assert direction in ("", "rtl"), f"{name}: {text}"
            if letters and not arabic and len(text.split()) > 3:
                assert direction in ("", "ltr"), f"{name}: {text}"
            # A comment is in no language that the paper knows of; it only runs in its own direction.
    marked = {text: lang for text, lang, _ in outlines["story, right to left"][2]["foreign"]}
    english = [
        text for text in marked if re.search("[A-Za-z]", text) and not re.search("[\u0600-\u06ff]", text)
    ]
    assert len(english) > 10
    assert {text: marked[text] for text in english if marked[text] != "en"} == {}
    assert {lang for text, lang in marked.items() if re.fullmatch("[\u0600-\u06ff\\s.،–]+", text)} == {"ar"}
    images = outlines["story, right to left"][2]["images"]
    assert len(images) == 2 and {lang for _, lang in images} == {"ar"}
