"""What a text does not say yet is found wherever its marks stand."""

import pytest

from core.gaps import LONGEST_SHOWN, gaps_in, gaps_in_html, with_marks


@pytest.mark.parametrize(
    "text",
    [
        "By [[the publisher]].",
        "By [[the publisher",
        "By the publisher]].",
        "By [ [the publisher]].",
        "By [\u200b[the publisher]].",
        "By [\n[the publisher]].",
        "[[]]",
    ],
)
def test_a_gap_is_found_also_where_half_of_its_mark_is_gone(text):
    assert len(gaps_in(text)) == 1


@pytest.mark.parametrize("text", ["", "He [the mayor] said.", "desk [at] paper.example", "[a] [b]", "a[0]"])
def test_one_bracket_is_no_gap(text):
    assert gaps_in(text) == []
    assert gaps_in_html(f"<p>{text}</p>") == []


@pytest.mark.parametrize(
    "html",
    [
        "<p>By [[the <strong>publisher</strong>]].</p>",
        "<p>By [<strong>[the publisher]</strong>].</p>",
        "<p>By <a href='https://e.example/'>[</a>[the publisher]<em>]</em></p>",
        "<p>By [[the</p><p>publisher]]</p>",
        "<ul><li>[[the</li><li>publisher]]</li></ul>",
        "<p>By &#91;&#91;the publisher&#93;&#93;</p>",
        "<p>[[the publisher<br>]]</p>",
    ],
)
def test_a_gap_is_found_whatever_tags_stand_in_it(html):
    assert len(gaps_in_html(html)) == 1


def test_each_is_named_once_as_it_stands_there_and_cut_where_it_is_long():
    assert gaps_in("[[a  year]] and [[a year]], [[b]]") == ["[[a year]]", "[[b]]"]
    assert gaps_in(f"[[{'x' * 200}")[0] == f"[[{'x' * (LONGEST_SHOWN - 2)}…"


def test_a_preview_has_them_in_sight_and_changes_nothing_else():
    html = '<p>By [[a &amp; b]], <a href="/x[[y/">z</a></p>'
    assert with_marks(html) == '<p>By <mark>[[a &amp; b]]</mark>, <a href="/x[[y/">z</a></p>'
