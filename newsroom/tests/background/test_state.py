"""The page says in a sentence each how the background work stands."""

import datetime
import time

import pytest
import time_machine
from django.core.mail import send_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.photographs import tasks
from newsroom.background import failures, overview, retries
from newsroom.server import heartbeat, worker
from newsroom.tests.background.looking import CHOICES, LIST, NOW, SECOND, give_up, shown, task
from newsroom.tests.support.statements import watched
from newsroom.tests.support.tasks import work


def test_whether_a_worker_is_at_work_is_said_by_its_signs_of_life(chief):
    assert "No worker has given a sign of life yet" in shown(chief)
    heartbeat.beat("one")
    assert "A worker is at work" in shown(chief)
    with time_machine.travel(timezone.now() + heartbeat.SILENT_AFTER + SECOND):
        assert "No worker is at work: the last sign of life came at" in shown(chief)


def test_a_worker_gives_signs_of_life_until_it_ends(transactional_db, monkeypatch):
    monkeypatch.setattr(heartbeat, "BETWEEN", datetime.timedelta(milliseconds=20))
    before = timezone.now()
    with heartbeat.beating("one"):
        for _ in range(500):
            first = heartbeat.last_beat("one")
            if first:
                break
            time.sleep(0.02)
        for _ in range(500):
            if heartbeat.last_beat("one") > first:
                break
            time.sleep(0.02)
        assert heartbeat.last_beat() >= heartbeat.last_beat("one") > first >= before
    assert heartbeat.last_beat("another") is None


def test_it_says_what_waits_and_since_when_the_oldest_does(chief, jpeg):
    assert "Nothing waits." in shown(chief)
    for number, at in enumerate((NOW, NOW + 600 * SECOND)):
        with time_machine.travel(at, tick=False):
            tasks.make_renditions.enqueue(number)
    with time_machine.travel(NOW + 700 * SECOND, tick=False):
        # What has its time later waits for nobody.
        tasks.forget_renditions.using(run_after=timezone.now() + SECOND).enqueue(1, "", {})
        assert overview.oldest_wait(timezone.now()) == NOW
        assert "2 tasks wait, the oldest since Nov 23, 2026 7:00 AM EST." in shown(chief)
        assert "Put off until Nov 23, 2026 7:11 AM EST" in shown(chief)


def test_what_has_come_to_its_time_waits_since_then(db):
    with time_machine.travel(NOW, tick=False):
        tasks.forget_renditions.using(run_after=NOW + 60 * SECOND).enqueue(1, "", {})
    assert overview.oldest_wait(NOW + 60 * SECOND) == NOW + 60 * SECOND
    assert overview.oldest_wait(NOW + 59 * SECOND) is None


def test_it_says_what_runs_and_for_how_long(chief, photo):
    with time_machine.travel(NOW, tick=False):
        task().claim("one")
    for seconds, words in ((1, "1 second"), (119, "119 seconds"), (120, "2 minutes")):
        with time_machine.travel(NOW + seconds * SECOND, tick=False):
            heartbeat.beat("one")
            assert f"Runs for {words}: Make the files of the photograph “The ferry”." in shown(chief)


def test_what_a_killed_worker_was_at_is_interrupted_and_the_page_says_when_it_is_taken_up(chief, photo):
    with time_machine.travel(NOW, tick=False):
        heartbeat.beat("one")
        task().claim("one")
        assert "Runs since" in shown(chief)
    with time_machine.travel(NOW + 600 * SECOND, tick=False):
        heartbeat.beat("another")
        page = shown(chief)
        assert "Interrupted, for its worker is gone: Make the files of the photograph “The ferry”" in page
        assert "its last sign of life at Nov 23, 2026 7:00 AM EST" in page
        assert "by another until Nov 23, 2026 8:10 AM EST" in page
        # It keeps the promise.
    worker.clean_up(NOW + worker.ABANDONED_AFTER + worker.CLEANUP_INTERVAL)
    assert task().status == "READY"


def test_of_a_worker_that_died_no_earlier_failure_is_the_reason(chief, photo, fails_of):
    fails_of(FileNotFoundError("gone"))
    work()
    DBTaskResult.objects.update(run_after=timezone.now())
    task().claim("one")
    worker.recover(DBTaskResult.objects.running(), "one")
    assert task().exception_class_path == ""
    assert failures.why(task()) == failures.DIED


def test_what_failed_lately_and_is_tried_again_is_counted(chief, photo, fails_of):
    fails_of(OSError("broken"))
    work()
    assert "One task failed and is tried again by itself." in shown(chief)
    assert "Nothing was given up in the last 24 hours." in shown(chief)
    give_up()
    assert "One task was given up in the last 24 hours." in shown(chief)
    assert "Nothing waits for another attempt." in shown(chief)
    DBTaskResult.objects.update(finished_at=timezone.now() - overview.LATELY)
    assert "Nothing was given up in the last 24 hours." in shown(chief)


def test_each_choice_of_the_list_has_what_it_says(chief, photo, fails_of):
    def chosen(choice):
        rows = chief.get(LIST, {"state": choice} if choice else {}).context["cl"].result_list
        return [row.task_path.rpartition(".")[2] for row in rows]

    assert chosen("waiting") == ["make_renditions"]
    fails_of(OSError("broken"))
    work()
    assert chosen("again") == ["make_renditions"]
    assert chosen("waiting") == chosen("failed") == chosen("put-off") == []
    give_up()
    assert chosen("failed") == ["make_renditions"] and chosen("again") == []
    tasks.forget_renditions.using(run_after=timezone.now() + tasks.KEPT).enqueue(1, "", {})
    assert chosen("put-off") == ["forget_renditions"] and chosen("again") == []
    tasks.take_missing_fingerprints.enqueue(0)
    DBTaskResult.objects.ready().first().claim("one")
    assert chosen("running") == ["take_missing_fingerprints"]
    DBTaskResult.objects.running().update(status="SUCCESSFUL", finished_at=timezone.now())
    assert chosen("done") == ["take_missing_fingerprints"]
    send_mail("Hello", "Text", None, ["fern@readers.example"])
    assert chosen("mail") == ["send"]
    assert len(chosen("")) == 4


def fill(count, status):
    now = timezone.now()
    DBTaskResult.objects.bulk_create(
        DBTaskResult(
            task_path=tasks.make_renditions.module_path,
            args_kwargs={"args": [number], "kwargs": {}},
            backend_name="default",
            run_after=retries.get_date_max(),
            status=status,
            finished_at=None if status == "READY" else now - number * SECOND,
            worker_ids=["one"],
        )
        for number in range(count)
    )


@pytest.mark.parametrize("choice", CHOICES)
def test_a_list_asks_the_same_however_much_there_is(chief, choice):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            chief.get(LIST, {"state": choice} if choice else {})
        return len(captured)

    for status in ("READY", "FAILED", "SUCCESSFUL"):
        fill(2, status)
    few = asked()
    for status in ("READY", "FAILED", "SUCCESSFUL"):
        fill(80, status)
    assert asked() == few <= 20


@pytest.mark.sqlite("plans as it writes them")
@pytest.mark.parametrize("choice", CHOICES)
def test_no_ended_task_is_looked_at_to_count_what_has_not(chief, choice):
    # One page holds a shorter list, which is asked for without an end.
    fill(60, "FAILED")
    with watched() as statements:
        chief.get(LIST, {"state": choice} if choice else {})
    about = [each for each in statements if "django_tasks_database_dbtaskresult" in each.sql]
    assert len(about) > 5
    for each in about:
        assert not each.scans, each.sql
        # The few that run or wait may be put in order; of all others an index has one.
        assert not each.sorts or "READY" in each.params or "RUNNING" in each.params, (each.sql, each.plan)


@pytest.mark.parametrize("index", ["tasks_by_age", "tasks_by_queue", "tasks_by_time", "tasks_by_end"])
def test_the_indexes_outlive_migrations_of_the_library(db, index):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, DBTaskResult._meta.db_table)
    assert index in found, "a migration of the library has made its table anew: make the indexes again"
