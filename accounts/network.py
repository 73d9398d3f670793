"""Whose request it is, as far as the network tells."""

import ipaddress

from django.conf import settings


def client_address(request):
    """The reader's address as text: the one that the farthest proxy of our own (PROXIES of them) saw.

    What a stranger writes into X-Forwarded-For stands left of what our proxies append, and is never read.
    An address that can't be parsed counts as the peer's.
    """
    peer = _plain(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if not settings.PROXIES or len(hops) < settings.PROXIES:
        return peer
    return _plain(hops[-settings.PROXIES]) or peer


def _plain(text):
    """One spelling an address, or nothing. ::ffff:1.2.3.4, as a socket for both kinds says it, is 1.2.3.4."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


def client_network(request):
    """The address itself for IPv4; for IPv6 the /64 that one household has."""
    address = client_address(request)
    if ":" in address:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return address
