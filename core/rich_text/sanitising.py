"""Which HTML a text may have, whichever way it comes in."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import nh3
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.digits import grouped_lazy
from core.rich_text.blocks import Reader
from core.rich_text.markup import TAG, TEXT_ALONE

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_cleaner = nh3.Cleaner(
    tags={"p", "h2", "h3", "blockquote", "ul", "ol", "li", "strong", "em", "sup", "sub", "br", "a"},
    attributes={"a": {"href"}, "ol": {"start", "type"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener",
)
# The longest reports have 30,000 words.
LONGEST = 250_000
DEEPEST = 30
# In characters; an address has a few hundred.
LONGEST_TAG = 10_000
# Elements that end where the next begins, or have no content.
_NOT_NESTED = {"p", "li", "dd", "dt", "br", "hr", "img"}
# Line breaks become <br>; a text has no other control character, and PostgreSQL refuses the first of them.
_LINE_BREAKS = re.compile("[\v\f\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


class Sanitised(str):
    """HTML that went through `sanitise`, or comes from the database: it need not go through it again."""


def sanitise(html: str | None) -> Sanitised:
    """The HTML with only those tags that a story may have; the text of others stays.

    Raises ValidationError, in plain words, where it is longer or nested deeper than a text may be.
    """
    if isinstance(html, Sanitised):
        return html
    clean, problem = _sanitised(html or "")
    if problem:
        raise ValidationError(problem)
    return clean


# A text that was sanitised before a transaction begins is found here within it.
@lru_cache(maxsize=8)
def _sanitised(html: str) -> "tuple[Sanitised, StrOrPromise]":
    """(what stays, "") or (nothing, what is wrong with it)."""
    html = _CONTROL.sub("", html)
    if problem := _too_long(len(html)) or _too_deep(html):
        return Sanitised(), problem
    pieces = Reader().read(_LINE_BREAKS.sub("<br>", html))
    # A mark that is not closed is repeated in each paragraph after it, so the length is checked before they are joined.
    if problem := _too_long(sum(map(len, pieces))):
        return Sanitised(), problem
    clean = _cleaner.clean("".join(pieces)).strip()
    # Checked again, for signs have become entities.
    problem = _too_long(len(clean))
    return (Sanitised(), problem) if problem else (Sanitised(clean), "")


def _too_long(length: int) -> "StrOrPromise":
    if length <= LONGEST:
        return ""
    return format_lazy(
        _(
            "The text has {length} characters with its markup. At most {most} can be kept: shorten it, or "
            "make two of it."
        ),
        length=grouped_lazy(length),
        most=grouped_lazy(LONGEST),
    )


def _too_deep(html: str) -> "StrOrPromise":
    """What is wrong, found before parsing: at each tag the parser goes through all open elements and attributes."""
    is_open: list[str] = []
    at, lowered = 0, html.lower()
    while found := TAG.search(lowered, at):
        at, name = found.end(), found["name"]
        if at - found.start() > LONGEST_TAG and name:
            return format_lazy(
                _("A tag of its markup, “<{name}”, has more than {most} characters. Take it away."),
                name=name[:20],
                most=grouped_lazy(LONGEST_TAG),
            )
        if found["end"]:
            if is_open and is_open[-1] == name:
                is_open.pop()
        elif name in TEXT_ALONE:
            at = lowered.find(f"</{name}", at)
            if at < 0:
                break
        elif name and name not in _NOT_NESTED:
            is_open.append(name)
        if len(is_open) > DEEPEST:
            return format_lazy(
                _(
                    "Lists, quotes and other marks lie in each other more than {most} deep, or are not closed. "
                    "Take some away."
                ),
                most=DEEPEST,
            )
    return ""
