from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi

from articles.models import Section
from core import footer
from core.digits import LATIN, numbering

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest


def edition() -> dict[str, Any]:
    """What is so on every page, whatever is asked for. `digits` is None where they are 0 to 9."""
    return {
        "name": settings.SITE_NAME,
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "digits": None if settings.DIGITS == LATIN else settings.DIGITS,
        "numbering": numbering(),
    }


def paper(request: HttpRequest) -> dict[str, Any]:
    """What every page shows of the paper itself."""
    return {
        "paper": edition()
        | {
            "url": settings.SITE_URL,
            "mail_is_printed": settings.MAIL_IS_PRINTED,
            "sections": SimpleLazyObject(lambda: list(Section.objects.all())),
            "footer": SimpleLazyObject(footer.links),
        }
    }
