import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402

from newsroom.encoding import InUTF8  # noqa: E402
from newsroom.page_cache.application import PageCache  # noqa: E402

if not settings.DEBUG:
    application = PageCache(application)
application = InUTF8(application)
