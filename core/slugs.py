"""Slugs, the last part of an address: made of a headline or a name without losing a letter, and read in any spelling.

Latin, Greek and Cyrillic letters are written as a to z, each as it is read; all other scripts keep their letters and
marks, in Unicode's form C. Any other character separates words, and also digits: "51–49" or "3.5" without its sign
would be another number. "&" separates too, because each language reads it differently.
"""

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

import regex
from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from typing import Protocol, TypeVar

    class HasSlug(Protocol):
        @property
        def slug(self) -> str: ...

    S = TypeVar("S", bound=HasSlug)

# For stories and pages; contributors and sections have lengths of their own.
SLUG_LENGTH = 80
# Percent-encoded twice, one letter of a slug takes nine. What is longer than this is not looked up.
LONGEST_TYPED = 10 * SLUG_LENGTH

# In a word they are dropped: don't, L’Aquila, Hawaiʻi. Between digits they separate: 5'11.
_APOSTROPHES = "'’‘‛`´ʹʻʼʽˈ′＇׳"
_IN_WORDS = regex.compile(rf"(?<!\d)[{_APOSTROPHES}]|[{_APOSTROPHES}](?!\d)")
# The sign for abbreviations within Hebrew words.
_GERSHAYIM = regex.compile(r'(?<=\p{Hebrew})["״”](?=\p{Hebrew})')
# Characters that nobody sees. The zero-width space is not among them, because it separates words.
_UNSEEN = regex.compile(r"(?!\u200b)\p{Default_Ignorable_Code_Point}")
# U.S., Ph.D.: dots after single letters do not separate.
_INITIALS = regex.compile(r"(?<=(?<![\p{L}\p{M}\p{N}])\p{L}|\.\p{L})\.(?=\p{L}\.|\p{L}(?![\p{L}\p{M}\p{N}]))")
# 300², 3½: two numbers side by side, which must not become one.
_NUMBERS = regex.compile(r"(?<=\p{N})(?=\p{No})|(?<=\p{No})(?=\p{N})")
_WORD = regex.compile(r"(?:[\p{L}\p{N}]\p{M}*)+")
_LETTER = regex.compile(r"([\p{L}\p{N}])(\p{M}*)")
_SPELT_IN_LATIN = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}]")
_PLAIN = regex.compile(r"[\p{L}\p{N}\p{M}]+")
_SHAPES = ("<wide>", "<narrow>", "<font>", "<isolated>", "<initial>", "<medial>", "<final>")
_GRAPHEME = regex.compile(r"\X")


def slugify(text: str, length: int = SLUG_LENGTH) -> str:
    """The slug of a text; "" where it has no letter or digit. The slug of a slug is the slug itself."""
    text = unicodedata.normalize("NFC", "".join(map(_in_plain_shape, _UNSEEN.sub("", text))))
    for dropped in (_IN_WORDS, _GERSHAYIM, _INITIALS):
        text = dropped.sub("", text)
    words = _WORD.findall(_NUMBERS.sub(" ", text))
    spelt = ("".join(_spelt(*letter.groups()) for letter in _LETTER.finditer(word)) for word in words)
    return truncate("-".join(filter(None, spelt)), length)


@lru_cache(maxsize=2_000)
def _in_plain_shape(character: str) -> str:
    """The plain letter of one in full or half width, in bold, or in its shape within an Arabic word."""
    if unicodedata.decomposition(character).startswith(_SHAPES):
        plain = unicodedata.normalize("NFKC", character)
        return plain if _PLAIN.fullmatch(plain) else character
    return character


@lru_cache(maxsize=2_000)
def _spelt(letter: str, marks: str) -> str:
    """A letter or digit with its marks, as it is written in a slug."""
    parts = unicodedata.normalize("NFKC", letter)
    # Form KC splits a vowel of Thai and Lao into a mark and another letter: such letters stay whole.
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
    """Cut between words, if that leaves more than half; else between letters, never between a letter and its marks."""
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
    """The wanted slug; where it is taken, the same with the first free number at its end."""
    slug, number = wanted, 1
    while is_taken(slug):
        number += 1
        slug = f"{truncate(wanted, length - len(str(number)) - 1)}-{number}"
    return slug


def follows(slug: str, wanted: str, length: int) -> bool:
    """Whether the slug is the wanted one, perhaps with a number that unique_slug put at its end."""
    head, _, number = slug.rpartition("-")
    numbered = number.isascii() and number.isdecimal() and head == truncate(wanted, length - len(number) - 1)
    return slug == wanted or numbered


def validate_slug(typed: str, length: int = SLUG_LENGTH) -> None:
    slug = slugify(typed, length)
    if not slug:
        # Translators: storm-closes-harbour is an example of an address.
        raise ValidationError(_("An address has letters or digits: storm-closes-harbour."))
    if slug != typed:
        raise ValidationError(
            _(
                "An address is small letters, digits, and a - between words. Write this one “%(slug)s”, or empty it."
            ),
            params={"slug": slug},
        )


def spellings(typed: str) -> list[str]:
    """The slugs that somebody may have meant who typed or pasted this, the likeliest first.

    It may be in any Unicode form, in capitals, percent-encoded even twice, with a query or a fragment at its end.
    """
    if len(typed) > LONGEST_TYPED:
        return []
    plain = regex.split("[?#]", unquote(unquote(typed)), maxsplit=1)[0].strip("/ ")
    # Slugs of earlier rules have capitals and _, so what was typed is looked for as it is, too.
    found = (typed, plain, unicodedata.normalize("NFC", plain), slugify(plain))
    # PostgreSQL refuses a NUL in any text.
    return list(dict.fromkeys(each for each in found if each and "\0" not in each))


def closest(typed: str, found: "Iterable[S]") -> "S | None":
    """The thing whose slug is the likeliest spelling of what was typed; None where nothing was found."""
    order = spellings(typed)
    return min(found, key=lambda each: order.index(each.slug), default=None)
