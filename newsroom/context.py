from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from articles.models import Section

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest


def paper(request: HttpRequest) -> dict[str, Any]:
    """What every page shows of the paper itself."""
    return {
        "paper": {
            "name": settings.SITE_NAME,
            "url": settings.SITE_URL,
            "mail_is_printed": settings.MAIL_IS_PRINTED,
            "sections": SimpleLazyObject(lambda: list(Section.objects.all())),
        }
    }
