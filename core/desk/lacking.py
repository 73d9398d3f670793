"""What is missing before the paper may go online, and what readers don't see yet, for the desk's first page."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from core.models import Page, Paper


class Lacking(NamedTuple):
    has_imprint: bool
    # (the address of the form, what is to be said) of each page that waits.
    pages: list[tuple[str, str]]


def lacking() -> Lacking:
    """Pages that nobody has given a place in the footer are nobody's business here, but for the imprint."""
    has_imprint = Page.objects.public().filter(published__facts=Page.Facts.IMPRINT).exists()
    drafts = [
        each
        for each in Page.objects.filter(published=None)
        if each.position or each.facts == Page.Facts.IMPRINT
    ]
    drafts.sort(key=lambda page: page.facts != Page.Facts.IMPRINT)
    said = [(reverse("admin:core_page_change", args=[page.pk]), _lacking_of(page)) for page in drafts]
    if has_imprint:
        return Lacking(has_imprint, said)
    if not any(page.facts == Page.Facts.IMPRINT for page in drafts):
        said.insert(
            0,
            (
                reverse("admin:core_page_add"),
                gettext("Imprint: there is no page that shows who publishes the paper"),
            ),
        )
    if Paper.current().pk is None:
        # Before the pages, for these show what stands in it.
        said.insert(
            0, (reverse("admin:core_paper_changelist"), gettext("Name and contacts: not filled in yet"))
        )
    return Lacking(has_imprint, said)


def _lacking_of(page: Page) -> str:
    count = len(page.problems())
    if not count:
        return gettext("%(title)s: draft, ready to be published") % {"title": page}
    # Translators: a page, and how many things stand in the way of publishing it
    said = ngettext("%(title)s: draft, %(count)d gap", "%(title)s: draft, %(count)d gaps", count)
    return said % {"title": page, "count": count}
