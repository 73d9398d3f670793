"""What a balancer and whoever watches the paper ask."""

import datetime
import threading

import pytest
from django.core.cache import caches
from django.core.files.storage import storages
from django.db import OperationalError
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.photographs.tasks import make_missing_renditions
from newsroom.backends import service_urls
from newsroom.server import health

NEVER = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def kept(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def fail(*_):
    raise OperationalError("at 192.0.2.7, as newsroom")


def task(enqueued, run_after=NEVER, status=TaskResultStatus.READY):
    row = DBTaskResult.objects.create(
        task_path=make_missing_renditions.module_path,
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after=run_after,
        status=status,
    )
    DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=enqueued)


def ago(**how_long):
    return timezone.now() - datetime.timedelta(**how_long)


def test_the_process_answers_without_asking_anybody(client):
    """No database mark on this test: a query would fail it."""
    response = client.get("/health/")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.parametrize("address", ["/health/", "/health/parts/"])
def test_a_probe_comes_by_address_and_without_tls(client, transactional_db, kept, settings, address):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["paper.example"], True
    assert client.get(address, headers={"Host": "10.1.2.3:8000"}).status_code == 200
    assert client.get("/", headers={"Host": "10.1.2.3:8000"}).status_code == 400


@pytest.mark.parametrize("address", ["/health/", "/health/parts/"])
def test_the_answer_is_kept_by_nobody_and_nobodys(client, transactional_db, kept, address):
    response = client.get(address)
    assert response["Cache-Control"] == "private, no-cache"
    assert not response.cookies
    assert client.post(address).status_code == 405


@pytest.fixture
def named(settings):
    """named("10.0.0.0/8") has HEALTH_FROM name these."""

    def name(*addresses):
        settings.HEALTH_FROM = service_urls.networks("HEALTH_FROM", addresses)

    return name


@pytest.mark.parametrize(
    "peer, may",
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.1.2.3", False),
        ("203.0.113.9", False),
        ("::ffff:203.0.113.9", False),
        ("2001:db8::1", False),
        ("", False),
        ("unix:", False),
    ],
)
def test_the_parts_are_for_this_machine_unless_a_setting_says_otherwise(
    client, transactional_db, kept, section, peer, may
):
    answer = client.get("/health/parts/", REMOTE_ADDR=peer)
    assert answer.status_code == (200 if may else 404)
    assert client.get("/health/", REMOTE_ADDR=peer).status_code == 200
    if not may:
        assert answer.content == client.get("/health/none/", REMOTE_ADDR=peer).content
        assert client.post("/health/parts/", REMOTE_ADDR=peer).status_code == 404
        assert client.head("/health/parts/", REMOTE_ADDR=peer).status_code == 404


@pytest.mark.parametrize("peer", ["10.200.1.1", "::ffff:10.200.1.1", "fd00::7", "192.0.2.7"])
def test_a_setting_names_addresses_and_networks(client, transactional_db, kept, named, peer):
    named("10.0.0.0/8", "::ffff:192.0.2.7", "fd00::/8")
    assert client.get("/health/parts/", REMOTE_ADDR=peer).status_code == 200
    assert client.get("/health/parts/", REMOTE_ADDR="127.0.0.1").status_code == 404


def test_it_may_name_nobody(client, db, named):
    named()
    assert client.get("/health/parts/").status_code == 404


@pytest.mark.parametrize(
    "proxies, forwarded, may",
    [
        (1, "127.0.0.1", True),
        (1, "127.0.0.1, 203.0.113.9", False),
        (2, "203.0.113.9, 127.0.0.1", False),
        (2, "203.0.113.9, 127.0.0.1, 10.0.0.1", True),
        # One that the setting does not know of.
        (0, "127.0.0.1", False),
        (0, "203.0.113.9", False),
    ],
)
def test_behind_proxies_it_is_the_readers_address_that_counts(
    client, transactional_db, kept, settings, proxies, forwarded, may
):
    settings.PROXIES = proxies
    answer = client.get("/health/parts/", headers={"X-Forwarded-For": forwarded})
    assert answer.status_code == (200 if may else 404)


def test_all_parts_are_well(client, transactional_db, kept):
    response = client.get("/health/parts/")
    assert response.status_code == 200
    assert {name: part["problem"] for name, part in response.json().items()} == {
        "database": None,
        "cache": None,
        "storage": None,
        "worker": None,
        "disk": None,
    }


def test_a_database_that_is_gone_is_named_and_nothing_more(client, transactional_db, kept, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("django.db.backends.utils.CursorWrapper.execute", fail)
        response = client.get("/health/parts/")
        assert client.get("/health/").status_code == 200
    assert response.status_code == 503
    assert response.json()["database"]["problem"] == "OperationalError"
    assert response.json()["storage"]["problem"] is None
    assert "192.0.2.7" not in response.content.decode()


@pytest.mark.parametrize("alias", ["default", "pages"])
def test_a_cache_that_keeps_nothing_is_told(client, transactional_db, kept, settings, alias):
    dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = settings.CACHES | {alias: dummy}
    response = client.get("/health/parts/")
    assert response.status_code == 503
    assert response.json()["cache"]["problem"] == f"“{alias}” does not keep what it is given"


def test_nothing_of_it_stays_in_the_cache(client, transactional_db, kept):
    client.get("/health/parts/")
    assert not caches["default"]._cache


@pytest.mark.parametrize("alias", ["default", "renditions"])
def test_a_storage_that_does_not_answer_is_told(client, transactional_db, kept, monkeypatch, alias):
    monkeypatch.setattr(storages[alias], "exists", fail)
    response = client.get("/health/parts/")
    assert response.status_code == 503
    assert response.json()["storage"]["problem"] == "OperationalError"


@pytest.mark.parametrize(
    "times, waits",
    [
        ({"enqueued": {"minutes": 16}}, True),
        ({"enqueued": {"minutes": 14}}, False),
        # Put off to be tried again: it waits since then.
        ({"enqueued": {"hours": 3}, "run_after": {"minutes": 16}}, True),
        ({"enqueued": {"hours": 3}, "run_after": {"minutes": 14}}, False),
        ({"enqueued": {"hours": 3}, "run_after": {"minutes": -5}}, False),
    ],
)
def test_a_task_that_nobody_takes_is_told(client, transactional_db, kept, times, waits):
    task(**{name: ago(**how_long) for name, how_long in times.items()})
    task(enqueued=timezone.now())
    response = client.get("/health/parts/")
    assert response.status_code == (503 if waits else 200)
    assert response.json()["worker"]["problem"] == ("a task has waited for 16 minutes" if waits else None)


def test_what_was_done_waits_no_more(client, transactional_db, kept):
    task(enqueued=ago(days=1), status=TaskResultStatus.SUCCESSFUL)
    assert client.get("/health/parts/").status_code == 200


def test_a_part_that_hangs_holds_nobody_up(client, transactional_db, kept, monkeypatch):
    let_go = threading.Event()
    monkeypatch.setattr(health, "SECONDS_TO_ANSWER", 0.5)
    monkeypatch.setitem(health.PARTS, "storage", lambda: let_go.wait(60) and None)
    try:
        for _ in range(3):
            answer = client.get("/health/parts/").json()
            assert answer["storage"] == {"problem": "no answer"}
            assert answer["database"]["problem"] is None
    finally:
        let_go.set()
