"""Pen names: what one may look like, and which are one and the same to a reader's eye."""

import functools
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import regex
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.digits import number
from core.models import Paper

SHORTEST, LONGEST = 3, 30
# No reader's name has one of these as a whole word: no Editor, no Meridian-Staff. The paper's own name is added.
RESERVED = (  # noqa: SIM905
    "admin administrator anonymous comments correspondent desk editor editors everyone help mod moderator "
    "moderators newsroom nobody official press publisher reporter root staff support system webmaster"
).split()
# Joined with a reserved word they make a reserved name: newseditor, editorinchief, meridianteam.
TITLES = (  # noqa: SIM905
    "assistant chief daily deputy editorial executive guest head managing morning news night official online "
    "senior sports sub team today tv weekly writer"
).split()
# These words of a paper's name are not reserved. In a reserved name they may join the others.
SMALL_WORDS = frozenset(("the", "a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "to"))
# An erased reader's comments stand under this name and the account's number.
FORMER_READER = "Former-reader-"
# The name of somebody who proved an address that another person had registered with, until they choose one.
UNNAMED_READER = "Unnamed-reader-"

# A look-alike is folded to the letter it is read as. Pairs first: "rn" is read as m, "vv" as w.
PAIRS = (("rn", "m"), ("vv", "w"))
LETTERS = str.maketrans({"0": "o", "1": "l", "i": "l", "-": None, "_": None})

# In letters and digits. Without its spaces, a shorter name of a paper can be a part of some word.
LONG_NAME = 8

# function(key): whether the name with this key is somebody's.
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
    """The key of a name as readers see it: without case, Unicode form, kinds of space, dash and apostrophe."""
    plain = unicodedata.normalize("NFKC", regex.sub(r"\p{Default_Ignorable_Code_Point}", "", name)).lower()
    plain = regex.sub(r"\p{Pd}|\u2212", "-", regex.sub("[‘’ʼ`´]", "'", plain))
    return " ".join(plain.split())


def reserves(function: Reserver) -> Reserver:
    """Register function(key) -> bool; no reader can take a name for whose key it returns True."""
    _reservers.append(function)
    return function


# A change of case, a digit, - and _ end a word. _CAPITALS finds the EDITOR of EDITORinChief besides.
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_CAPITALS = re.compile(r"[A-Z]{2,}")
# Digits that are read as letters, and so can be inside a word.
_LETTERS = str.maketrans("013457", "oieast")


@functools.cache
def _reserved(paper: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """For a paper of that name: (keys of reserved words, a pattern of names made of these and titles)."""
    own = [
        word
        for word in re.findall(r"\w+", paper)
        if word.lower() not in SMALL_WORDS and len(word) >= SHORTEST
    ]
    keys = frozenset(map(fold, RESERVED)) | frozenset(map(fold_person, [paper, "".join(own), *own])) - {""}
    word = "|".join(map(_pattern, sorted(keys)))
    any_word = "|".join([word, *map(_pattern, TITLES)])
    small = "|".join(map(_pattern, sorted(SMALL_WORDS)))
    compound = f"(?:the)?(?:(?:{any_word})(?:{small})?)*(?:{word})(?:(?:{small})?(?:{any_word}))*"
    # A long name of several words means the paper wherever it occurs; a single word may be a part of another.
    whole = fold_person(paper)
    anywhere = (
        f"|.*{_pattern(whole)}.*" if len(re.findall(r"\w+", paper)) > 1 and len(whole) >= LONG_NAME else ""
    )
    return keys, re.compile(compound + anywhere)


def _pattern(word: str) -> str:
    """Matches the word in a name whose pairs are not folded: there a pair can lie across two words."""
    return re.escape(fold(word)).replace("m", "(?:m|rn)").replace("w", "(?:w|vv)")


def words_of(name: str) -> set[str]:
    return {
        word
        for text in (name, name.translate(_LETTERS), name.replace("I", "i"))
        for word in [*_WORDS.findall(text), *_CAPITALS.findall(text)]
    }


def is_reserved(name: str, paper: str | None = None) -> bool:
    """Of a paper of this name; without one, of this paper: 1 query more."""
    key = fold(name)
    keys, compound = _reserved(Paper.current().name if paper is None else paper)
    return (
        not keys.isdisjoint(map(fold, [*words_of(name), *re.split("[-_]", name)]))
        or compound.fullmatch(_letters(name)) is not None
        or key.startswith((fold(FORMER_READER), fold(UNNAMED_READER)))
        or any(taken(key) for taken in _reservers)
    )


validate_letters = RegexValidator(
    r"\A(?=.*[A-Za-z0-9])[A-Za-z0-9_-]+\Z",
    _("Use only the letters A to Z, digits, - and _, and at least one letter or digit."),
)


def validate_length(name: str) -> None:
    if not SHORTEST <= len(name) <= LONGEST:
        raise ValidationError(
            gettext("A pen name has %(shortest)s to %(longest)s characters; this one has %(length)s."),
            params={"shortest": number(SHORTEST), "longest": number(LONGEST), "length": number(len(name))},
        )


class NameKeyField(models.CharField):
    """Made from its source field at every save, whoever saves."""

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
