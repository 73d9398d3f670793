"""What the paper's form says, as its own pages show it. Nothing of it is typed a second time."""

from typing import NamedTuple

import regex
from django.db import models
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from core.digits import number
from core.models.paper import Paper

_DIALLED = regex.compile(r"(?!^\+)\D")


class Facts(models.TextChoices):
    """Which facts a page shows below its text."""

    NONE = "", _("Nothing")
    # Translators: what a page of the paper shows below its text
    IMPRINT = "imprint", _("Who publishes the paper: publisher, address, editor-in-chief, owners")
    # Translators: what a page of the paper shows below its text
    CONTACTS = "contacts", _("How the paper is reached: newsroom, corrections, legal matters, security")


class Fact(NamedTuple):
    """`kind` is text, email, phone or pages."""

    label: str
    value: str
    kind: str = "text"

    @property
    def dialled(self) -> str:
        """A telephone number without what people put between its digits."""
        return _DIALLED.sub("", self.value)

    @property
    def addresses(self) -> list[str]:
        return self.value.split()


def facts_of(kind: str, paper: Paper) -> list[Fact]:
    """Those that the form has, in their order; none for a page that shows none."""
    found = {Facts.IMPRINT.value: _imprint, Facts.CONTACTS.value: _contacts}.get(kind)
    return [fact for fact in found(paper) if fact.value] if found else []


def lacking_facts(kind: str, paper: Paper) -> list[str]:
    """What has to be in the form before a page with these facts is published, a sentence each."""
    needed = {}
    if kind == Facts.IMPRINT:
        needed = {
            gettext("The paper’s form names no publisher."): paper.publisher,
            gettext("The paper’s form has no address of the publisher."): paper.publisher_address,
            gettext("The paper’s form names no editor-in-chief."): paper.editor_in_chief,
            gettext("The paper’s form does not say who owns the publisher."): paper.ownership,
        }
    if kind:
        needed[gettext("The paper’s form has no email address of the newsroom.")] = paper.desk_email
    return [said for said, value in needed.items() if not value]


def _imprint(paper: Paper) -> list[Fact]:
    return [
        Fact(gettext("Publisher"), paper.publisher),
        Fact(pgettext("publisher", "Address"), paper.publisher_address),
        # Translators: the public register in which a company stands, and its number there
        Fact(pgettext("company", "Register"), paper.register),
        Fact(gettext("Editor-in-chief"), paper.editor_in_chief),
        # Translators: of the company that publishes the paper
        Fact(gettext("Owners"), paper.ownership),
        Fact(gettext("Telephone"), paper.phone, "phone"),
        Fact(gettext("Email"), paper.desk_email, "email"),
        # Translators: the email address for lawyers and authorities
        Fact(gettext("Legal matters"), paper.legal_email, "email"),
        # Translators: the year in which the paper was founded
        Fact(pgettext("paper", "Founded"), number(paper.founded) if paper.founded else ""),
    ]


def _contacts(paper: Paper) -> list[Fact]:
    letters = f"{paper.publisher}\n{paper.publisher_address}" if paper.publisher_address else ""
    return [
        # Translators: the email address of the newsroom
        Fact(gettext("Newsroom"), paper.desk_email, "email"),
        # Translators: the email address for mistakes that readers find
        Fact(gettext("Corrections"), paper.corrections_email, "email"),
        Fact(gettext("Legal matters"), paper.legal_email, "email"),
        # Translators: the email address for those who find a weakness of the site
        Fact(pgettext("contact", "Security"), paper.security_email, "email"),
        Fact(gettext("Telephone"), paper.phone, "phone"),
        # Translators: where letters are sent to
        Fact(gettext("Letters"), letters.strip()),
        # Translators: the paper’s own accounts at other sites
        Fact(gettext("Elsewhere"), paper.profiles, "pages"),
    ]
