"""Where passkeys work: on a page whose host is a name, over https; http will do for localhost alone (WebAuthn, 5.1.3).

A passkey belongs to the name at which it was made, and to no other.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

# Header of the pages that ask a browser for one: all others leave this power to nobody.
PERMISSIONS_POLICY = settings.EVERYWHERE["Permissions-Policy"].replace(
    "publickey-credentials-create=(), publickey-credentials-get=()",
    "publickey-credentials-create=(self), publickey-credentials-get=(self)",
)


@dataclass
class Place:
    """Whether passkeys work at the host that was asked; if not, the same page where they do, or ""."""

    works: bool
    elsewhere: str = ""


def place_of(request: HttpRequest) -> Place:
    host = urlsplit(f"//{request.get_host()}")
    name = host.hostname or ""
    if not _is_address(name):
        return Place(works=request.scheme == "https" or name == "localhost")
    site = urlsplit(settings.SITE_URL)
    if site.scheme == "https" and not _is_address(site.hostname or ""):
        return Place(works=False, elsewhere=f"{settings.SITE_URL}{request.path}")
    if ipaddress.ip_address(name).is_loopback and "localhost" in settings.ALLOWED_HOSTS:
        port = f":{host.port}" if host.port else ""
        return Place(works=False, elsewhere=f"{request.scheme}://localhost{port}{request.path}")
    return Place(works=False)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
