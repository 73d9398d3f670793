from django.conf import settings
from django.utils.cache import patch_vary_headers


class CachingHeadersMiddleware:
    """Says of each page whether it may be kept, where the page itself says nothing.

    Pages for anonymous readers are the same bytes for everybody: a browser may keep them and asks each time whether
    they changed; a cache for many may answer for a moment without asking. A page for somebody signed in, or one that
    sets a cookie, is that person's own.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = (
                "private, no-cache"
                if _is_somebodys(request, response)
                else f"public, max-age=0, s-maxage={settings.SHARED_CACHE_SECONDS}, must-revalidate"
            )
        return response


def _is_somebodys(request, response):
    """An error of ours too: it is over when the next one asks."""
    is_theirs = request.method not in ("GET", "HEAD") or response.cookies or _is_signed_in(request)
    return is_theirs or response.status_code >= 500


def _is_signed_in(request):
    # A request that was refused before it came to the sessions has no user.
    return hasattr(request, "user") and request.user.is_authenticated
