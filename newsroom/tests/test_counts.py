"""The cache that counts: nothing leaves it before its time, and of two at once one is told no."""

import datetime
import os
import subprocess
import sys

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from newsroom.backends import counts as module
from newsroom.backends import service_urls
from newsroom.server import worker

# A process of its own with threads: each is counted as allauth counts, inside a transaction or outside.
RACE = """
import sys, threading
import django
django.setup()
from contextlib import nullcontext
from types import SimpleNamespace
from django.db import connection, transaction
from allauth.core.internal import ratelimit

inside = sys.argv[1] == "inside"
allowed = []

def try_it():
    for _ in range(5):
        with transaction.atomic() if inside else nullcontext():
            request = SimpleNamespace(method="POST")
            used = ratelimit.consume(
                request, app="race", action=f"race-{inside}", config={f"race-{inside}": "7/h/key"}, key="name"
            )
        allowed.append(bool(used))
    connection.close()

threads = [threading.Thread(target=try_it) for _ in range(6)]
[each.start() for each in threads]
[each.join() for each in threads]
print(sum(allowed), len(allowed))
"""


@pytest.fixture
def counts(db):
    return caches["default"]


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM counts")
        return cursor.fetchone()[0]


def test_what_it_is_given_comes_back_until_its_time_is_over(counts):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        counts.set("name", [1.5, {"story": 7}], 10)
        assert counts.get("name") == [1.5, {"story": 7}]
        assert counts.get_many(["name", "other"]) == {"name": [1.5, {"story": 7}]}
        assert counts.has_key("name") and "other" not in counts
        clock.shift(9.9)
        assert counts.touch("name", 10)
        clock.shift(9.9)
        assert counts.get("name")
        clock.shift(0.2)
        assert counts.get("name", "none") == "none"
        assert not counts.touch("name", 10)


def test_only_one_adds_a_name_and_the_next_when_its_time_is_over(counts):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        assert counts.add("lock", True, 10)
        assert not counts.add("lock", False, 10)
        clock.shift(10)
        assert counts.add("lock", True, 10)
        assert counts.delete("lock") and not counts.delete("lock")
        assert counts.add("lock", True, 10)


def test_however_many_there_are_none_is_thrown_out(counts, monkeypatch):
    """Django's own cache in the database makes room at MAX_ENTRIES, and Redis does at its maxmemory."""
    assert not hasattr(counts, "_cull")
    counts.set("first", 1, 3600)
    for number in range(400):
        counts.set(f"name-{number}", 1, 3600)
    assert rows() == 401
    assert counts.get("first") == 1


def test_a_name_that_only_a_stranger_asked_for_pushes_nobody_out_of_redis(redis, settings, client, reader):
    """With Redis too the attempts to sign in are rows."""
    settings.CACHES = service_urls.caches(redis.url, "paper")
    client.post("/accounts/login/", {"login": "RedFern", "password": "wrong-word-1"})
    assert rows() >= 2
    assert not list(caches["pages"]._cache.get_client().scan_iter("*login*"))


def test_a_count_without_an_end_is_kept(counts):
    counts.set("name", 1, None)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=9999)):
        assert counts.get("name") == 1


def test_nothing_in_it_is_a_pickle(counts):
    counts.set("name", [1], 10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM counts")
        assert cursor.fetchall() == [("[1]",)]
    with pytest.raises(TypeError):
        counts.set("name", object())


def test_a_number_is_counted_up_where_there_is_one(counts):
    counts.set("name", 3)
    assert [counts.incr("name"), counts.incr("name", 5), counts.decr("name", 9), counts.get("name")] == [
        4,
        9,
        0,
        0,
    ]
    with pytest.raises(ValueError, match="Nothing is kept"):
        counts.incr("other")


def test_a_call_is_one_statement(counts, django_assert_num_queries):
    for call in (
        lambda: counts.set("name", 1),
        lambda: counts.add("name", 1),
        lambda: counts.get("name"),
        lambda: counts.touch("name"),
        lambda: counts.incr("name"),
        lambda: counts.delete("name"),
    ):
        with django_assert_num_queries(1):
            call()


def test_a_database_that_fails_is_an_error_and_no_free_attempt(counts, monkeypatch):
    from django.db import OperationalError

    def fail(*args):
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr("django.db.backends.utils.CursorWrapper.execute", fail)
        for call in (counts.set, counts.add):
            with pytest.raises(OperationalError):
                call("name", 1)


def test_the_worker_deletes_what_is_over_some_at_a_time(counts, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 10)
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        counts.set("stays", 1, 3600)
        for number in range(25):
            counts.set(f"name-{number}", 1, 10)
        worker.clean_up(now)
        assert rows() == 26
        clock.shift(10)
        worker.clean_up(timezone.now())
        assert rows() == 1
        assert counts.get("stays") == 1


@pytest.mark.parametrize("where", ["outside", "inside"])
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.usefixtures("starts_programs")
def test_of_many_at_once_no_more_are_let_through_than_one_after_the_other(kind, where, tmp_path, request):
    """Six threads in each of two processes, thirty tries each: seven may."""
    if kind == "postgresql":
        url = request.getfixturevalue("postgres").new_database(f"race-{where}")
    else:
        url = f"sqlite:///{tmp_path / 'race.sqlite3'}"
    env = os.environ | {"DATABASE_URL": url, "DATA_DIR": str(tmp_path)}

    subprocess.run(
        [sys.executable, "manage.py", "createcachetable"], cwd=settings.BASE_DIR, env=env, check=True
    )
    command = [sys.executable, "-c", RACE, where]
    processes = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0].split() for process in processes]
    assert [tried for _, tried in said] == ["30", "30"]
    let_through = sum(int(allowed) for allowed, _ in said)
    assert 1 <= let_through <= 7
