"""Which address a request comes from, and whether a page of ours sent it."""

import contextlib
import ipaddress
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

DEFAULT_PORTS = {"http": 80, "https": 443}


def client_address(request: HttpRequest) -> str:
    """The reader's address as text: the one that the farthest proxy of our own (PROXIES of them) saw.

    What a stranger writes into X-Forwarded-For stands left of what our proxies append, and is never read.
    Where that can't be parsed, the peer's address counts.
    """
    peer = _plain(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if not settings.PROXIES or len(hops) < settings.PROXIES:
        return peer
    return _plain(hops[-settings.PROXIES]) or peer


# As proxies write them: 203.0.113.9:41234, [2001:db8::1], "[2001:db8::1]:443" (RFC 7239, 6), 2001:db8::1.
# An IPv6 address of full length may have a port behind it, too; in a shortened one nobody could tell it apart.
_LONG_IPV6 = "(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}"
_HOP = re.compile(
    rf'"?(?:\[([0-9A-Fa-f:.]+)(?:%[^\]]*)?\]|([0-9.]+|{_LONG_IPV6}))(?::[0-9]{{1,5}})?"?', re.ASCII
)


def _plain(text: str) -> str:
    """The address in its one spelling, without a port; "" where it is none.

    A socket for both kinds of addresses gives 1.2.3.4 as ::ffff:1.2.3.4.
    """
    hop = _HOP.fullmatch(text)
    host = hop[1] or hop[2] if hop else text.strip('"').partition("%")[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


def client_network(request: HttpRequest) -> str:
    """The address itself for IPv4; for IPv6 the /64 that one household has."""
    address = client_address(request)
    if ":" in address:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return address


def is_same_origin(request: HttpRequest) -> bool:
    """Whether a page of ours sent it. Browsers say so in Sec-Fetch-Site, older ones in Origin; one header is needed.

    Ours are SITE_URL's pages and, for local use, those of the host that was asked, which ALLOWED_HOSTS names.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in (None, "same-origin"):
        return False
    if origin is None:
        return site is not None
    ours = {_origin(settings.SITE_URL)}
    with contextlib.suppress(DisallowedHost):
        ours.add(_origin(f"{request.scheme}://{request.get_host()}"))
    return _origin(origin) in ours


def _origin(url: str) -> tuple[str, str | None, int | None] | None:
    """(scheme, host, port), which is one origin however it is spelt (RFC 6454, 4)."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        # An invalid port or IPv6 address: no page of ours.
        return None


def network_hash(request: HttpRequest) -> str:
    """Tells two networks apart in the log, and names neither: keyed with SECRET_KEY."""
    return salted_hmac("accounts.network", client_network(request), algorithm="sha256").hexdigest()[:12]
