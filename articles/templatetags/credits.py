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
def credit(names: Iterable[str], role: str) -> SafeString:
    """By A and B: the words are marked as the paper's, because the story may be in another language."""
    before, _, after = str(CREDITS[Contribution.Role(role)]).partition("%(names)s")
    return format_html("{}{}{}", _marked(before), in_words(names), _marked(after))


def _marked(words: str) -> SafeString:
    """The blanks around it stay outside."""
    text = words.strip()
    if not text:
        return format_html("{}", words)
    before, _, after = words.partition(text)
    # Without it, a colon at the end of Arabic words would stand before them in a story that runs from left to right.
    direction = mark_safe(' dir="rtl"') if get_language_bidi() else ""
    return format_html('{}<span lang="{}"{}>{}</span>{}', before, get_language(), direction, text, after)


@register.filter
def credit_line(line: Iterable[tuple[str, list[str]]]) -> SafeString:
    """Additional reporting by A; Editing by B"""
    # Translators: between two credits under a story
    semicolon = pgettext("between credits", ";")
    return format_html_join(f"{semicolon}\n", "{}", ((credit(names, role),) for role, names in line))
