"""Rule 9: text a reader typed is text."""

import re

import pytest

from comments.models import Comment, NotTaken
from comments.text import LONGEST, Unacceptable, clean, to_html


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u200b\u200f", "\x00\x07", "\u2060 \ufeff\t\u00ad"])
def test_what_shows_nothing_is_no_comment(text):
    with pytest.raises(Unacceptable, match="at least one character"):
        clean(text)


@pytest.mark.parametrize("text", ["x", "0", ".", "漢", "👍"])
def test_one_character_is_one(text):
    assert clean(text) == text


def test_five_thousand_characters_and_not_one_more():
    assert len(clean("x" * LONGEST)) == LONGEST == 5000
    with pytest.raises(Unacceptable, match="5,000 characters. Yours has 5,001"):
        clean("x" * 5001)


def test_a_line_end_is_one_character_however_the_browser_sends_it():
    text = "x\n" * 2499 + "xy"
    assert clean(text.replace("\n", "\r\n")) == text
    assert clean("one\rtwo\r\nthree\u2028four") == "one\ntwo\nthree\nfour"


def test_paragraphs_and_line_breaks_are_kept_and_no_more_than_one_empty_line():
    assert clean("  one\ntwo  \n\n \n\n\nthree\n") == "one\ntwo\n\nthree"
    assert to_html("one\ntwo\n\nthree") == "<p>one<br>two</p>\n\n<p>three</p>"


def test_control_characters_are_dropped():
    dropped = "".join(map(chr, [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)]))
    assert clean(f"a{dropped}b\tc") == "ab\tc"


def test_half_a_character_is_dropped():
    assert clean("a\ud83db") == "ab"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<a href="https://e.example" onclick="x()">x</a>',
        "&lt;b&gt; & <b>",
        '"><img src=x onerror=alert(1)>',
        "https://e.example/<script>alert(1)</script>",
        'https://e.example/"onmouseover="alert(1)',
        "<https://e.example/a'onclick='x>",
    ],
)
def test_nothing_that_was_typed_becomes_html(text):
    html = to_html(text)
    without_links = re.sub(r'<a href="[^"<>]*" rel="ugc nofollow noopener">|</a>', "", html)
    assert set(re.findall(r"<[^>]*>", without_links)) <= {"<p>", "</p>", "<br>"}


def test_links_are_made_clickable_and_vouched_for_by_nobody():
    html = to_html("See https://e.example/a?b=1&c=2 or www.e.example.")
    assert html.count('rel="ugc nofollow noopener"') == html.count("<a ") == 2
    assert '<a href="https://e.example/a?b=1&amp;c=2" rel="ugc nofollow noopener">' in html


def test_only_addresses_of_pages_become_links():
    assert "<a" not in to_html("javascript:alert(1) data:text/html,x file:///etc/passwd")


def test_a_rel_that_was_typed_stays_text():
    assert to_html('rel="nofollow"') == "<p>rel=&quot;nofollow&quot;</p>"


def test_the_verb_keeps_the_cleaned_text_and_what_was_made_of_it(post):
    comment = post(" One <b>word</b>\x00\r\nand another ")
    assert comment.text == "One <b>word</b>\nand another"
    assert comment.html == "<p>One &lt;b&gt;word&lt;/b&gt;<br>and another</p>"


@pytest.mark.parametrize("text", ["", "x" * 5001])
def test_the_verb_refuses_what_is_no_comment(post, text):
    with pytest.raises(NotTaken):
        post(text)
    assert not Comment.objects.exists()
