"""What a story says about those who made it: By A and B; Editing by C."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, pgettext

from articles.models.contributor import CREDITS, Contribution
from core.words import in_words

register = template.Library()


@register.filter
def byline(names: Iterable[str], direction: str) -> SafeString:
    """By A and B, in a story of that direction"""
    if direction == _own_direction() == "ltr":
        return _credit(names, Contribution.Role.BYLINE)
    return _apart(_isolated(names, Contribution.Role.BYLINE))


@register.filter
def credit_line(line: Iterable[tuple[str, list[str]]], direction: str) -> SafeString:
    """(Additional reporting by A; Editing by B), in a story of that direction"""
    # Translators: between two credits under a story
    between = pgettext("between credits", ";") + "\n"
    if direction == _own_direction() == "ltr":
        return format_html(
            "({})", format_html_join(between, "{}", ((_credit(names, role),) for role, names in line))
        )
    isolated = format_html_join(between, "<bdi>{}</bdi>", ((_isolated(names, role),) for role, names in line))
    return _apart(format_html("({})", isolated))


def _own_direction() -> str:
    return "rtl" if get_language_bidi() else "ltr"


def _credit(names: Iterable[str], role: str) -> SafeString:
    """The words are marked as the paper's, because the story may be in another language."""
    before, after = _around(role)
    return format_html("{}{}{}", _marked(before), in_words(names), _marked(after))


def _marked(words: str) -> SafeString:
    """The blanks around it stay outside."""
    text = words.strip()
    if not text:
        return format_html("{}", words)
    before, _, after = words.partition(text)
    return format_html('{}<span lang="{}">{}</span>{}', before, get_language(), text, after)


def _isolated(names: Iterable[str], role: str) -> SafeString:
    """Names may be of either direction, and what stands between them is of neither."""
    before, after = _around(role)
    # What joins names is of the paper's own catalogs, and has no sign of HTML.
    joined = mark_safe(in_words(format_html("<bdi>{}</bdi>", name) for name in names))
    return format_html("{}{}{}", before, joined, after)


def _apart(credits: SafeString) -> SafeString:
    """As the paper runs, whichever way the story does"""
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', get_language(), _own_direction(), credits)


def _around(role: str) -> tuple[str, str]:
    """What the message says before the names and behind them"""
    before, _, after = str(CREDITS[Contribution.Role(role)]).partition("%(names)s")
    return before, after
