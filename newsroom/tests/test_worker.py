"""What waits in the background: done one at a time, tried again when it failed, taken up when its worker was killed."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from accounts import erasure
from articles import refiling, remaking
from articles.models import Photo
from articles.photographs import renditions, tasks
from newsroom.backends import mail
from newsroom.background.words import TASKS
from newsroom.server import worker
from newsroom.server.worker import Worker
from newsroom.tests.support.tasks import put_off, work

NOW = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)


class Enough(Exception):
    """Ends what goes on for ever."""


@pytest.fixture(autouse=True)
def _put_off(settings):
    put_off(settings)


@pytest.fixture
def photo(db, jpeg):
    photo = Photo.objects.ingest(jpeg(90, 60)).photo
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
    photo = Photo.objects.ingest(jpeg()).photo
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
    other = Photo.objects.ingest(jpeg(80, 60)).photo
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
    worker.recover(DBTaskResult.objects.running(), "another's")
    row.refresh_from_db()
    assert row.status == "RUNNING"
    worker.recover(DBTaskResult.objects.running(), "mine")
    row.refresh_from_db()
    assert row.status == "READY"
    assert row.run_after > timezone.now()


def test_what_kills_its_worker_each_time_is_given_up(photo):
    for _ in range(4):
        claimed("mine", timezone.now())
        worker.recover(DBTaskResult.objects.running(), "mine")
        DBTaskResult.objects.update(run_after=timezone.now())
    claimed("mine", timezone.now())
    worker.recover(DBTaskResult.objects.running(), "mine")
    assert DBTaskResult.objects.get().status == "FAILED"


def test_what_a_worker_elsewhere_left_is_put_back_after_an_hour(photo):
    row = claimed("another's", NOW)
    worker.clean_up(NOW + 3600 * SECOND)
    row.refresh_from_db()
    assert row.status == "RUNNING"
    worker.clean_up(NOW + 3601 * SECOND)
    row.refresh_from_db()
    assert row.status == "READY"


def test_what_was_done_is_forgotten_after_two_weeks(photo):
    with time_machine.travel(NOW, tick=False):
        work()
    made = DBTaskResult.objects.count()
    worker.clean_up(NOW + datetime.timedelta(days=14))
    assert DBTaskResult.objects.count() == made
    worker.clean_up(NOW + datetime.timedelta(days=14) + SECOND)
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


def test_from_time_to_time_it_tidies_up_and_remakes_the_stored_lists(db, monkeypatch, time_machine):
    """By a clock that stands still while it works, and goes on by a minute while it sleeps."""
    done, watch = {job.__name__: [] for job in worker.JOBS}, [0.0]

    def sleep(seconds):
        watch[0] += 60
        if watch[0] > 1300:
            raise Enough

    monkeypatch.setattr(worker.time, "sleep", sleep)
    monkeypatch.setattr(worker.time, "monotonic", lambda: watch[0])
    monkeypatch.setattr(
        worker,
        "JOBS",
        {
            lambda now, name=job.__name__: done[name].append(watch[0]): interval
            for job, interval in worker.JOBS.items()
        },
    )
    with pytest.raises(Enough):
        Worker("one").work()
    assert done == {"clean_up": [0, 660], "remake_all": [0, 360, 720, 1080]}


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
    assert DBTaskResult.objects.get().task_path == "articles.photographs.tasks.make_missing_renditions"
    work()
    photo.refresh_from_db()
    assert photo.has_all_renditions


def test_deleting_what_was_replaced_waits_for_its_time(make_staff, photo):
    tasks.forget_renditions.using(run_after=timezone.now() + tasks.KEPT).enqueue(photo.pk, "ab" * 10, {})
    work()
    assert DBTaskResult.objects.filter(status="READY").get().task_name == "forget_renditions"


def test_each_task_has_a_name_at_the_desk():
    known = [
        each
        for module in (erasure, tasks, refiling, remaking, mail)
        for each in vars(module).values()
        if isinstance(each, Task)
    ]
    assert {task.name for task in known} == set(TASKS)
