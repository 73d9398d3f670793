"""The body of a story: which HTML it may have, and where the page puts the lead-in."""

import re
from functools import lru_cache
from html import unescape

import nh3
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django_prose_editor.fields import ProseEditorField

from accounts.blank import is_blank
from articles.blocks import Reader
from articles.markup import TAG, TEXT_ALONE, tokens

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Superscript": True,
    "Subscript": True,
    "Heading": {"levels": [2, 3]},
    "Blockquote": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Link": {
        "enableTarget": False,
        "protocols": ["http", "https", "mailto", "tel"],
        "defaultProtocol": "https",
    },
    "HardBreak": True,
    "SpecialCharacters": True,
    "History": True,
    # Ours, in paste.js.
    "Paste": True,
}
_cleaner = nh3.Cleaner(
    tags={"p", "h2", "h3", "blockquote", "ul", "ol", "li", "strong", "em", "sup", "sub", "br", "a"},
    attributes={"a": {"href"}, "ol": {"start", "type"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener",
)
# The longest reports have 30,000 words.
LONGEST = 250_000
DEEPEST = 30
# An address has a few hundred.
LONGEST_TAG = 10_000
# Each ends where the next begins, or has no content.
_NOT_NESTED = {"p", "li", "dd", "dt", "br", "hr", "img"}
# As text of one kind they are other signs: 300² is not 3002.
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
# No control character has a place in a text, and PostgreSQL refuses the first of them; these break lines.
_LINE_BREAKS = re.compile("[\v\f\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


class Sanitised(str):
    """HTML that went through `sanitise`, or lay in the database: it need not go through it again."""


def sanitise(html: str | None) -> Sanitised:
    """What of some HTML a story may have; everything else goes, its text stays.

    Raises ValidationError, in plain words, where it is longer or nested deeper than a text is.
    """
    if isinstance(html, Sanitised):
        return html
    clean, problem = _sanitised(html or "")
    if problem:
        raise ValidationError(problem)
    return clean


# What is done before a transaction begins is found done within it.
@lru_cache(maxsize=8)
def _sanitised(html):
    """(what stays, "") or (None, what is wrong with it)."""
    html = _CONTROL.sub("", html)
    if problem := _too_long(len(html)) or _too_deep(html):
        return None, problem
    pieces = Reader().read(_LINE_BREAKS.sub("<br>", html))
    # What is not closed is repeated in each paragraph after it: counted before it is written.
    if problem := _too_long(sum(map(len, pieces))):
        return None, problem
    clean = _cleaner.clean("".join(pieces)).strip()
    # Signs are written as entities.
    problem = _too_long(len(clean))
    return (None, problem) if problem else (Sanitised(clean), "")


def _too_long(length):
    if length <= LONGEST:
        return ""
    return (
        f"The text has {length:,} characters with its markup. At most {LONGEST:,} can be kept: shorten it, or "
        "make two of it."
    )


def _too_deep(html):
    """Looked up before it is parsed: at each tag the parser goes through all that is open, and its attributes."""
    is_open, at, lowered = [], 0, html.lower()
    while found := TAG.search(lowered, at):
        at, name = found.end(), found["name"]
        if at - found.start() > LONGEST_TAG and name:
            return f"A tag of its markup, “<{name[:20]}”, has more than {LONGEST_TAG:,} characters. Take it away."
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
            return (
                f"Lists, quotes and other marks lie in each other more than {DEEPEST} deep, or are not closed. Take "
                "some away."
            )
    return ""


def plain_words(html):
    """The words of a body from tag to tag, blocks apart, as text."""
    signs = []
    for token in tokens(html):
        if isinstance(token, str):
            words = unescape(token)
            yield words.translate(signs[-1]) if signs and not any(map(str.isalpha, words)) else words
        elif token["name"] in ("sup", "sub"):
            if token["end"]:
                signs = signs[:-1]
            else:
                signs.append(_RAISED if token["name"] == "sup" else _LOWERED)
        elif token["name"] not in ("strong", "em", "a"):
            yield " "


def opening(html, most=180):
    """The first words of a body as plain text, with an ellipsis where they are cut."""
    pieces, seen = [], 0
    for words in plain_words(html):
        pieces.append(words)
        seen += len(words.strip())
        if seen > most:
            break
    text = " ".join("".join(pieces).split())
    if len(text) <= most:
        return text
    # Languages without spaces have no better place.
    cut = text[: most + 1].rpartition(" ")[0] or text[:most]
    return cut.rstrip(",;:–") + " …"


def has_words(html):
    return not is_blank("".join(plain_words(html)))


def with_lead_in(html, place, source):
    """The body with "PLACE (Source) -" before its first words, in a paragraph of its own where it begins otherwise."""
    words = [format_html('<span class="place">{}</span>', place)] if place else []
    if source:
        words.append(format_html("({})", source))
    if not words:
        return mark_safe(html)
    lead_in = format_html(
        '<span class="lead-in">{} –</span> ', format_html_join(" ", "{}", ([each] for each in words))
    )
    if html.startswith("<p>"):
        return mark_safe("<p>" + lead_in + html.removeprefix("<p>"))
    return mark_safe(f"<p>{lead_in}</p>\n{html}")


class RichTextField(ProseEditorField):
    """HTML against a short allow-list, sanitised at every save, whatever door it came through."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", EXTENSIONS)
        super().__init__(*args, sanitize=sanitise, **kwargs)

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sanitised(value)

    def pre_save(self, instance, add):
        html = sanitise(getattr(instance, self.attname))
        setattr(instance, self.attname, html)
        return html

    def get_db_prep_save(self, value, connection):
        # The door that knows no instance: a query set's update().
        value = str(sanitise(value)) if isinstance(value, str) else value
        return super().get_db_prep_save(value, connection)
