"""What a story says about those who made it: By A and B; Editing by C."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, pgettext

from articles.models.contributor import CREDITS, Contribution, Contributor
from core.words import in_words

register = template.Library()


@register.filter
def byline(those: Iterable[Contributor], direction: str) -> SafeString:
    """By A and B, in a story of that direction"""
    if direction == _own_direction() == "ltr":
        return _credit(those, Contribution.Role.BYLINE)
    return _apart(_isolated(those, Contribution.Role.BYLINE))


@register.filter
def credit_line(line: Iterable[tuple[str, list[Contributor]]], direction: str) -> SafeString:
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


def _credit(those: Iterable[Contributor], role: str) -> SafeString:
    """The words are marked as the paper's, because the story may be in another language."""
    before, after = _around(role)
    return format_html("{}{}{}", _marked(before), _joined(map(_linked, those)), _marked(after))


def _linked(one: Contributor) -> SafeString:
    return format_html('<a href="{}" rel="author">{}</a>', one.get_absolute_url(), one.name)


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


def _isolated(those: Iterable[Contributor], role: str) -> SafeString:
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
