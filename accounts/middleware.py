import time

from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

# In the session: when its owner signed in, in seconds since 1970.
SIGNED_IN_AT = "signed in at"
# Whoever was writing at the desk when the time was over can still send it: that, and nothing else, for so long.
SECONDS_TO_SEND = 60 * 60


class AuthenticationMiddleware(auth.AuthenticationMiddleware):
    """Django's, but who works here is signed in for STAFF_SESSION_HOURS, whatever way they signed in."""

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user(request))


def _user(request):
    user = auth.get_user(request)
    if user.is_staff and _is_over(request):
        request._cached_user = user = AnonymousUser()
    return user


def _is_over(request):
    """Also where it was begun by a reader who works here since."""
    seconds = settings.STAFF_SESSION_HOURS * 3600
    if request.method == "POST" and request.path.startswith(reverse("admin:index")):
        seconds += SECONDS_TO_SEND
    return time.time() - request.session.get(SIGNED_IN_AT, 0) >= seconds


@receiver(user_logged_in)
def signed_in(request, **kwargs):
    request.session[SIGNED_IN_AT] = time.time()
