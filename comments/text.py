"""What a reader typed: text, and the HTML made of it."""

import re

from django.utils.html import linebreaks, urlize
from django.utils.safestring import mark_safe

LONGEST = 5000

# Control characters but for the line feed and the tab; NUL among them, which PostgreSQL refuses.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Nothing that ink could show: joiners, marks of direction, the byte order mark.
_INVISIBLE = re.compile(r"[\s\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Unacceptable(ValueError):
    """A text that is no comment; the message says why."""


def clean(text):
    """The text as it is kept: line feeds alone, no control characters, at most one empty line in a row.

    Raises Unacceptable where nothing is left or more than LONGEST characters are.
    """
    text = re.sub(r"\r\n?|\u2028|\u2029", "\n", text)
    text = _CONTROL.sub("", text)
    # A lone surrogate is half a character: nothing can store it.
    text = text.encode("utf-8", "ignore").decode()
    # Not by a pattern: it would look at a long row of blanks anew from each of them.
    text = "\n".join(line.rstrip(" \t") for line in text.split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    if not _INVISIBLE.sub("", text):
        raise Unacceptable("Please write something: a comment has at least one character.")
    if len(text) > LONGEST:
        raise Unacceptable(f"A comment has at most {LONGEST:,} characters. Yours has {len(text):,}.")
    return text


def to_html(text):
    """Paragraphs, line breaks and links; everything else escaped. Made once, when the text is saved."""
    # What was typed is escaped, so this attribute can only be one that urlize wrote.
    linked = urlize(text, nofollow=True, autoescape=True).replace(
        'rel="nofollow"', 'rel="ugc nofollow noopener"'
    )
    return linebreaks(mark_safe(linked))
