"""What a story says about those who made it: By A and B; Editing by C. What a page of theirs tells programs."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, pgettext

from articles.models.contributor import CREDITS, Contribution
from articles.models.text import Credit
from articles.profiles import profile_page
from core.words import in_words

if TYPE_CHECKING:
    from articles.models import Contributor

register = template.Library()
# What could end the element that it stands in.
IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


@register.filter
def profile_data(one: "Contributor", paper: str) -> SafeString:
    """The page's data as an element: no program, so the Content-Security-Policy lets it stand."""
    said = json.dumps(profile_page(one, paper)).translate(IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(said))


@register.filter
def byline(those: Iterable[Credit], direction: str) -> SafeString:
    """By A and B, in a story of that direction"""
    if direction == _own_direction() == "ltr":
        return _credit(those, Contribution.Role.BYLINE)
    return _apart(_isolated(those, Contribution.Role.BYLINE))


@register.filter
def credit_line(line: Iterable[tuple[str, list[Credit]]], direction: str) -> SafeString:
    """(Additional reporting by A; Editing by B), in a story of that direction"""
    # Translators: between two credits under a story
    between = pgettext("between credits", ";") + "\n"
    if direction == _own_direction() == "ltr":
        return format_html(
            "({})", format_html_join(between, "{}", ((_credit(those, role),) for role, those in line))
        )
    isolated = format_html_join(between, "<bdi>{}</bdi>", ((_isolated(those, role),) for role, those in line))
    return _apart(format_html("({})", isolated))


def _own_direction() -> str:
    return "rtl" if get_language_bidi() else "ltr"


def _credit(those: Iterable[Credit], role: str) -> SafeString:
    """The words are marked as the paper's, because the story may be in another language."""
    before, after = _around(role)
    return format_html("{}{}{}", _marked(before), _joined(map(_linked, those)), _marked(after))


def _linked(one: Credit) -> SafeString:
    if one.address is None:
        return format_html("{}", one.name)
    return format_html('<a href="{}" rel="author">{}</a>', one.address, one.name)


def _joined(names: Iterable[SafeString]) -> SafeString:
    """What joins names is of the paper's own catalogs, and has no sign of HTML."""
    return mark_safe(in_words(names))


def _marked(words: str) -> SafeString:
    """The blanks around it stay outside."""
    text = words.strip()
    if not text:
        return format_html("{}", words)
    before, _, after = words.partition(text)
    return format_html('{}<span lang="{}">{}</span>{}', before, get_language(), text, after)


def _isolated(those: Iterable[Credit], role: str) -> SafeString:
    """Names may be of either direction, and what stands between them is of neither."""
    before, after = _around(role)
    joined = _joined(format_html("<bdi>{}</bdi>", _linked(one)) for one in those)
    return format_html("{}{}{}", before, joined, after)


def _apart(credits: SafeString) -> SafeString:
    """As the paper runs, whichever way the story does"""
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', get_language(), _own_direction(), credits)


def _around(role: str) -> tuple[str, str]:
    """What the message says before the names and behind them"""
    before, _, after = str(CREDITS[Contribution.Role(role)]).partition("%(names)s")
    return before, after
