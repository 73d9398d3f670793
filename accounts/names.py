"""Pen names: what one may look like, and which are one and the same to a reader's eye."""

import functools
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import regex
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

SHORTEST, LONGEST = 3, 30
# Whole words of a name: no reader is called Editor, nor Meridian-Staff. The paper's own name is among them.
RESERVED = (  # noqa: SIM905
    "admin administrator anonymous comments correspondent desk editor editors everyone help mod moderator "
    "moderators newsroom nobody official press publisher reporter root staff support system webmaster"
).split()
# Run together with one of those they say the same of somebody: newseditor, editorinchief, meridianteam.
TITLES = (  # noqa: SIM905
    "assistant chief daily deputy editorial executive guest head managing morning news night official online "
    "senior sports sub team today tv weekly writer"
).split()
# Of a paper's name these say nothing of the paper.
SMALL_WORDS = frozenset(("the", "a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "to"))
# An erased reader's comments stand under this name and the account's number.
FORMER_READER = "Former-reader-"
# So is called, until they choose a name, who proved an address that somebody else had registered under a name.
UNNAMED_READER = "Unnamed-reader-"

# A look-alike is folded to the letter it is read as. Pairs first: "rn" is read as m, "vv" as w.
PAIRS = (("rn", "m"), ("vv", "w"))
LETTERS = str.maketrans({"0": "o", "1": "l", "i": "l", "-": None, "_": None})

# Letters and digits: a shorter one, run together, can be a part of a word.
LONG_NAME = 8

# Whether a name of that key is somebody's.
Reserver = Callable[[str], bool]
_reservers: list[Reserver] = []


def fold(name: str) -> str:
    """The key under which a name is unique: without case, separators and look-alikes."""
    key = _letters(name)
    for pair, letter in PAIRS:
        key = key.replace(pair, letter)
    return key


def _letters(name: str) -> str:
    return name.lower().translate(LETTERS)


def fold_person(name: str) -> str:
    """The key of a person's or desk's full name in any alphabet: letters and digits, without accents."""
    letters = "".join(re.findall(r"\w", unicodedata.normalize("NFKD", name)))
    return fold(unicodedata.normalize("NFC", letters))


def same_name(name: str) -> str:
    """Alike for names that a reader can't tell apart: by case, Unicode form, kind of space, dash or apostrophe."""
    plain = unicodedata.normalize("NFKC", regex.sub(r"\p{Default_Ignorable_Code_Point}", "", name)).lower()
    plain = regex.sub(r"\p{Pd}|\u2212", "-", regex.sub("[‘’ʼ`´]", "'", plain))
    return " ".join(plain.split())


def reserves(function: Reserver) -> Reserver:
    """Register function(key) -> bool; names whose key it answers True for are no reader's to take."""
    _reservers.append(function)
    return function


# At a change of case, at digits, - and _; of EDITORinChief the word in capitals too.
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_CAPITALS = re.compile(r"[A-Z]{2,}")
# Read as letters, and so in the middle of a word.
_LETTERS = str.maketrans("013457", "oieast")


@functools.cache
def _reserved(paper: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """(keys of words, a pattern of keys that are made of them, with titles) for a paper of that name."""
    said = [
        word
        for word in re.findall(r"\w+", paper)
        if word.lower() not in SMALL_WORDS and len(word) >= SHORTEST
    ]
    keys = frozenset(map(fold, RESERVED)) | frozenset(map(fold_person, [paper, "".join(said), *said])) - {""}
    word = "|".join(map(_pattern, sorted(keys)))
    any_word = "|".join([word, *map(_pattern, TITLES)])
    small = "|".join(map(_pattern, sorted(SMALL_WORDS)))
    compound = f"(?:the)?(?:(?:{any_word})(?:{small})?)*(?:{word})(?:(?:{small})?(?:{any_word}))*"
    # A name of several words is nothing else wherever it stands; one of a single word may be a part of another.
    whole = fold_person(paper)
    anywhere = (
        f"|.*{_pattern(whole)}.*" if len(re.findall(r"\w+", paper)) > 1 and len(whole) >= LONG_NAME else ""
    )
    return keys, re.compile(compound + anywhere)


def _pattern(word: str) -> str:
    """Of a name without its pairs folded: in a compound, one can stand across two words."""
    return re.escape(fold(word)).replace("m", "(?:m|rn)").replace("w", "(?:w|vv)")


def words_of(name: str) -> set[str]:
    return {
        word
        for text in (name, name.translate(_LETTERS), name.replace("I", "i"))
        for word in [*_WORDS.findall(text), *_CAPITALS.findall(text)]
    }


def is_reserved(name: str) -> bool:
    key = fold(name)
    keys, compound = _reserved(settings.SITE_NAME)
    return (
        not keys.isdisjoint(map(fold, [*words_of(name), *re.split("[-_]", name)]))
        or compound.fullmatch(_letters(name)) is not None
        or key.startswith((fold(FORMER_READER), fold(UNNAMED_READER)))
        or any(taken(key) for taken in _reservers)
    )


validate_letters = RegexValidator(
    r"\A(?=.*[A-Za-z0-9])[A-Za-z0-9_-]+\Z",
    "Use only the letters A to Z, digits, - and _, and at least one letter or digit.",
)


def validate_length(name: str) -> None:
    if not SHORTEST <= len(name) <= LONGEST:
        raise ValidationError(f"A pen name has {SHORTEST} to {LONGEST} characters; this one has {len(name)}.")


class NameKeyField(models.CharField):
    """Follows the field it is made from at every save, through whatever door."""

    def __init__(
        self, *args: Any, source: str, folded_by: Callable[[str], str] = fold, **kwargs: Any
    ) -> None:
        self.source, self.folded_by = source, folded_by
        super().__init__(*args, editable=False, **kwargs)  # type: ignore[misc] # nobody gives so many by position

    def pre_save(self, instance: models.Model, add: bool) -> str:
        key = self.folded_by(getattr(instance, self.source))
        setattr(instance, self.attname, key)
        return key

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"]
        return name, path, args, kwargs | {"source": self.source, "folded_by": self.folded_by}
