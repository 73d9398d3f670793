"""Links in what a reader typed: no letter of it is lost or changed, and a target is what was typed."""

import re

import pytest
from hypothesis import given, settings

from comments.tests.typed import links_of, text_of, texts
from comments.text import InvalidText, clean, few_marks, to_html

A = "https://e.org/a"


def shown(text):
    made = to_html(text)
    assert text_of(made) == text
    return [shown for _, shown in links_of(made)]


@settings(max_examples=1500, deadline=None)
@given(texts)
def test_the_html_says_what_was_typed_and_links_lead_to_what_they_say(typed):
    try:
        text = clean(typed)
    except InvalidText:
        return
    made = to_html(text)
    assert text_of(made) == few_marks(text)
    for target, said in links_of(made):
        typed_as = target.removeprefix("https://") if said[:4].lower() == "www." else target
        assert few_marks(typed_as) == said
        assert typed_as in text
        assert re.match(r"https?://", target, re.IGNORECASE)
        assert not re.search(r"[\s<>\"\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", target)
    tags = set(re.findall(r"<[^>]*>", re.sub(r'<a href="[^"<>]*" rel="ugc nofollow noopener">', "", made)))
    assert tags <= {'<p dir="auto">', "</p>", "<br>", '<bdi dir="ltr">', "</bdi>", "</a>"}


@settings(max_examples=500, deadline=None)
@given(texts)
def test_a_text_that_was_cleaned_is_clean(typed):
    try:
        text = clean(typed)
    except InvalidText:
        return
    assert clean(text) == text


@pytest.mark.parametrize(
    "target",
    [
        *("https://e.org/a%2Fb", "https://e.org/?flag", "https://e.org/?a=&b", "https://e.org/%2525"),
        *("https://e.org/caf%E9", "https://e.org/%", "https://e.org/?q=1&lt;2", "https://e.org/&amp;a"),
        *("https://e.org/a'b", "https://e.org/#", "http://e.org", "HTTPS://E.ORG/A"),
        *("https://e.org:8080/x?y#z", "https://e.org/a/", "https://e.org/-_-", "https://e.org/a_(b_(c))"),
        *("https://e.org/?x[]=1", "https://e.org/{a}", "https://e.org/a（b）", "https://e.org/「b」"),
        *("https://пример.example/путь", "https://e.org/日本", "https://fa.example/می\u200cخواهم"),
        *("https://e.org/❤️", "https://e.org/@a", "https://e.org/a...b", "https://e.org/a,b;c!d"),
        *("https://e.org./a", "https://e.org.:8080/", "https://e.org./?q"),
        *("https://localhost:8000/", "https://e.org/צה״ל"),
    ],
)  # fmt: skip
def test_a_target_is_what_was_typed(target):
    assert links_of(to_html(target)) == [(target, target)]
    assert shown(f"See {target}, or not.") == [target]


@pytest.mark.parametrize(
    "around",
    [
        *("(see {}).", "({})", "[x]({})", "[{}]", "{{{}}}", "<{}>", "“{}”", "„{}“ so", "»{}« so"),
        *("«{}», dit-il", "‘{}’", "‹{}›", '"{}"', "'{}'", "`{}`", "*{}*", "**{}**", "_{}_", "~{}~", "|{}|"),
        *("《{}》。", "「{}」。", "（{}）", "【{}】", "༺{}༻", "{}.", "{},", "{};", "{}:", "{}!", "{}?"),
        *("{}…", "{}...", "{}).", "{}”.", "{}،", "{}؟", "{}؛", "{}।", "{}։", "{}།", "{}。", "{}、", "{}！"),
        *("見{}。次に", "见{}，然后", "“{}”—he said", "{}—and", "{} – and", "Source:{}", "={}", "+{}"),
        *("👉{}", "→{}", "-{}", "...{}", "{}\u200b", "{}\u202egpj", "{}\u2069", "{}\xadb"),
        *("\u200f{}\u200f", "ดู{}", "{}\nb", "{}（b", "{}(b", "{}[b(c]", "{}), ({}!).", "{}｜title", "{}–"),
        "{}“b”",
    ],
)  # fmt: skip
def test_a_link_begins_after_and_ends_before_punctuation_of_any_script(around):
    text = around.format(*[A] * 2)
    expected = [A] * around.count("{}")
    if around == "{}“b”":
        # A quotation mark with no space before it may be one of the address.
        expected = [f"{A}“b"]
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("ASP.NET", "left.It", "e.org", "ftp://e.org/a", "ftp://www.e.org", "//www.e.org"),
        *("git+https://e.org/a", "xhttps://e.org", "httpſ://e.org", "me@e.org", "mailto:me@e.org"),
        *("me@www.e.org", "www.e.org@evil.org", "www.", "https://", "https://.", "https:///a"),
        *("http:e.org", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "www.e"),
        *("awww.e.org", "...www.e.org"),
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_no_link(text):
    assert shown(text) == []


def test_a_name_alone_is_asked_over_a_connection_that_is_safe():
    for name in ("WWW.E.org/a_(b)", "www.e.org:8080", "www.e.org/?to=https://e.org"):
        assert links_of(to_html(f"({name}).")) == [(f"https://{name}", name)]


def test_a_link_has_an_order_of_its_own_and_is_vouched_for_by_nobody():
    assert to_html(A) == (
        f'<p dir="auto"><a href="{A}" rel="ugc nofollow noopener"><bdi dir="ltr">{A}</bdi></a></p>'
    )


def test_marks_heaped_on_an_address_stay_in_its_target():
    target = A + "\u0301" * 50
    assert links_of(to_html(target)) == [(target, A + "\u0301" * 4)]
