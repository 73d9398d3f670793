"""The site without its page cache and with an empty fragment cache: only Django's own caches stay."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402

django = get_wsgi_application()

from core.fragment_cache import fragment_cache  # noqa: E402


def application(environ, start_response):
    fragment_cache.clear()
    return django(environ, start_response)
