"""What waits in the background: done one at a time, tried again when it failed, taken up when its worker was killed."""

import datetime
import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import tasks
from articles.models import Photo
from articles.photographs import renditions
from newsroom import worker
from newsroom.tests.sites import make_site, until
from newsroom.tests.tasks import put_off, work
from newsroom.worker import Worker

NOW = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)


class Enough(Exception):
    """Ends what goes on for ever."""


@pytest.fixture(autouse=True)
def _put_off(settings):
    put_off(settings)


@pytest.fixture
def photo(db, jpeg):
    photo = Photo.objects.take_in(jpeg(90, 60))
    photo.make_renditions()
    return photo


@pytest.fixture
def broken(monkeypatch):
    def write(*args):
        raise OSError("The disk is full.")

    monkeypatch.setattr(renditions, "write", write)
    return monkeypatch


def test_what_was_asked_for_is_done(photo):
    assert not photo.renditions_key
    work()
    photo.refresh_from_db()
    assert photo.has_all_renditions
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


def test_asking_makes_nothing_yet(db, jpeg, broken):
    photo = Photo.objects.take_in(jpeg())
    photo.make_renditions()
    assert DBTaskResult.objects.get().status == "READY"


def test_what_failed_is_tried_again_after_growing_pauses_and_then_given_up(photo, broken, caplog):
    pauses = []
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(4):
            work()
            row = DBTaskResult.objects.get()
            assert row.status == "READY"
            pauses.append(row.run_after - timezone.now())
            clock.shift(pauses[-1] - SECOND)
            assert not DBTaskResult.objects.ready().exists(), "not before its time"
            clock.shift(SECOND)
        assert pauses == [10 * SECOND, 60 * SECOND, 600 * SECOND, 3600 * SECOND]
        caplog.clear()
        work()
    row = DBTaskResult.objects.get()
    assert row.status == "FAILED"
    assert "The disk is full." in row.traceback
    assert "given up after 5 attempts" in caplog.text


def test_what_works_the_second_time_is_done(photo, broken):
    with time_machine.travel(NOW, tick=False):
        work()
    broken.undo()
    with time_machine.travel(NOW + 10 * SECOND, tick=False):
        work()
    photo.refresh_from_db()
    assert photo.has_all_renditions


def test_one_that_fails_keeps_no_other_waiting(photo, jpeg, broken):
    other = Photo.objects.take_in(jpeg(80, 60))
    other.make_renditions()
    work()
    assert sorted(len(row.worker_ids) for row in DBTaskResult.objects.all()) == [1, 1]


def claimed(by, at):
    row = DBTaskResult.objects.ready().first()
    with time_machine.travel(at, tick=False):
        row.claim(by)
    return row


def test_what_a_dead_worker_of_the_same_name_was_at_is_put_back(photo, monkeypatch):
    row = claimed("mine", timezone.now())
    worker.take_up(DBTaskResult.objects.running(), "another's")
    row.refresh_from_db()
    assert row.status == "RUNNING"
    worker.take_up(DBTaskResult.objects.running(), "mine")
    row.refresh_from_db()
    assert row.status == "READY"
    assert row.run_after > timezone.now()


def test_what_kills_its_worker_each_time_is_given_up(photo):
    for _ in range(4):
        claimed("mine", timezone.now())
        worker.take_up(DBTaskResult.objects.running(), "mine")
        DBTaskResult.objects.update(run_after=timezone.now())
    claimed("mine", timezone.now())
    worker.take_up(DBTaskResult.objects.running(), "mine")
    assert DBTaskResult.objects.get().status == "FAILED"


def test_what_a_worker_elsewhere_left_is_put_back_after_an_hour(photo):
    row = claimed("another's", NOW)
    worker.tidy(NOW + 3600 * SECOND)
    row.refresh_from_db()
    assert row.status == "RUNNING"
    worker.tidy(NOW + 3601 * SECOND)
    row.refresh_from_db()
    assert row.status == "READY"


def test_what_was_done_is_forgotten_after_two_weeks(photo):
    with time_machine.travel(NOW, tick=False):
        work()
    made = DBTaskResult.objects.count()
    worker.tidy(NOW + datetime.timedelta(days=14))
    assert DBTaskResult.objects.count() == made
    worker.tidy(NOW + datetime.timedelta(days=14) + SECOND)
    assert not DBTaskResult.objects.exists()


def test_looking_whether_there_is_anything_to_do_takes_no_lock(db, monkeypatch):
    looks = iter(range(3))

    def sleep(seconds):
        queries.append(len(captured))
        if next(looks) == 2:
            raise Enough

    queries = []
    monkeypatch.setattr(worker.time, "sleep", sleep)
    # What it finds at its start is asked for and done first.
    monkeypatch.setattr(Worker, "run", lambda self: DBTaskResult.objects.all().delete())
    monkeypatch.setattr(worker.threading.Thread, "start", lambda self: None)
    with CaptureQueriesContext(connection) as captured, pytest.raises(Enough):
        worker.work("one")
    first, _, last = queries
    looked = [query["sql"] for query in captured.captured_queries[first:last]]
    assert len(looked) == 2
    assert all(sql.startswith("SELECT") for sql in looked)


def test_at_its_start_it_looks_once_for_what_was_forgotten(photo, monkeypatch):
    def run(self):
        raise Enough

    DBTaskResult.objects.all().delete()
    with monkeypatch.context() as patch:
        patch.setattr(Worker, "run", run)
        patch.setattr(worker.threading.Thread, "start", lambda self: None)
        for _ in range(2):
            with pytest.raises(Enough):
                worker.work("one")
    assert DBTaskResult.objects.get().task_path == "articles.tasks.make_missing_renditions"
    work()
    photo.refresh_from_db()
    assert photo.has_all_renditions


def test_deleting_what_was_replaced_waits_for_its_time(make_staff, photo):
    tasks.forget_renditions.using(run_after=timezone.now() + tasks.KEPT).enqueue(photo.pk, "ab" * 10, {})
    work()
    assert DBTaskResult.objects.filter(status="READY").get().task_name == "forget_renditions"


@pytest.fixture
def site(tmp_path):
    """(environment, a way to ask its database)"""
    environment = make_site(tmp_path / "data", 6000, 4000)

    def ask(sql):
        asked = sqlite3.connect(tmp_path / "data" / "newsroom.sqlite3", timeout=20, isolation_level=None)
        try:
            return asked.execute(sql).fetchall()
        finally:
            asked.close()

    return environment, ask


@pytest.fixture
def start(site):
    started = []

    def start():
        started.append(
            subprocess.Popen(
                [sys.executable, "manage.py", "worker"],
                cwd=settings.BASE_DIR,
                env=site[0],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()
        process.stdout.close()


TASKS = "django_tasks_database_dbtaskresult"
MAKING = "task_path = 'articles.tasks.make_renditions'"


def test_what_a_killed_worker_was_at_is_done_by_the_next(site, start):
    ask = site[1]
    first = start()
    until(
        lambda: ask(f"select 1 from {TASKS} where {MAKING} and status = 'RUNNING'"),
        "it begins",
    )
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert ask("select renditions_key from articles_photo") == [("",)], "it was in the middle"
    second = start()
    until(
        lambda: ask(f"select 1 from {TASKS} where {MAKING} and status = 'READY'"),
        "the next one takes it up",
    )
    # Its pause of ten seconds is over.
    ask(f"update {TASKS} set run_after = '2020-01-01 00:00:00' where status = 'READY'")
    until(lambda: ask("select 1 from articles_photo where renditions_made like '%avif%'"), "it is made")
    second.send_signal(signal.SIGTERM)
    second.wait(timeout=30)
    said = second.stdout.read()
    assert "is tried again later" in said
    assert "photo 1: renditions made" in said
    assert "Traceback" not in said


MAIL = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
import django
django.setup()
from django.core.mail import send_mail
send_mail("A code", "It is 1234-5678.", None, ["fern@readers.example"])
"""


def test_a_mail_does_not_wait_for_a_photograph(site, start, tmp_path):
    environment, ask = site
    original = next((tmp_path / "data" / "originals").rglob("*.jp*g"))
    original.unlink()
    # Whoever opens it waits for ever.
    os.mkfifo(original)
    process = start()
    until(lambda: ask(f"select 1 from {TASKS} where {MAKING} and status = 'RUNNING'"), "it begins")
    subprocess.run([sys.executable, "-c", MAIL], cwd=settings.BASE_DIR, env=environment, check=True)
    until(lambda: not ask(f"select 1 from {TASKS} where queue_name = 'mail'"), "it is sent")
    process.kill()
    said = process.stdout.read()
    # Printed, for this site has no mail server.
    assert said.count("It is 1234-5678.") == 1 and "To: fern@readers.example" in said


def test_two_workers_on_one_folder_take_turns(site, start, tmp_path):
    ask = site[1]
    with (tmp_path / "data" / "worker").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        waiting = start()
        time.sleep(2)
        assert ask(f"select status from {TASKS} where {MAKING}") == [("READY",)]
    until(
        lambda: ask("select 1 from articles_photo where renditions_key <> ''"), "then it is the other's turn"
    )
    # In the middle of the other formats, and all the same at once.
    waiting.send_signal(signal.SIGINT)
    waiting.wait(timeout=30)
    assert waiting.stdout.read().count("Traceback") == 0
