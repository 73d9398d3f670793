"""The words of a text with markup, as a reader sees them."""

from collections.abc import Iterator
from html import unescape

from core.blank import is_blank
from core.rich_text.markup import tokens

# Plain text has other signs for these: 300² is not 3002.
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def plain_words(html: str) -> Iterator[str]:
    """The words of a body from tag to tag, as plain text, with blanks between blocks."""
    signs: list[dict[int, int]] = []
    for token in tokens(html):
        if isinstance(token, str):
            words = unescape(token)
            yield words.translate(signs[-1]) if signs and not any(map(str.isalpha, words)) else words
        elif token["name"] in ("sup", "sub"):
            if token["end"]:
                signs = signs[:-1]
            else:
                signs.append(_RAISED if token["name"] == "sup" else _LOWERED)
        elif token["name"] not in ("strong", "em", "a"):
            yield " "


def excerpt(html: str, most: int = 180) -> str:
    """The first words of a body as plain text, with an ellipsis where they are cut."""
    pieces, seen = [], 0
    for words in plain_words(html):
        pieces.append(words)
        seen += len(words.strip())
        if seen > most:
            break
    text = " ".join("".join(pieces).split())
    if len(text) <= most:
        return text
    # A text without spaces, as in some languages, has no better place.
    cut = text[: most + 1].rpartition(" ")[0] or text[:most]
    return cut.rstrip(",;:–") + " …"


def has_words(html: str) -> bool:
    return not is_blank("".join(plain_words(html)))
