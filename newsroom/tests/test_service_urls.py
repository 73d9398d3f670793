"""Where a paper is kept: three addresses in the environment, and what is said of a wrong one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from newsroom.backends import service_urls

HERE = Path("/srv/paper")


def test_postgresql_is_named_with_its_password():
    known = service_urls.database("postgres://iris:a%2Fb%40c@db.example:5433/paper?sslmode=require")
    named = {name: known[name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")}
    assert named == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "paper",
        "USER": "iris",
        "PASSWORD": "a/b@c",
        "HOST": "db.example",
        "PORT": 5433,
    }
    assert known["OPTIONS"]["sslmode"] == "require"
    assert known["OPTIONS"]["connect_timeout"], "one that is gone is an error soon"


@pytest.mark.parametrize("url", ["postgres://h/paper", "sqlite:////tmp/paper.sqlite3"])
def test_a_connection_stays_open(url):
    assert service_urls.database(url)["CONN_MAX_AGE"] is None


def test_a_connection_that_broke_is_noticed_before_it_is_used():
    assert service_urls.database("postgres://h/paper")["CONN_HEALTH_CHECKS"]


def test_what_an_address_asks_for_wins():
    known = service_urls.database("postgres://h/paper?connect_timeout=9&options=-c%20lock_timeout%3D1s")
    assert known["OPTIONS"]["connect_timeout"] == 9
    assert known["OPTIONS"]["options"] == "-c lock_timeout=1s"


def test_the_defaults_of_the_database_hold_there(postgres):
    import psycopg

    options = service_urls.database(postgres.url)["OPTIONS"]
    with psycopg.connect(postgres.url, **options) as connection:
        assert connection.execute("SHOW lock_timeout").fetchone() == ("20s",)
        assert connection.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("1min",)


@pytest.mark.parametrize("url", ["", "redis://h"])
def test_it_is_the_database_that_counts(url):
    caches = service_urls.caches(url, "paper")
    assert list(caches) == (["default", "pages"] if url else ["default"])
    assert caches["default"] == {"BACKEND": "newsroom.backends.counts.DurableCache", "LOCATION": "counts"}


@pytest.mark.parametrize(
    "url, server",
    [
        ("redis://:secret@h:6380/2", "redis://:secret@h:6380/2"),
        ("rediss://h", "rediss://h"),
        ("valkey://h/1", "redis://h/1"),
        ("valkeys://h/1", "rediss://h/1"),
    ],
)
def test_redis_and_valkey_are_named_alike(url, server):
    assert service_urls.caches(url, "paper")["pages"]["LOCATION"] == server


def test_papers_that_share_a_redis_have_keys_of_their_own():
    one, two = (
        service_urls.caches("redis://h", paper)["pages"]["KEY_PREFIX"]
        for paper in ("https://one.example key", "https://two.example key")
    )
    assert one != two


def test_photographs_lie_on_disk_unless_told_otherwise():
    storages, elsewhere = service_urls.storages("", HERE, "/media/")
    assert storages["default"]["OPTIONS"] == {"location": HERE / "originals"}
    assert storages["renditions"]["OPTIONS"] == {"location": HERE / "renditions", "base_url": "/media/"}
    assert elsewhere is None


def test_a_storage_is_named_with_its_secret():
    url = "s3://key:se%2Fc%2Br@storage.example:9000/bucket?region=eu-1&tls=off"
    storages, elsewhere = service_urls.storages(url, HERE, "/media/")
    options = storages["default"]["OPTIONS"]
    assert options["endpoint_url"] == "http://storage.example:9000"
    assert (options["access_key"], options["secret_key"]) == ("key", "se/c+r")
    assert (options["bucket_name"], options["region_name"]) == ("bucket", "eu-1")
    assert storages["renditions"]["OPTIONS"]["base_url"] == "/media/", "our own address"
    assert elsewhere is None


def test_amazon_alone_has_the_bucket_in_the_hosts_name():
    for host, style in (("s3.eu-central-1.amazonaws.com", "virtual"), ("storage.example", "path")):
        storages, _ = service_urls.storages(f"s3://k:s@{host}/bucket", HERE, "/media/")
        assert storages["default"]["OPTIONS"]["addressing_style"] == style


def test_renditions_at_an_address_of_their_own():
    url = "s3://k:s@h/bucket?public_url=https://cdn.example:8443/renditions"
    storages, elsewhere = service_urls.storages(url, HERE, "/media/")
    assert storages["renditions"]["OPTIONS"]["base_url"] == "https://cdn.example:8443/renditions"
    assert elsewhere == "https://cdn.example:8443"


WRONG = [
    ("DATABASE_URL", "mysql://root:pw@h/paper", "begins with none of sqlite://, postgres://"),
    ("DATABASE_URL", "paper", "begins with none of"),
    ("DATABASE_URL", "postgres://u:pw/x@h/paper", "a host or a port that can't be read"),
    ("DATABASE_URL", "postgres://u:pw@h:port/paper", "a host or a port that can't be read"),
    ("DATABASE_URL", "postgres://u:pw@h:0/paper", "a host or a port that can't be read"),
    ("DATABASE_URL", "postgres:///paper", "names no host"),
    ("DATABASE_URL", "postgres://u:pw@h", "names no database"),
    ("DATABASE_URL", "sqlite:////no/such/folder/paper.sqlite3", "/no/such/folder, which is no folder"),
    ("CACHE_URL", "memcache://h", "begins with none of redis://"),
    ("CACHE_URL", "redis://", "names no host"),
    ("CACHE_URL", "redis://:pw@h/first", "something else than the number of a database"),
    ("STORAGE_URL", "https://k:pw@h/bucket", "begins with none of s3://"),
    ("STORAGE_URL", "s3://k:p/w@h/bucket", "a host or a port that can't be read"),
    ("STORAGE_URL", "s3://h/bucket", "lacks the key or the secret"),
    ("STORAGE_URL", "s3://k:pw@h", "does not end in the name of one bucket"),
    ("STORAGE_URL", "s3://k:pw@h/bucket/folder", "does not end in the name of one bucket"),
    ("STORAGE_URL", "s3://k:pw@h/bucket?acl=public", "asks for acl, which is unknown"),
    ("STORAGE_URL", "s3://k:pw@h/bucket?tls=no", "a tls that is neither on nor off"),
    (
        "STORAGE_URL",
        "s3://k:pw@h/bucket?public_url=cdn.example",
        "a public_url that does not begin with https://",
    ),
]


@pytest.mark.parametrize(
    "each", ["example.org", "10.0.0.1/8", "10.0.0.0/33", "fd00::/129", "", "10.0.0.0-10.0.0.9"]
)
def test_of_a_wrong_network_too(each):
    with pytest.raises(ImproperlyConfigured) as refusal:
        service_urls.networks("HEALTH_FROM", ["127.0.0.1", each])
    assert str(refusal.value).startswith(f"HEALTH_FROM names {each or 'nothing'}, which is no address and")
    assert "Write addresses and networks" in str(refusal.value)


@pytest.mark.parametrize("name, url, said", WRONG)
def test_of_a_wrong_address_it_is_said_what_is_wrong_and_how_to_write_it(name, url, said):
    read = {
        "DATABASE_URL": service_urls.database,
        "CACHE_URL": lambda url: service_urls.caches(url, "paper"),
        "STORAGE_URL": lambda url: service_urls.storages(url, HERE, "/media/"),
    }[name]
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(url)
    words = str(refusal.value)
    assert words.startswith(f"{name} ")
    assert said in words
    assert "Write " in words
    assert "pw" not in words and "p/w" not in words, "a password stays where it is"


@pytest.mark.usefixtures("starts_programs")
def test_a_start_ends_with_the_sentence_alone(tmp_path):
    started = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATA_DIR": str(tmp_path), "CACHE_URL": "memcache://h"},
        capture_output=True,
        text=True,
    )
    assert started.returncode == 1
    assert started.stderr.startswith(
        "The site can't start with these settings. CACHE_URL begins with none of"
    )
    assert started.stderr.count("\n") == 1


@pytest.mark.usefixtures("starts_programs")
def test_pages_may_show_pictures_from_where_they_lie(tmp_path):
    code = "from newsroom.settings import CONTENT_SECURITY_POLICY as policy; print(policy['DIRECTIVES']['img-src'])"
    shown = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATA_DIR": str(tmp_path), "STORAGE_URL": url},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for url in ("s3://k:s@h/bucket", "s3://k:s@h/bucket?public_url=https://cdn.example/renditions")
    ]
    assert shown == ["[\"'self'\", 'data:']", "[\"'self'\", 'data:', 'https://cdn.example']"]
