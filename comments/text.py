"""What a reader typed: text, and the HTML made of it."""

import json
import math
import re

import regex
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comments.links import find_links
from core.blank import NOTHING, SPACES
from core.digits import grouped_number

MAX_LENGTH = 5000
# Raise it with each change of what `to_html` makes: `manage.py prepare` then makes the HTML of all comments again.
HTML_RULES = 1
# A letter of Vietnamese has two marks, of pointed Hebrew and vowelled Arabic up to four. More are there to deface.
MARKS_ON_A_LETTER = 4
# Some scripts spell words with more: a Tibetan stack, a Burmese syllable, a chanted verse of Hebrew.
MARKS_OF_STACKS = 8
# How many lines fill a window, and how many Latin letters fill a line on a desk and on a phone.
MAX_LINES, COLUMN, COLUMN_OF_A_PHONE = 30, 62, 40

# Line ends of browsers and word processors, and Unicode's separators of lines and paragraphs (bidirectional class B).
# A form feed or a vertical tab becomes a line end: to drop it would join two words.
_LINE_END = r"\r\n?|[\v\f\x1c-\x1f\x85\u2028\u2029]"
# Control characters but for the line feed and the tab; NUL among them, which PostgreSQL refuses.
_CONTROL = r"[\x00-\x08\x0e-\x1b\x7f-\x9f]"
# The blanks that end a line, and the whole of a line that shows nothing.
_BLANK = f"(?<![{SPACES}])[{SPACES}]+$|^{NOTHING}+$"
# `tidy` for the browser's counter: [pattern, what takes its place]. In the last [^] is any character.
TIDY_FOR_BROWSERS = json.dumps(
    [[_LINE_END, "\n"], [_CONTROL, ""], [_BLANK, ""], [r"(?<![^])\n+|\n+(?![^])|\n(?=\n\n)", ""]]
)
_LINE_ENDS, _CONTROLS = re.compile(_LINE_END), re.compile(_CONTROL)
_BLANKS = regex.compile(_BLANK, regex.MULTILINE)

_ON_A_LETTER = regex.compile(
    rf"[\p{{M}}\p{{Cf}}\p{{Default_Ignorable_Code_Point}}]{{{MARKS_ON_A_LETTER + 1},}}"
)
_MARK = regex.compile(r"(?!\p{Default_Ignorable_Code_Point})[\p{Mn}\p{Me}]")
_STACKS = regex.compile(r"[\p{Hebrew}\p{Tibetan}\p{Myanmar}\p{Tai_Tham}]")
_TAG, _ENTITIES = re.compile(r"<[^>]*>"), [escape(each) for each in "&<>\"'"]
_WIDE = regex.compile(r"[\p{East_Asian_Width=Wide}\p{East_Asian_Width=Fullwidth}]++")


class InvalidText(ValueError):
    """A text that is no comment; the message says why."""


def clean(text: str) -> str:
    """The text as it is stored. Raises InvalidText if no character is left, or more than MAX_LENGTH."""
    text = tidy(text)
    if not text:
        raise InvalidText(_("Please write something: a comment has at least one character."))
    if len(text) > MAX_LENGTH:
        raise InvalidText(
            _("A comment has at most %(longest)s characters. Yours has %(length)s.")
            % {"longest": grouped_number(MAX_LENGTH), "length": grouped_number(len(text))}
        )
    return text


def tidy(text: str) -> str:
    """Line feeds alone, no control characters, at most one empty line in a row, and none at either end.

    A line that shows nothing is an empty one. Blanks that begin a line stay, those that end it go.
    """
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    # A lone surrogate is half a character: nothing can store it.
    text = text.encode("utf-8", "ignore").decode()
    text = _BLANKS.sub("", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def to_html(text: str) -> SafeString:
    """Paragraphs, line breaks and links; everything else escaped. Made once, when the text is saved.

    Each paragraph has its own direction. So has each link: its address reads from left to right, whatever is around
    it. Only marks heaped on a letter are left out.
    """
    made: list[str] = []
    done = 0
    for start, end in find_links(text):
        made += [escape(few_marks(text[done:start])), _link(text[start:end])]
        done = end
    made.append(escape(few_marks(text[done:])))
    paragraphs = "".join(made).replace("\n\n", '</p>\n\n<p dir="auto">')
    # The two line feeds between paragraphs are no break.
    return mark_safe('<p dir="auto">' + re.sub(r"(?<!\n)\n(?!\n)", "<br>", paragraphs) + "</p>")


def to_lines(text: str) -> SafeString:
    """HTML of what somebody says about a comment in a line or two: line breaks, no links."""
    return mark_safe(escape(few_marks(tidy(text))).replace("\n", "<br>"))


def few_marks(text: str) -> str:
    """The text without marks beyond MARKS_ON_A_LETTER, which would paint over the lines above and below."""
    return _ON_A_LETTER.sub(_few, text)


def is_tall(html: str, column: int = COLUMN) -> bool:
    """Whether what `to_html` made is more than about MAX_LINES lines high. A page calls it a hundred times."""
    rows = html.count("<br>") + 2 * html.count("</p>") - 1
    if rows > MAX_LINES:
        return True
    # Most comments are short even if every character were a wide letter, markup too: count no further.
    if rows + 2 * len(html) / column <= MAX_LINES:
        return False
    letters = _TAG.sub("", html.replace("</p>", "\n").replace("<br>", "\n"))
    for entity in _ENTITIES:
        letters = letters.replace(entity, "x")
    return (
        rows + sum(max(math.ceil(_width(line) / column) - 1, 0) for line in letters.split("\n")) > MAX_LINES
    )


def _link(address: str) -> str:
    # A name without a scheme means https, as it does in browsers today.
    target = f"https://{address}" if address[:4].lower() == "www." else address
    shown = escape(few_marks(address))
    return f'<a href="{escape(target)}" rel="ugc nofollow noopener"><bdi dir="ltr">{shown}</bdi></a>'


def _few(marks: "regex.Match[str]") -> str:
    shown, count = [], 0
    for each in marks[0]:
        if _MARK.match(each):
            if count >= (MARKS_OF_STACKS if _STACKS.match(each) else MARKS_ON_A_LETTER):
                continue
            count += 1
        shown.append(each)
    return "".join(shown)


def _width(line: str) -> int:
    return len(line) if line.isascii() else len(line) + sum(map(len, _WIDE.findall(line)))
