"""Rule 9: text a reader typed is text."""

import re

import pytest

from comments.models import Comment, CommentRejected
from comments.tests.typed import text_of
from comments.text import COLUMN, MAX_LENGTH, MAX_LINES, InvalidText, clean, is_tall, to_html


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", "\n\n", "\u200b\u200f", "\x00\x07", "\u2060 \ufeff\t\u00ad", "\v\f\x85\u2028"),
        # Letters that are blank, marks of direction, tags, selectors of variants
        *(
            "\u2800",
            "\u3164",
            "\u115f",
            "\u1160",
            "\uffa0",
            "\u180e",
            "\u061c",
            "\u034f",
            "\u17b4",
            "\u2066\u202e",
        ),
        *(
            "\ufe0f",
            "\U000e0100",
            "\U000e0041\U000e007f",
            "\ufff9\ufffb",
            "\U00016fe4",
            "\U00013441",
            "\U0001d159",
        ),
        "\u2800\n\u3164 \n\u3000",
    ],
)
def test_what_shows_nothing_is_no_comment(text):
    with pytest.raises(InvalidText, match="at least one character"):
        clean(text)


@pytest.mark.parametrize("text", ["x", "0", ".", "漢", "👍", "❤\ufe0f", "1\ufe0f\u20e3"])
def test_one_character_is_one(text):
    assert clean(text) == text


def test_five_thousand_characters_and_not_one_more():
    assert len(clean("x" * MAX_LENGTH)) == MAX_LENGTH == 5000
    with pytest.raises(InvalidText, match="5,000 characters. Yours has 5,001"):
        clean("x" * 5001)


def test_a_line_end_is_one_character_however_the_browser_sends_it():
    text = "x\n" * 2499 + "xy"
    assert clean(text.replace("\n", "\r\n")) == text
    assert clean("one\rtwo\r\nthree\u2028four") == "one\ntwo\nthree\nfour"


@pytest.mark.parametrize("end", [*"\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029\r", "\r\n"])
def test_no_line_end_of_any_kind_joins_two_words(end):
    assert clean(f"one{end}two{end}{end}{end}three") == "one\ntwo\n\nthree"


@pytest.mark.parametrize(
    "blank", [" ", "\t", "\u3000", "\u2800", "\u3164", "\u200b", "\u200f\u00ad", "\U000e0041", "\ufe0f"]
)
def test_a_line_that_shows_nothing_is_an_empty_one(blank):
    assert clean(f"{blank}\none\n{blank}\n{blank}\n \ntwo\n{blank}") == "one\n\ntwo"


def test_the_blanks_that_begin_a_line_are_kept():
    """A poem’s; those that end one show nothing."""
    poem = "    The fog comes\non little cat feet.\n\n\u3000\u3000It sits looking\n\tover harbor and city"
    assert clean(f"\n \n{poem} \t\u3000\n") == poem
    assert text_of(to_html(poem)) == poem


def test_paragraphs_and_line_breaks_are_kept_and_no_more_than_one_empty_line():
    assert clean("\none\ntwo  \n\n \n\n\nthree\n") == "one\ntwo\n\nthree"
    assert to_html("one\ntwo\n\nthree") == '<p dir="auto">one<br>two</p>\n\n<p dir="auto">three</p>'


def test_control_characters_are_dropped():
    dropped = "".join(map(chr, [*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0)]))
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
    link = r'<a href="[^"<>]*" rel="ugc nofollow noopener"><bdi dir="ltr">|</bdi></a>'
    assert set(re.findall(r"<[^>]*>", re.sub(link, "", html))) <= {'<p dir="auto">', "</p>", "<br>"}
    assert text_of(html) == text


def test_links_are_made_clickable_and_vouched_for_by_nobody():
    html = to_html("See https://e.example/a?b=1&c=2 or www.e.example.")
    assert html.count('rel="ugc nofollow noopener"') == html.count("<a ") == 2
    assert '<a href="https://e.example/a?b=1&amp;c=2" rel="ugc nofollow noopener">' in html


def test_a_rel_that_was_typed_stays_text():
    assert to_html('rel="nofollow"') == '<p dir="auto">rel=&quot;nofollow&quot;</p>'


def test_the_verb_keeps_the_cleaned_text_and_what_was_made_of_it(post):
    comment = post("One <b>word</b>\x00\r\nand another ")
    assert comment.text == "One <b>word</b>\nand another"
    assert comment.html == '<p dir="auto">One &lt;b&gt;word&lt;/b&gt;<br>and another</p>'


@pytest.mark.parametrize("text", ["", "x" * 5001])
def test_the_verb_refuses_what_is_no_comment(post, text):
    with pytest.raises(CommentRejected):
        post(text)
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "text, is_folded",
    [
        ("x\n" * (MAX_LINES - 1) + "x", False),
        ("x\n" * (MAX_LINES + 1) + "x", True),
        ("x\n\n" * (MAX_LINES // 2 - 1) + "x", False),
        ("x\n\n" * (MAX_LINES // 2 + 1) + "x", True),
        ("word " * (COLUMN * (MAX_LINES - 1) // 5), False),
        ("word " * (COLUMN * (MAX_LINES + 1) // 5), True),
        ("漢" * (COLUMN * (MAX_LINES + 1) // 2), True),
        ("See https://e.example/some/page now.\n" * (MAX_LINES - 1), False),
        ("&<>" * (COLUMN * (MAX_LINES - 1) // 3), False),
    ],
)
def test_what_is_taller_than_about_thirty_lines_is_folded(text, is_folded):
    assert is_tall(to_html(clean(text))) == is_folded
