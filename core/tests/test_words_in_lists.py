"""What stands in a list and is no item, and tags in any order: every word stays, in its place, and nothing fails."""

import random
import re

import pytest

from core.rich_text.sanitising import sanitise

WORDS = {
    "bare text": ("w", "w", "<p>w</p>"),
    "a paragraph": ("<p>w</p>", "<p>w</p>", "<p>w</p>"),
    "a heading": ("<h2>w</h2>", "<p>w</p>", "<p>w</p>"),
    "a quotation": ("<blockquote>w</blockquote>", *["<blockquote><p>w</p></blockquote>"] * 2),
    "a table": ("<table><tr><td>w<td>x</table>", "w | x", "<p>w | x</p>"),
}
TAGS = "ul ol li p h2 blockquote table tr td a b u q br img dl dd pre div".split()  # noqa: SIM905
PIECES = [f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]
PIECES += [
    '<a href="https://e.example/1">',
    '<a href="https://e.example/2">',
    "<li value=7>",
    "<ol reversed>",
]
PIECES += ["<ul>", "<ol>", "<li>", "</li>", " ", "\n", "\n\n", "&nbsp;"]


def twice(html):
    """What is stored, and what of it once more."""
    once = str(sanitise(html))
    return once, str(sanitise(once))


@pytest.mark.parametrize("tag", ["ul", "ol"])
@pytest.mark.parametrize("kind", WORDS)
def test_words_in_a_list_are_of_the_item_before_or_of_one_of_their_own(tag, kind):
    typed, first, later = WORDS[kind]
    for html, kept in [
        (f"{typed}<li>a</li>", f"<li>{first}</li><li>a</li>"),
        (f"<li>a</li>{typed}<li>b</li>", f"<li>a{later}</li><li>b</li>"),
        (f"<li>a</li>{typed}", f"<li>a{later}</li>"),
        (typed, f"<li>{first}</li>"),
        (f"<li>a<{tag}>{typed}<li>b</{tag}></li>", f"<li>a<{tag}><li>{first}</li><li>b</li></{tag}></li>"),
        (f"<{tag}>{typed}</{tag}><li>a</li>", f"<li>{first}</li><li>a</li>"),
    ]:
        assert twice(f"<{tag}>{html}</{tag}>") == (f"<{tag}>{kept}</{tag}>",) * 2
    assert twice(f"<{tag}>{typed}<p>b") == (f"<{tag}><li>{first}<p>b</p></li></{tag}>",) * 2


@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_a_list_in_a_cell_stays_behind_the_words_before_it(tag):
    html = f"<{tag}><table><tr><td>a<{tag}><li>b</table>c</{tag}>"
    assert twice(html) == (f"<{tag}><li>a<{tag}><li>b</li></{tag}><p>c</p></li></{tag}>",) * 2
    html = "<table><tr><td><li>a</li>b<li>c</table>"
    assert twice(html) == ("<ul><li>a</li></ul><p>b</p><ul><li>c</li></ul>",) * 2


def test_of_links_in_each_other_the_inner_one_is_followed():
    one, two = (f'<a href="https://e.example/{number}" rel="noopener">' for number in (1, 2))
    html = f"{one}<table><tr><td>{two}a</a> b</table>c"
    assert twice(html) == (f"<p>{two}a</a>{one} b</a></p><p>{one}c</a></p>",) * 2
    assert twice(f"{one}<u>a<table>{two}b") == (f"<p>{one}a</a></p><p>{two}b</a></p>",) * 2


@pytest.mark.parametrize("tag", ["", "<b>", '<a href="https://e.example/">', "<img>", "<img><b>"])
def test_an_empty_line_behind_a_tag_begins_a_paragraph(tag):
    before, after = ("<strong>", "</strong>") if "<b>" in tag else ("", "")
    if "<a" in tag:
        before, after = '<a href="https://e.example/" rel="noopener">', "</a>"
    assert twice(f"a{tag}\n\nb\nc") == (f"<p>a</p><p>{before}b\nc{after}</p>",) * 2


@pytest.mark.long
def test_tags_in_any_order_lose_no_word_and_move_none():
    chance = random.Random(11)
    for _ in range(20_000):
        pieces, words = [], []
        for _ in range(chance.randint(2, 14)):
            if chance.random() < 0.35:
                words.append(f"w{len(words)}")
                pieces.append(words[-1])
            else:
                pieces.append(chance.choice(PIECES))
        html = "".join(pieces)
        once, again = twice(html)
        assert re.findall(r"w\d+", once) == re.findall(r"w\d+", html), html
        assert again == once, html
        assert not re.search(r"<(ul|ol)\b[^>]*>\s*(?!\s|<li>)|<(a|strong)\b[^>]*></", once), html
