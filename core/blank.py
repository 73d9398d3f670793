"""Which text shows nothing, whatever field it was typed into."""

import regex

# Blanks within a line, not line ends, for the brackets of a pattern.
SPACES = "\\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff "
# One character without ink: blanks, what Unicode ignores where it has no glyph, Braille without a dot, marks of
# annotations, blanks of hieroglyphs, Khitan's filler, a note without a head.
NOTHING = f"[{SPACES}\\p{{Default_Ignorable_Code_Point}}\u2800\ufff9-\ufffb\U00013441\U00013442\U00016fe4\U0001d159]"
_NOTHING_AT_ALL = regex.compile(f"(?:{NOTHING}|[\\s\\p{{Cc}}])++")


def is_blank(text: str) -> bool:
    """Whether a reader would see no ink: nothing, blanks, characters that can't be seen."""
    return not text or _NOTHING_AT_ALL.fullmatch(text) is not None


def visible(text: str) -> str:
    """The text without blanks around it; empty where it shows nothing."""
    return "" if is_blank(text) else text.strip()


def without_blanks(text: str) -> str:
    """The ink alone, to compare what two texts show."""
    return _NOTHING_AT_ALL.sub("", text)
