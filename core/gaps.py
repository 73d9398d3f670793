"""Gaps: what a text does not say yet, marked so that nobody overlooks them: [[the publisher’s legal name]].

Nobody writes two brackets beside each other for another purpose, and every keyboard has them. A pair alone stands for
a gap too: somebody may have taken away the other.
"""

import regex

from core.blank import NOTHING
from core.rich_text.words import plain_words

# With blanks and what nobody sees between the two: a copied text may have them.
_OPEN, _CLOSE = rf"\[(?:{NOTHING}|\s)*+\[", rf"\](?:{NOTHING}|\s)*+\]"
_GAP = regex.compile(rf"{_OPEN}(?:(?!{_OPEN}|{_CLOSE}).)*+(?:{_CLOSE})?|{_CLOSE}", regex.DOTALL)
# In the HTML that the sanitiser writes: a gap within one run of words.
_IN_ONE_RUN = regex.compile(r"\[\[[^<>\[\]]*+\]\]")
# So much of one is repeated where the gaps are listed: the end of one that is not closed is anywhere.
LONGEST_SHOWN = 80


def gaps_in(text: str) -> list[str]:
    """Each gap of a plain text, as it stands there, each only once."""
    found = (" ".join(match[0].split()) for match in _GAP.finditer(text))
    return list(
        dict.fromkeys(each if len(each) <= LONGEST_SHOWN else f"{each[:LONGEST_SHOWN]}…" for each in found)
    )


def gaps_in_html(html: str) -> list[str]:
    """Each gap of a text with markup, wherever its tags stand; a gap ends at the latest with the text."""
    return gaps_in("".join(plain_words(html)))


def with_marks(html: str) -> str:
    """Sanitised HTML with its gaps in sight, for a preview."""
    return _IN_ONE_RUN.sub(r"<mark>\g<0></mark>", html)
