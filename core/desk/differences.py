"""What differs between two texts with markup, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html import unescape

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.rich_text.markup import attributes_of, tokens

_BLOCKS = re.compile("p|h2|h3|li", re.IGNORECASE)
_WORDS = re.compile(r"\s+|[^\s]+")
# Of a block. To compare two of more words would take seconds, and they are shown whole.
MOST_WORDS = 2_000


def differences(before: str, after: str) -> SafeString:
    """The later text as HTML, a paragraph for each block: what is new in <ins>, what is gone in <del>."""
    old, new = list(_blocks(before)), list(_blocks(after))
    paragraphs: list[SafeString] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            paragraphs += (format_html("{}", each) for each in new[c:d])
            continue
        pairs = min(b - a, d - c)
        paragraphs += (_words(old[a + n], new[c + n]) for n in range(pairs))
        paragraphs += (format_html("<del>{}</del>", each) for each in old[a + pairs : b])
        paragraphs += (format_html("<ins>{}</ins>", each) for each in new[c + pairs : d])
    return format_html_join("\n", '<p dir="auto">{}</p>', ((each,) for each in paragraphs))


def _words(before: str, after: str) -> SafeString:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return format_html("<del>{}</del> <ins>{}</ins>", before, after)
    pieces = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal" and b > a:
            pieces.append(format_html("<del>{}</del>", "".join(old[a:b])))
        if d > c:
            pieces.append(format_html("{}" if what == "equal" else "<ins>{}</ins>", "".join(new[c:d])))
    # Each of them is escaped.
    return mark_safe("".join(pieces))


def _blocks(html: str) -> Iterator[str]:
    """The words of each paragraph, heading and list item, with the addresses of links."""
    words = ""
    for token in tokens(html):
        if isinstance(token, str):
            words += token
        elif token["name"] and _BLOCKS.fullmatch(token["name"]):
            if words.strip():
                yield _plain(words)
            words = ""
        elif token["name"] == "br":
            words += " "
        elif token["name"] == "a" and not token["end"]:
            words += f" ({attributes_of(token['attributes']).get('href', '')}) "
    if words.strip():
        yield _plain(words)


def _plain(words: str) -> str:
    return " ".join(unescape(words).split())
