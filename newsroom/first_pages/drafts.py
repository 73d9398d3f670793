"""The pages that every new paper begins with, as drafts in its own language, with gaps for what only it can say."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.models import Page
from core.slugs import slugify
from newsroom.first_pages import about, accessibility, ai, contact, corrections, imprint, privacy


class Draft(NamedTuple):
    title: str
    slug: str
    text: str
    facts: str
    position: int


def drafts() -> Iterator[Draft]:
    """In the language of the moment, in the order of the footer."""
    kinds = Page.Facts
    first: list[tuple[str, str, Callable[[], str], str]] = [
        # Translators: the title of a page about the paper
        ("about", _("About"), about.text, kinds.NONE),
        # Translators: the title of the page that says who publishes and owns the paper
        ("imprint", _("Imprint"), imprint.text, kinds.IMPRINT),
        # Translators: the title of the page with the paper’s addresses
        ("contact", _("Contact"), contact.text, kinds.CONTACTS),
        ("ethics-and-corrections", _("Ethics and corrections"), corrections.text, kinds.NONE),
        # Translators: the title of the page about readers’ data
        ("privacy", _("Privacy"), privacy.text, kinds.NONE),
        # Translators: the title of a page
        ("accessibility", _("Accessibility"), accessibility.text, kinds.NONE),
        ("ai", _("AI"), ai.text, kinds.NONE),
    ]
    for position, (slug, title, text, facts) in enumerate(first, start=1):
        yield Draft(title, slugify(title) or slug, text(), facts, position)
