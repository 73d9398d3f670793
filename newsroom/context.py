from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_bidi

from articles.lists import listed_sections
from core import on_every_page
from core.digits import LATIN, numbering
from core.models import Nameplate, Paper
from core.on_every_page import Link, OnEveryPage

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest

    from articles.models import Section


class PaperOnPages:
    """What templates know as `paper`: the edition’s language and digits, and what the paper says of itself.

    It is read when a page first asks for something of it; where it is `given`, the database is not asked.
    """

    def __init__(self, given: OnEveryPage | None = None) -> None:
        self.url, self.mail_is_printed = settings.SITE_URL, settings.MAIL_IS_PRINTED
        self.language = get_language()
        self.direction = "rtl" if get_language_bidi() else "ltr"
        # None where they are 0 to 9.
        self.digits = None if settings.DIGITS == LATIN else settings.DIGITS
        self.numbering = numbering()
        if given is not None:
            self.said, self.sections = given, []

    @cached_property
    def said(self) -> OnEveryPage:
        return on_every_page.read()

    @cached_property
    def sections(self) -> list[Section]:
        return list(listed_sections(timezone.now()))

    @property
    def row(self) -> Paper:
        return self.said.row

    @property
    def footer(self) -> tuple[Link, ...]:
        return self.said.footer

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def motto(self) -> str:
        return self.row.motto

    @property
    def nameplate(self) -> Nameplate | None:
        return self.row.nameplate


def paper(request: HttpRequest) -> dict[str, Any]:
    """What every page shows of the paper itself."""
    return {"paper": PaperOnPages()}
