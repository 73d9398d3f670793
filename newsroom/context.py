from django.conf import settings
from django.utils.functional import SimpleLazyObject

from articles.models import Section


def paper(request):
    """What every page shows of the paper itself."""
    return {
        "paper": {
            "name": settings.SITE_NAME,
            "url": settings.SITE_URL,
            "mail_is_printed": settings.MAIL_IS_PRINTED,
            "sections": SimpleLazyObject(lambda: list(Section.objects.all())),
        }
    }
