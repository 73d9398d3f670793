"""Where the site listens: whether it may, whether it can, and what the operator is told."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Sequence

    # (Host, port), the path of a unix socket, or the number of one that is open already.
    Address = tuple[str, int] | str | int


def is_within_machine(address: Address) -> bool:
    """Whether only this machine can reach it: a (host, port), or the path of a unix socket."""
    if isinstance(address, str):
        return True
    if not isinstance(address, tuple):
        return False
    try:
        found = socket.getaddrinfo(address[0] or "0.0.0.0", None)  # noqa: S104
    except (OSError, UnicodeError):
        return False
    return all(_is_loopback(str(each[4][0])) for each in found)


def _is_loopback(text: str) -> bool:
    ip = ipaddress.ip_address(text.partition("%")[0])
    return (getattr(ip, "ipv4_mapped", None) or ip).is_loopback


def refusal(addresses: Sequence[Address]) -> str:
    """Why it must not listen there, or nothing: the printed password may be used on this machine alone."""
    # Sockets that systemd hands over are open already; nobody here can tell to whom.
    open_ones = [address for address in addresses if not is_within_machine(address)]
    if not (open_ones or os.environ.get("LISTEN_FDS")) or not User.objects.demo_accounts().exists():
        return ""
    where = ", ".join(map(_written, open_ones)) or "sockets it is handed"
    return (
        f"It will not listen on {where}: the demonstration's sign-ins exist, and others could use them.\n"
        "Leave HOST at 127.0.0.1, or close them for good: .venv/bin/python manage.py close_demonstration"
    )


def obstacle(addresses: Sequence[Address]) -> str:
    """Why it can't listen there, or nothing."""
    for host, port in (address for address in addresses if isinstance(address, tuple)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    return f"Port {port} is in use. Stop what listens there, or take another: PORT={port + 1} make run"
                return f"It can't listen on {_written((host, port))}: {error.strerror}."
    return ""


def _written(address: Address) -> str:
    if not isinstance(address, tuple):
        return str(address)
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def welcome(addresses: Sequence[Address]) -> str:
    """The address, and while the demonstration is open who can sign in."""
    at = f"http://{_written(addresses[0])}" if isinstance(addresses[0], tuple) else _written(addresses[0])
    lines = [f"{settings.SITE_NAME} is at {at}/"]
    if settings.SITE_URL not in (at, at.replace("localhost", "127.0.0.1")):
        lines.append(f"Its links say {settings.SITE_URL}, as SITE_URL has it.")
    people = list(User.objects.demo_accounts().order_by("pk").prefetch_related("groups"))
    if people:
        lines += ["", f"Sign-ins of the demonstration, at {at}{reverse('account_login')}"]
        lines += [f"  {person.username:<12} {_role(person, at)}" for person in people]
        lines.append(_password(people))
    return "\n".join([*lines, "", "Ctrl-C stops it."])


def _role(person: User, at: str) -> str:
    groups = ", ".join(group.name for group in person.groups.all())
    return f"{groups}: works at {at}{reverse('admin:index')}" if groups else "reader"


def _password(people: list[User]) -> str:
    # One hash for all, unless somebody chose a password of their own.
    if all(
        person.check_password(settings.DEMO_PASSWORD)
        for person in {each.password: each for each in people}.values()
    ):
        return f"  password     {settings.DEMO_PASSWORD}"
    return "  password     not the DEMO_PASSWORD of .env: it was changed since"
