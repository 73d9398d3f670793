from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_bidi

from articles.lists import listed_sections
from core.digits import LATIN, numbering
from core.models import Nameplate, Paper

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest

    from articles.models import Section


class PaperOnPages:
    """What templates know as `paper`: the edition’s language and digits, and what the paper says of itself.

    The row is read when a page first asks for something of it; where `row` is given, the database is not asked.
    """

    def __init__(self, row: Paper | None = None) -> None:
        self.url, self.mail_is_printed = settings.SITE_URL, settings.MAIL_IS_PRINTED
        self.language = get_language()
        self.direction = "rtl" if get_language_bidi() else "ltr"
        # None where they are 0 to 9.
        self.digits = None if settings.DIGITS == LATIN else settings.DIGITS
        self.numbering = numbering()
        if row is not None:
            self.row, self.sections = row, []

    @cached_property
    def row(self) -> Paper:
        return Paper.current()

    @cached_property
    def sections(self) -> list[Section]:
        return list(listed_sections(timezone.now()))

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
