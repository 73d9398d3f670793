"""Words that people type in days and times of day: those of the edition's language, and those in English."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

import regex
from django.utils import dates
from django.utils.translation import get_language, gettext

from core.formats.en import formats as english
from core.times import language_format

# [(a name in small letters, its number from 1)]
Names = list[tuple[str, int]]

_ENGLISH_MONTHS = (  # noqa: SIM905
    "january february march april may june july august september october november december"
).split()
_ENGLISH_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()  # noqa: SIM905
# A name that is cut shorter than this may be any word.
_SHORTEST = 3


def month(typed: str) -> int | None:
    """The month that is meant, 1 to 12, whose name may be cut short: Sept; None where it is none or may be several."""
    found = _meant(typed, _months(get_language()), _ENGLISH_MONTHS)
    return found.pop() if len(found) == 1 else None


def weekdays(typed: str) -> set[int]:
    """The days of the week that may be meant, 1 for Monday to 7."""
    return _meant(typed, _weekdays(get_language()), _ENGLISH_WEEKDAYS)


def day_in_figures(text: str) -> str:
    """A day in small letters, without the words that are no names: Samstag, den 28. November"""
    return _rewritten(text, language_format("DAY_WORDS"))


def clock_in_figures(text: str) -> str:
    """A time of day in small letters, with am and pm as its only words, and the name of a zone: um 14 Uhr 55 MESZ"""
    text = _rewritten(text, language_format("CLOCK_WORDS"))
    for half, names in {"am": ("AM", "a.m."), "pm": ("PM", "p.m.")}.items():
        for name in names:
            said = regex.escape(gettext(name).lower())
            text = regex.sub(rf"(?<=\d ?){said}(?!\p{{L}})", half, text)
    return _rewritten(text, english.CLOCK_WORDS)


def _rewritten(text: str, words: Iterable[tuple[str, str]]) -> str:
    for pattern, instead in words:
        text = regex.sub(pattern, instead, text)
    return text


def _meant(typed: str, own: Names, in_english: list[str]) -> set[int]:
    """The numbers of the names that are meant; a whole name before one that begins so, the language's own first."""
    numbered = [(name, number) for number, name in enumerate(in_english, start=1)]
    for names, text in ((own, _folded(typed)), (numbered, typed)):
        whole = {number for name, number in names if name == text}
        begun = {number for name, number in names if name.startswith(text) and len(text) >= _SHORTEST}
        if found := whole or begun:
            return found
    return set()


@cache
def _months(language: str | None) -> Names:
    known = (dates.MONTHS, dates.MONTHS_ALT, dates.MONTHS_3, dates.MONTHS_AP)
    return _named(known, 0, language_format("MORE_MONTHS"))


@cache
def _weekdays(language: str | None) -> Names:
    # Django counts them from 0.
    return _named((dates.WEEKDAYS, dates.WEEKDAYS_ABBR), 1, language_format("MORE_WEEKDAYS"))


def _named(known: Iterable[Mapping[int, object]], add: int, more: Mapping[int, list[str]]) -> Names:
    names = [(str(name), number + add) for each in known for number, name in each.items()]
    names += [(name, number) for number, each in more.items() for name in each]
    return [(_folded(name.lower().rstrip(".")), number) for name, number in names]


def _folded(name: str) -> str:
    """Without marks on letters, which many leave out: Marz, ابريل"""
    return "".join(
        each for each in unicodedata.normalize("NFKD", name) if not unicodedata.category(each).startswith("M")
    )
