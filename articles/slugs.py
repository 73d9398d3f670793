"""The last part of an address: made of a headline or a name without losing a letter, and read in whatever spelling.

Latin, Greek and Cyrillic letters are written A to Z, each by its own reading; all other scripts keep their letters with
their marks, in Unicode's form C. Words part wherever something else than a letter stands, digits too ("51–49", "3.5"):
what is joined there is another number. "&" is read differently in each language, and parts like the rest.
"""

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

import regex
from anyascii import anyascii
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from typing import Protocol, TypeVar

    class HasSlug(Protocol):
        @property
        def slug(self) -> str: ...

    S = TypeVar("S", bound=HasSlug)

# Of a story's address; a contributor's and a section's have their own.
SLUG_LENGTH = 80
# What is asked for can be the longest address, encoded twice: nine letters for one. Beyond that nothing is looked up.
LONGEST_TYPED = 10 * SLUG_LENGTH

# They stand in a word: don't, L’Aquila, Hawaiʻi; between digits they part, as in 5'11.
_APOSTROPHES = "'’‘‛`´ʹʻʼʽˈ′＇׳"
_IN_WORDS = regex.compile(rf"(?<!\d)[{_APOSTROPHES}]|[{_APOSTROPHES}](?!\d)")
# The abbreviation's mark in Hebrew words.
_GERSHAYIM = regex.compile(r'(?<=\p{Hebrew})["״”](?=\p{Hebrew})')
# Of no width and no meaning for a reader, but for the space of no width, which parts.
_UNSEEN = regex.compile(r"(?!\u200b)\p{Default_Ignorable_Code_Point}")
# U.S., Ph.D.: the dots of single letters part nothing.
_INITIALS = regex.compile(r"(?<=(?<![\p{L}\p{M}\p{N}])\p{L}|\.\p{L})\.(?=\p{L}\.|\p{L}(?![\p{L}\p{M}\p{N}]))")
# 300², 3½: a number beside the one before it.
_NUMBERS = regex.compile(r"(?<=\p{N})(?=\p{No})|(?<=\p{No})(?=\p{N})")
_WORD = regex.compile(r"(?:[\p{L}\p{N}]\p{M}*)+")
_LETTER = regex.compile(r"([\p{L}\p{N}])(\p{M}*)")
_SPELT_IN_LATIN = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}]")
_PLAIN = regex.compile(r"[\p{L}\p{N}\p{M}]+")
_SHAPES = ("<wide>", "<narrow>", "<font>", "<isolated>", "<initial>", "<medial>", "<final>")
_GRAPHEME = regex.compile(r"\X")


def slugify(text: str, length: int = SLUG_LENGTH) -> str:
    """Empty where no letter or digit is left, as in a headline of signs. Made again of itself it stays as it is."""
    text = unicodedata.normalize("NFC", "".join(map(_in_plain_shape, _UNSEEN.sub("", text))))
    for dropped in (_IN_WORDS, _GERSHAYIM, _INITIALS):
        text = dropped.sub("", text)
    words = _WORD.findall(_NUMBERS.sub(" ", text))
    spelt = ("".join(_spelt(*letter.groups()) for letter in _LETTER.finditer(word)) for word in words)
    return truncate("-".join(filter(None, spelt)), length)


@lru_cache(maxsize=2_000)
def _in_plain_shape(character: str) -> str:
    """Of full or half width, in bold, or as it looks within an Arabic word: the letter itself."""
    if unicodedata.decomposition(character).startswith(_SHAPES):
        plain = unicodedata.normalize("NFKC", character)
        return plain if _PLAIN.fullmatch(plain) else character
    return character


@lru_cache(maxsize=2_000)
def _spelt(letter: str, marks: str) -> str:
    """A letter or digit with its marks, as an address has it."""
    parts = unicodedata.normalize("NFKC", letter)
    # Thai and Lao have a vowel that would become a mark and another letter.
    parts = letter if regex.search(r"[\p{M}\s]", parts) else parts
    spelt = ""
    for each in parts:
        if each == "⁄":
            spelt += "-"
        elif not _WORD.fullmatch(each) or each in _APOSTROPHES:
            continue
        elif not _SPELT_IN_LATIN.match(each):
            spelt += each.lower() + ("" if each.isascii() else marks)
        else:
            read = anyascii(each)
            is_soft_sign = read == "'" and regex.match(r"\p{Cyrillic}", each)
            letters = "".join(filter(str.isalnum, read)) or ("" if is_soft_sign else each)
            spelt += letters.lower()
    return unicodedata.normalize("NFC", spelt)


def truncate(slug: str, length: int) -> str:
    """Between words, where that leaves more than half of it; else between letters, never between one and its marks."""
    if len(slug) <= length:
        return slug
    words = slug[: length + 1].rpartition("-")[0]
    if len(words) > length // 2:
        return words.strip("-")
    kept = ""
    for each in _GRAPHEME.findall(slug):
        if len(kept) + len(each) > length:
            break
        kept += each
    return kept.strip("-")


def unique_slug(wanted: str, length: int, is_taken: Callable[[str], bool]) -> str:
    """The one that is wanted, or with a number behind it where that is taken."""
    slug, number = wanted, 1
    while is_taken(slug):
        number += 1
        slug = f"{truncate(wanted, length - len(str(number)) - 1)}-{number}"
    return slug


def follows(slug: str, wanted: str, length: int) -> bool:
    """Whether it is the slug that is wanted, perhaps with a number that unique_slug put behind it."""
    head, _, number = slug.rpartition("-")
    numbered = number.isascii() and number.isdecimal() and head == truncate(wanted, length - len(number) - 1)
    return slug == wanted or numbered


def validate_slug(typed: str, length: int = SLUG_LENGTH) -> None:
    slug = slugify(typed, length)
    if not slug:
        raise ValidationError("An address has letters or digits: storm-closes-harbour.")
    if slug != typed:
        raise ValidationError(
            f"An address is small letters, digits, and a - between words. Write this one “{slug}”, or empty it."
        )


def spellings(typed: str) -> list[str]:
    """The slugs that may be meant by what somebody typed or pasted for one, the likeliest first.

    In any Unicode form, in capitals, percent-encoded even twice, with a query or a fragment behind it.
    """
    if len(typed) > LONGEST_TYPED:
        return []
    plain = regex.split("[?#]", unquote(unquote(typed)), maxsplit=1)[0].strip("/ ")
    # Addresses that were made by earlier rules have capitals and _.
    found = (typed, plain, unicodedata.normalize("NFC", plain), slugify(plain))
    # PostgreSQL takes no NUL in any text.
    return list(dict.fromkeys(each for each in found if each and "\0" not in each))


def closest(typed: str, found: "Iterable[S]") -> "S | None":
    """Of things with slugs among the spellings of what was typed, the one that is spelt likeliest; None of none."""
    order = spellings(typed)
    return min(found, key=lambda each: order.index(each.slug), default=None)
