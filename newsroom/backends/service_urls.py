"""Settings of the database, the caches and the storage of photographs, each from one address in the environment.

A wrong address is an error when the site starts. The error says how the address should look, and never what it is:
there may be a password in it.
"""

from __future__ import annotations

import hashlib
import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from typing import Any
    from urllib.parse import SplitResult

    Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
DATABASE_LIKE = (
    "Write postgres://USER:PASSWORD@HOST:5432/NAME, or sqlite:////folder/of/the/file.sqlite3. "
    "Signs such as @ / : # ? % in a password are written as %40 %2F %3A %23 %3F %25."
)
CACHE_LIKE = (
    "Write redis://:PASSWORD@HOST:6379/0, or rediss:// where it speaks TLS. Valkey is named the same way."
)
STORAGE_LIKE = (
    "Write s3://KEY:SECRET@HOST/BUCKET, with ?region=, &public_url= and &tls=off where they are needed. "
    "A / in the secret is written as %2F, a + as %2B."
)
NETWORKS_LIKE = "Write addresses and networks with commas between them: 127.0.0.1, 10.0.0.0/8, fd00::/8."
STORAGE_OPTIONS = {"region", "public_url", "tls"}


def database(url: str) -> dict[str, Any]:
    """Django's settings of the database at that address. Its own ?options=… win over those here."""
    _parts("DATABASE_URL", url, ("sqlite", "postgres", "postgresql"), DATABASE_LIKE)
    settings: dict[str, Any] = environ.Env.db_url_config(url)
    # Opening a connection is costly, and one to SQLite begins with the PRAGMAs below.
    settings["CONN_MAX_AGE"] = None
    if settings["ENGINE"] == SQLITE:
        folder = Path(settings["NAME"]).parent
        if settings["NAME"] != ":memory:" and not folder.is_dir():
            raise _wrong("DATABASE_URL", f"names a file in {folder}, which is no folder", DATABASE_LIKE)
        # IMMEDIATE takes the write lock when a transaction begins, so that none fails half-way; WAL lets
        # readers go on meanwhile; 20 s is how long a writer waits for its turn.
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        if not settings["NAME"]:
            raise _wrong("DATABASE_URL", "names no database", DATABASE_LIKE)
        settings["CONN_HEALTH_CHECKS"] = True
        options = {
            # The first in seconds, the second in milliseconds: a server that is gone is an error and not a wait.
            "connect_timeout": 3,
            "tcp_user_timeout": 10_000,
            # A writer waits as long as on SQLite; and locks of a machine that vanished are released.
            "options": "-c lock_timeout=20s -c idle_in_transaction_session_timeout=60s",
        }
    settings["OPTIONS"] = options | settings.get("OPTIONS", {})
    return settings


def caches(url: str, paper: str) -> dict[str, dict[str, Any]]:
    """Django's caches. "default" counts attempts, in the database, where every process sees them and none is evicted.

    "pages" exists only with a Redis at that address. `paper` tells this paper's keys from another's in the same Redis.
    """
    default = {"BACKEND": "newsroom.backends.counts.DurableCache", "LOCATION": "counts"}
    if not url:
        return {"default": default}
    parts = _parts("CACHE_URL", url, ("redis", "rediss", "valkey", "valkeys"), CACHE_LIKE)
    if not parts.path.strip("/").isdecimal() and parts.path.strip("/"):
        raise _wrong("CACHE_URL", "ends in something else than the number of a database", CACHE_LIKE)
    own = hashlib.sha256(paper.encode()).hexdigest()[:12]
    return {
        "default": default,
        "pages": {
            "BACKEND": "newsroom.backends.redis.RedisOrNothing",
            "LOCATION": url.replace("valkey", "redis", 1),
            "KEY_PREFIX": f"{own}:pages",
        },
    }


def storages(url: str, folder: Path, media_url: str) -> tuple[dict[str, dict[str, Any]], str | None]:
    """(Django's storages of photographs, the origin of another site that pages show them from or None).

    "default" has the originals, with all that the camera wrote into them: they are never served.
    """
    if not url:
        backend = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
        return {
            "default": backend | {"OPTIONS": {"location": folder / "originals"}},
            "renditions": backend | {"OPTIONS": {"location": folder / "renditions", "base_url": media_url}},
        }, None
    parts = _parts("STORAGE_URL", url, ("s3",), STORAGE_LIKE)
    bucket, given = parts.path.strip("/"), {name: each[0] for name, each in parse_qs(parts.query).items()}
    if not bucket or "/" in bucket:
        raise _wrong("STORAGE_URL", "does not end in the name of one bucket", STORAGE_LIKE)
    if not parts.username or not parts.password:
        raise _wrong("STORAGE_URL", "lacks the key or the secret", STORAGE_LIKE)
    if unknown := set(given) - STORAGE_OPTIONS:
        raise _wrong("STORAGE_URL", f"asks for {', '.join(sorted(unknown))}, which is unknown", STORAGE_LIKE)
    if given.get("tls", "on") not in ("on", "off"):
        raise _wrong("STORAGE_URL", "has a tls that is neither on nor off", STORAGE_LIKE)
    shown_at = urlsplit(given.get("public_url", ""))
    if shown_at.geturl() and (shown_at.scheme not in ("http", "https") or not shown_at.hostname):
        raise _wrong("STORAGE_URL", "has a public_url that does not begin with https://", STORAGE_LIKE)
    scheme = "http" if given.get("tls") == "off" else "https"
    options = {
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "endpoint_url": f"{scheme}://{parts.netloc.rpartition('@')[2]}",
        "region_name": given.get("region", "us-east-1"),
        "bucket_name": unquote(bucket),
        # Amazon alone wants the bucket's name in the host's.
        "addressing_style": "virtual" if str(parts.hostname).endswith(".amazonaws.com") else "path",
    }
    return {
        "default": {"BACKEND": "newsroom.backends.s3.Originals", "OPTIONS": options},
        "renditions": {
            "BACKEND": "newsroom.backends.s3.Renditions",
            "OPTIONS": options | {"base_url": given.get("public_url", media_url)},
        },
    }, f"{shown_at.scheme}://{shown_at.netloc}" if shown_at.netloc else None


def networks(name: str, addresses: list[str]) -> list[Network]:
    """Addresses and networks in a form that can be compared: an IPv4 one that is written as ::ffff:… becomes IPv4."""
    found = []
    for each in map(str.strip, addresses):
        try:
            network = ipaddress.ip_network(each)
        except ValueError:
            raise _wrong(
                name, f"names {each or 'nothing'}, which is no address and no network", NETWORKS_LIKE
            ) from None
        if network.version == 6 and network.prefixlen >= 96 and (mapped := network[0].ipv4_mapped):
            network = ipaddress.ip_network((mapped, network.prefixlen - 96))
        found.append(network)
    return found


def _parts(name: str, url: str, schemes: tuple[str, ...], like: str) -> SplitResult:
    try:
        # This name of a database in memory is the one address allowed that is no valid URL.
        parts = urlsplit("sqlite://" if url == "sqlite://:memory:" else url)
        is_readable = parts.port != 0
    except ValueError:
        is_readable = False
    if not is_readable:
        raise _wrong(name, "has a host or a port that can't be read", like)
    if parts.scheme not in schemes:
        raise _wrong(name, f"begins with none of {', '.join(f'{each}://' for each in schemes)}", like)
    if not parts.hostname and parts.scheme != "sqlite":
        raise _wrong(name, "names no host", like)
    return parts


def _wrong(name: str, what: str, like: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} {what}. {like}")
