"""The order of names in lists, as dictionaries have it, the same in every database.

A database orders by the codes of letters, or by the rules that it was installed with: Ä after Z, é after f. Names that
are listed have a column of sort keys beside them instead, made here.
"""

import unicodedata

import regex
from anyascii import anyascii

# A key is no longer: names that differ only behind it are put in order by themselves.
KEY_LENGTH = 100
_IGNORED = regex.compile(r"[^\p{L}\p{M}\p{N}\s]+|\u0640")
# Marks on letters of other scripts are vowels, or make another letter.
_MARKS = regex.compile(r"(?<=[\p{Latin}\p{Greek}\p{Hebrew}\p{Arabic}])\p{M}+")
_LATIN = regex.compile(r"[^\P{Latin}a-z]")
# As CLDR has it for Arabic (ar.xml): all forms of alef are one letter, but for that with a madda, which is read as two
# and stands before it. Hamza, madda and vowels are marks of their own after NFKD.
_ARABIC = str.maketrans({"ٱ": "ا", "ة": "ت", "ى": "ي", "\u0653": "ا"})


def sort_key(name: str) -> str:
    """The name's letters and digits: ä, é and ø as a, e and o, ß as ss (DIN 5007-1), أ إ ٱ as ا, آ as اا."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    plain = _MARKS.sub("", _IGNORED.sub("", letters).translate(_ARABIC))
    return " ".join(_LATIN.sub(_in_ascii, plain).split())[:KEY_LENGTH]


def _in_ascii(letter: "regex.Match[str]") -> str:
    return anyascii(letter[0]).lower()
