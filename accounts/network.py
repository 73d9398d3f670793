"""Whose request it is, as far as the network tells."""

import ipaddress

from django.conf import settings


def client_address(request):
    """The reader's address as text: the one that the farthest proxy of our own (PROXIES of them) saw.

    What a stranger writes into X-Forwarded-For stands left of what our proxies append, and is never read.
    An address that can't be parsed counts as the peer's.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if not settings.PROXIES or len(hops) < settings.PROXIES:
        return peer
    try:
        return str(ipaddress.ip_address(hops[-settings.PROXIES]))
    except ValueError:
        return peer


def client_network(request):
    """The address itself for IPv4; for IPv6 the /64 that one household has."""
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address
