"""Where links are in what a reader typed.

This follows Unicode's rules (UTS #58, Unicode Linkification), which know the punctuation of every script. It answers
positions alone, so that no letter can be lost or changed. We don't use linkify-it-py: it finds no link behind a letter
of a script without spaces or behind an emoji, and takes direction marks, ellipses and quotes of other scripts into a
target.
"""

from collections.abc import Iterator

import regex

_LABEL = r"[\p{L}\p{N}](?:[-_]*+[\p{L}\p{M}\p{N}])*+"
_HOST = rf"{_LABEL}(?:\.{_LABEL})"
# A host may end with a dot, too, if more of an address follows.
_DOT = r"(?:\.(?=[:/?#]))?+"
# Both cases are spelled out: IGNORECASE takes ſ for an s, and a scheme is ASCII. Neither “http” nor “www” begins a link
# inside a word, an address or another scheme.
_BEGINNING = regex.compile(
    rf"(?:(?<![A-Za-z0-9]|[A-Za-z0-9][+_])[Hh][Tt][Tt][Pp][Ss]?://(?:[\w.:%+~-]{{1,64}}+@)?{_HOST}*+{_DOT}"
    rf"|(?<![\w@/.-])[Ww][Ww][Ww]\.{_HOST}++{_DOT}(?!@))(?::[0-9]{{1,5}}+(?![0-9]))?"
)
# Characters that end a link wherever they stand: those that can't be seen (but for joiners and variants, which words
# and emoji are spelled with), those that no address has, and those that end a sentence of Chinese or set off a remark
# with no space after them.
_HARD = (
    r"[[[\s\p{C}\p{Default_Ignorable_Code_Point}]--[\u200c\u200d\p{Variation_Selector}]]"
    r"||[<>\"`\u2014\u2015\u2026\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f\uff5c\uff61\uff64]]"
)
# Punctuation that belongs to a link only if more of the link follows.
_SOFT = r"[\p{Pi}\p{Pf}[\p{Po}--[/%&#@]][\p{Pd}--\-]]"
_PIECE = regex.compile(
    rf"(?P<open>\p{{Ps}})|(?P<close>\p{{Pe}})|(?P<hard>{_HARD})|(?P<soft>(?:(?!{_HARD}){_SOFT})++)"
    rf"|(?P<plain>(?:(?!{_HARD}|{_SOFT}|\p{{Ps}}|\p{{Pe}}).)++)",
    regex.VERSION1,
)
_BRACKET = regex.compile(rf"(?P<open>\p{{Ps}})|(?P<close>\p{{Pe}})|{_HARD}", regex.VERSION1)
# A link that begins behind one of these quotes ends before the next of the same kind.
_QUOTES = {quote: kind for kind in ("“”„‟«»", "‘’‚‛‹›") for quote in kind}
# A link between two of these ends before the second, but they may stand within a link, too.
_EMPHASIS = "_~|"


def find_links(text: str) -> Iterator[tuple[int, int]]:
    """The (start, end) of each link, in order. Linear in the length of the text."""
    pairs, at = None, 0
    while found := _BEGINNING.search(text, at):
        start, at = found.span()
        before = text[start - 1] if start else ""
        if text[at : at + 1] in ("/", "?", "#"):
            pairs = _pairs(text) if pairs is None else pairs
            at = _end(text, at, pairs, _QUOTES.get(before, ""))
        if before and before in _EMPHASIS:
            at -= len(text[start:at]) - len(text[start:at].rstrip(before))
        yield start, at


def _end(text: str, at: int, pairs: set[int], quotes: str) -> int:
    """The end of the path, query and fragment that begin at `at`: behind their last character, brackets balanced."""
    end, depth = at, 0
    while piece := _PIECE.match(text, at):
        kind, (start, at) = piece.lastgroup, piece.span()
        if kind == "hard" or (kind == "open" and start not in pairs) or (kind == "close" and not depth):
            break
        if kind == "soft" and any(quote in quotes for quote in piece[0]):
            break
        depth += (kind == "open") - (kind == "close")
        if not depth and kind != "soft":
            end = at
    return end


def _pairs(text: str) -> set[int]:
    """The positions of the opening brackets that are closed in the same address."""
    pairs, opened = set(), []
    for found in _BRACKET.finditer(text):
        if found["open"]:
            opened.append(found.start())
        elif found["close"] and opened and 0 < ord(found[0]) - ord(text[opened[-1]]) < 3:
            pairs.add(opened.pop())
        else:
            opened.clear()
    return pairs
