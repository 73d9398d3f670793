"""Messages about what was just done, for the next page: in a cookie, or in the session where that is too small."""

from django.conf import settings
from django.contrib.messages.storage import cookie, fallback, session


class CookieStorage(cookie.CookieStorage):
    cookie_name = f"{settings.HOST_COOKIE}messages"


class MessageStorage(fallback.FallbackStorage):
    storage_classes = (CookieStorage, session.SessionStorage)
