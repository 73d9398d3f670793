import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()

from newsroom.page_cache.application import PageCache  # noqa: E402
from newsroom.server.encoding import InUTF8  # noqa: E402

page_cache = PageCache(application)
application = InUTF8(page_cache)  # type: ignore[assignment] # a server looks for this one name
