"""Where links stand in what a reader typed.

By Unicode's rules for it (UTS #58, Unicode Linkification), which know the punctuation of every script. Only positions
come out of it, so that no letter can be lost or changed. Not linkify-it-py: it finds no link behind a letter of a
script without spaces or behind an emoji, and takes direction marks, ellipses and quotes of other scripts into a target.
"""

from collections.abc import Iterator

import regex

_LABEL = r"[\p{L}\p{N}](?:[-_]*+[\p{L}\p{M}\p{N}])*+"
_HOST = rf"{_LABEL}(?:\.{_LABEL})"
# A host may end with one too, where more of an address follows.
_DOT = r"(?:\.(?=[:/?#]))?+"
# No ſ for an s: a scheme is ASCII. Neither begins inside a word, an address or another scheme.
_BEGINNING = regex.compile(
    rf"(?:(?<![A-Za-z0-9]|[A-Za-z0-9][+_])[Hh][Tt][Tt][Pp][Ss]?://(?:[\w.:%+~-]{{1,64}}+@)?{_HOST}*+{_DOT}"
    rf"|(?<![\w@/.-])[Ww][Ww][Ww]\.{_HOST}++{_DOT}(?!@))(?::[0-9]{{1,5}}+(?![0-9]))?"
)
# Ends a link wherever it stands: what can't be seen (but for joiners and variants, which words and emoji are spelled
# with), what no address has, what ends a sentence of Chinese or sets off a remark with no space after it.
_HARD = (
    r"[[[\s\p{C}\p{Default_Ignorable_Code_Point}]--[\u200c\u200d\p{Variation_Selector}]]"
    r"||[<>\"`\u2014\u2015\u2026\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f\uff5c\uff61\uff64]]"
)
# Belongs to it only where more of it follows.
_SOFT = r"[\p{Pi}\p{Pf}[\p{Po}--[/%&#@]][\p{Pd}--\-]]"
_PIECE = regex.compile(
    rf"(?P<open>\p{{Ps}})|(?P<close>\p{{Pe}})|(?P<hard>{_HARD})|(?P<soft>(?:(?!{_HARD}){_SOFT})++)"
    rf"|(?P<plain>(?:(?!{_HARD}|{_SOFT}|\p{{Ps}}|\p{{Pe}}).)++)",
    regex.VERSION1,
)
_BRACKET = regex.compile(rf"(?P<open>\p{{Ps}})|(?P<close>\p{{Pe}})|{_HARD}", regex.VERSION1)
# A link that begins behind one of them ends before the next of its kind.
_QUOTES = {quote: kind for kind in ("“”„‟«»", "‘’‚‛‹›") for quote in kind}
# So does one that is set off by them, but they may stand within it too.
_EMPHASIS = "_~|"


def find_links(text: str) -> Iterator[tuple[int, int]]:
    """The (start, end) of each, in order. Linear in the length of the text."""
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
    """Of the path, query and fragment that begin at `at`: behind the last that belongs to them, brackets balanced."""
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
    """Where those brackets open that are closed in the same address."""
    pairs, opened = set(), []
    for found in _BRACKET.finditer(text):
        if found["open"]:
            opened.append(found.start())
        elif found["close"] and opened and 0 < ord(found[0]) - ord(text[opened[-1]]) < 3:
            pairs.add(opened.pop())
        else:
            opened.clear()
    return pairs
