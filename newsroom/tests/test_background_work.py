"""The desk's page of background work: what waits, runs and failed, why, and having it tried again."""

import datetime
import errno
import html
import os
import re
import smtplib
import time

import pytest
import time_machine
from botocore.exceptions import EndpointConnectionError
from django.core.mail import send_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags
from django_tasks_db.models import DBTaskResult

from articles.models import Photo
from articles.photographs import renditions, tasks
from articles.photographs.sandbox import Busy
from newsroom.background import failures, overview, retries
from newsroom.background.words import called, masked
from newsroom.server import heartbeat, worker
from newsroom.tests.support.statements import watched
from newsroom.tests.support.tasks import put_off, work
from newsroom.tests.support.threads import at_once

NOW = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
LIST = "/admin/django_tasks_database/dbtaskresult/"
CHOICES = ["", "waiting", "running", "again", "failed", "put-off", "done", "mail"]


@pytest.fixture(autouse=True)
def _put_off(settings):
    put_off(settings)


@pytest.fixture
def chief(client, make_staff):
    client.force_login(make_staff("AnnChief", "Chiefs"))
    return client


@pytest.fixture
def photo(db, jpeg):
    photo = Photo.objects.ingest(jpeg(90, 60), caption="The ferry").photo
    photo.make_renditions()
    return photo


@pytest.fixture
def fails_of():
    """fails_of(error): what is made of photographs, and each mail, fails of it from now on."""

    def fails_of(error):
        def fail(*args):
            raise error

        patch.setattr(renditions, "write", fail)
        patch.setattr(EmailBackend, "send_messages", fail)

    with pytest.MonkeyPatch.context() as patch:
        fails_of.undo = patch.undo
        yield fails_of


def task():
    return DBTaskResult.objects.get()


def page_of(row):
    return f"{LIST}{row.pk}/change/"


def shown(client, address=LIST):
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(html.unescape(strip_tags(answer.content.decode())).split())


def give_up():
    """Let the worker try as often as it does."""
    for hours in range(len(retries.RETRY_DELAYS) + 1):
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=2 * hours)):
            work()
    row = DBTaskResult.objects.failed().latest("finished_at")
    # As though all of it had been just now.
    DBTaskResult.objects.filter(pk=row.pk).update(finished_at=timezone.now())
    return DBTaskResult.objects.get(pk=row.pk)


# ---------------------------------------------------------------- How it stands


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


# ---------------------------------------------------------------- In words


def test_a_task_is_called_by_what_it_does_wherever_it_is_named(keeper, photo):
    name = "Make the files of the photograph “The ferry”"
    assert str(task()) == name
    page = keeper.get(page_of(task())).content.decode()
    assert "DBTaskResult" not in strip_tags(page)
    assert re.search(rf"<title>\s*{name} \|", page) and f"<bdi>{name}</bdi>" in page
    assert f'<a href="/admin/articles/photo/{photo.pk}/change/">Photo {photo.pk}</a>' in page
    assert "DBTaskResult" not in shown(keeper, f"{LIST}{task().pk}/history/")


def test_a_caption_stands_in_its_own_direction_and_is_no_html(chief, jpeg):
    Photo.objects.ingest(jpeg(80, 60), caption="<b>العبّارة</b> %(x)s").photo.make_renditions()
    page = chief.get(LIST).content.decode()
    assert "<bdi>&lt;b&gt;العبّارة&lt;/b&gt; %(x)s</bdi>" in page


def test_a_photograph_that_is_gone_leaves_its_task_a_name(chief, photo):
    Photo.objects.all().delete()
    assert called(task()) == "Make the files of photographs"
    assert "Make the files of photographs" in shown(chief, page_of(task()))


@pytest.mark.parametrize(
    ("path", "given", "said"),
    [
        ("articles.tasks.make_missing_renditions", [], "Look for photographs without files"),
        ("articles.tasks.count_the_boats", [], "Count the boats"),
        ("anything", ["x"], "Anything"),
        ("newsroom.mail.send", [], "Send a mail, of which nothing is left"),
        ("articles.photographs.tasks.make_renditions", ["x"], "Make the files of photographs"),
    ],
)
def test_tasks_of_earlier_releases_have_names_too(db, path, given, said):
    assert called(DBTaskResult(task_path=path, args_kwargs={"args": given, "kwargs": {}})) == said


def test_of_an_address_one_letter_is_shown():
    assert masked("Nora Hale <nora.hale@example.org>") == "n…@example.org"
    assert masked("x@example.org") == "x…@example.org"


def test_what_waits_in_a_mail_is_for_nobody_and_its_subject_tells_no_code(client, chief, reader, keeper):
    client.post("/accounts/login/code/", {"email": reader.email})
    send_mail("Hello", "A secret text.", None, ["fern@readers.example", "nora@readers.example"])
    for row in DBTaskResult.objects.all():
        body = row.args_kwargs["args"][0]["body"]
        for browser in (chief, keeper):
            page = shown(browser, page_of(row)) + shown(browser)
            assert "secret" not in page
            assert not [word for word in body.split() if len(re.sub(r"\D", "", word)) > 5 and word in page]
            assert "fern@" not in page and reader.email not in page
    assert "Send the mail “Hello” to f…@readers.example and n…@readers.example" in shown(chief)


def test_no_subject_of_a_mail_can_have_a_code():
    from django.conf import settings

    subjects = sorted((settings.BASE_DIR / "templates/account/email").glob("*_subject.txt"))
    assert len(subjects) > 5
    for file in subjects:
        assert set(re.findall(r"{{\s*([\w.]+)|with ([\w.]+=[\w.]+)", file.read_text())) <= {
            ("paper", ""),
            ("", "paper=paper.name"),
        }, file


# ---------------------------------------------------------------- Why it failed

REASONS = [
    (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), failures.DISK_FULL, failures.DISK_FULL),
    (ConnectionRefusedError(111, "refused"), failures.STORAGE, failures.MAIL_UNREACHABLE),
    (TimeoutError("timed out"), failures.STORAGE, failures.MAIL_UNREACHABLE),
    (FileNotFoundError(2, "No such file"), failures.FILE_MISSING, failures.FILE_MISSING),
    (PermissionError(13, "denied"), failures.FILE_UNREADABLE, failures.FILE_UNREADABLE),
    (OSError(errno.EIO, "Input/output error"), failures.FILE_UNREADABLE, failures.MAIL_UNREACHABLE),
    (OperationalError("database is locked"), failures.DATABASE, failures.DATABASE),
    (OperationalError("database or disk is full"), failures.DISK_FULL, failures.DISK_FULL),
    (EndpointConnectionError(endpoint_url="x"), failures.STORAGE, failures.STORAGE),
    (Busy("waited_long"), failures.BUSY, failures.BUSY),
    (smtplib.SMTPAuthenticationError(535, b"no"), failures.UNKNOWN, failures.MAIL_PASSWORD),
    (smtplib.SMTPDataError(554, b"spam"), failures.UNKNOWN, failures.MAIL_REFUSED),
    (smtplib.SMTPSenderRefused(550, b"no", "x"), failures.UNKNOWN, failures.MAIL_SENDER),
    (smtplib.SMTPRecipientsRefused({}), failures.UNKNOWN, failures.MAIL_ADDRESS),
    (ZeroDivisionError("1"), failures.UNKNOWN, failures.UNKNOWN),
]


@pytest.mark.parametrize(("error", "of_photo", "of_mail"), REASONS, ids=lambda each: type(each).__name__)
def test_a_known_kind_of_failure_says_what_to_do(photo, fails_of, chief, error, of_photo, of_mail):
    send_mail("Hello", "Text", None, ["fern@readers.example"])
    fails_of(error)
    work()
    assert {row.queue_name: str(failures.why(row)) for row in DBTaskResult.objects.all()} == {
        "default": str(of_photo),
        "mail": str(of_mail),
    }
    assert str(of_photo) in shown(chief) and str(of_mail) in shown(chief)


def test_code_of_another_release_is_said_to_be_that(chief, photo):
    DBTaskResult.objects.update(task_path="articles.nothing.make_boats")
    work()
    assert str(failures.OLDER) in shown(chief)


def test_the_error_itself_is_for_superusers_alone(client, keeper, photo, fails_of, make_staff):
    fails_of(ZeroDivisionError("the pier"))
    work()
    page = keeper.get(page_of(task())).content.decode()
    folded = re.search(r"<details[^>]*>(.*?)</details>", page, re.DOTALL)[1]
    assert "builtins.ZeroDivisionError" in folded and "the pier" in folded
    client.force_login(make_staff("AnnChief", "Chiefs"))
    page = shown(client, page_of(task())) + shown(client)
    assert "ZeroDivision" not in page and "the pier" not in page and str(failures.UNKNOWN) in page


def test_what_a_mail_server_answered_is_kept_without_address_and_code(db, fails_of):
    send_mail("Hello", "Text", None, ["fern@readers.example"])
    fails_of(smtplib.SMTPRecipientsRefused({"fern@readers.example": (550, b"not here: 1234-5678 87654321")}))
    work()
    assert "550" in task().traceback
    for private in ("fern", "1234", "8765"):
        assert private not in task().traceback.rpartition("SMTPRecipientsRefused")[2]
    assert "fern@" not in task().traceback


# ---------------------------------------------------------------- Try again, stop


def act(client, row, verb):
    return " ".join(strip_tags(client.post(f"{LIST}{row.pk}/{verb}/", follow=True).content.decode()).split())


def test_what_was_given_up_is_tried_again_with_all_its_attempts(chief, photo, fails_of, caplog):
    fails_of(OSError("broken"))
    row = give_up()
    assert "Try again" in shown(chief, page_of(row))
    assert "It is tried again at once: Make the files of the photograph “The ferry”." in act(
        chief, row, "try-again"
    )
    row.refresh_from_db()
    assert (row.status, row.worker_ids, row.finished_at) == ("READY", [], None)
    assert row in DBTaskResult.objects.ready()
    assert f"task make_renditions [{photo.pk}] is tried again, by" in caplog.text
    fails_of.undo()
    work()
    photo.refresh_from_db()
    assert photo.has_all_renditions


def test_what_waits_for_its_next_attempt_is_tried_at_once(chief, photo, fails_of):
    fails_of(OSError("broken"))
    work()
    assert not DBTaskResult.objects.ready().exists()
    act(chief, task(), "try-again")
    assert DBTaskResult.objects.ready().exists()


def test_a_double_click_tries_it_once(chief, photo, fails_of, caplog):
    fails_of(OSError("broken"))
    row = give_up()
    act(chief, row, "try-again")
    assert "It waits already. The worker takes it up by itself." in act(chief, row, "try-again")
    assert caplog.text.count("is tried again, by") == 1


def test_of_two_at_the_same_moment_one_tries_it(transactional_db, make_reader):
    row = DBTaskResult.objects.create(
        task_path=tasks.make_renditions.module_path,
        args_kwargs={"args": [1], "kwargs": {}},
        backend_name="default",
        run_after=retries.get_date_max(),
        status="FAILED",
        finished_at=timezone.now(),
        worker_ids=["one"] * 5,
    )
    by = make_reader("RedFern")
    answers = at_once([lambda: retries.try_again(row, by)] * 4)
    assert sorted(type(each).__name__ for each in answers) == ["NoneType", "Refused", "Refused", "Refused"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("RUNNING", "It is being tried just now."),
        ("SUCCESSFUL", "It is done. There is nothing to try again."),
        ("READY", "It waits already. The worker takes it up by itself."),
    ],
)
def test_what_runs_waits_or_is_done_is_refused_in_words(chief, photo, status, said):
    DBTaskResult.objects.update(status=status, started_at=NOW, worker_ids=["one"])
    before = DBTaskResult.objects.values().get()
    assert "Try again" not in shown(chief, page_of(task()))
    assert said in act(chief, task(), "try-again")
    assert "There is nothing to stop." in act(chief, task(), "stop")
    assert DBTaskResult.objects.values().get() == before


def test_a_mail_that_was_given_up_can_not_be_sent_for_its_text_is_gone(chief, fails_of):
    send_mail("Hello", "Text", None, ["fern@readers.example"])
    fails_of(ConnectionRefusedError("refused"))
    row = give_up()
    assert "Try again" not in shown(chief, page_of(row))
    assert "What the mail said is deleted." in act(chief, row, "try-again")
    assert DBTaskResult.objects.get().status == "FAILED"


def test_a_mail_that_is_not_tried_any_more_loses_its_text(chief, fails_of):
    send_mail("Hello", "A secret text.", None, ["fern@readers.example"])
    fails_of(ConnectionRefusedError("refused"))
    work()
    assert "Stop trying" in shown(chief, page_of(task()))
    assert "It is not tried again by itself" in act(chief, task(), "stop")
    assert task().status == "FAILED"
    assert "secret" not in str(DBTaskResult.objects.values().get())
    assert "There is nothing to stop." in act(chief, task(), "stop")


def test_nobody_stops_what_takes_something_down(chief, photo):
    DBTaskResult.objects.update(
        task_path=tasks.delete_files.module_path, worker_ids=["one"], run_after=timezone.now() + 60 * SECOND
    )
    assert "Stop trying" not in shown(chief, page_of(task()))
    assert "It deletes what may not stay, so nobody stops it." in act(chief, task(), "stop")
    assert task().status == "READY"


def test_all_of_one_kind_are_tried_again_and_no_mail_nor_other_kind(chief, jpeg, fails_of, caplog):
    for number in range(3):
        tasks.make_renditions.enqueue(Photo.objects.ingest(jpeg(80 + number, 60)).photo.pk)
    send_mail("Hello", "Text", None, ["fern@readers.example"])
    tasks.take_missing_fingerprints.enqueue(0)
    DBTaskResult.objects.update(status="FAILED", finished_at=NOW, worker_ids=["one"])
    page = chief.get(LIST).content.decode()
    offered = re.findall(r'name="task_path" value="([\w.]+)"', page)
    assert set(offered) == {tasks.make_renditions.module_path, tasks.take_missing_fingerprints.module_path}
    assert "Make the files of photographs (3)" in page
    kind = {"task_path": tasks.make_renditions.module_path}
    answer = chief.post(f"{LIST}try-all-again/", kind, follow=True).content.decode()
    assert "3 tasks are tried again at once." in answer
    assert {row.task_path for row in DBTaskResult.objects.filter(status="READY")} == set(kind.values())
    again = chief.post(f"{LIST}try-all-again/", kind, follow=True).content.decode()
    assert "None of them is given up any more." in again
    mails = {"task_path": "newsroom.backends.mail.send"}
    assert "None of them" in chief.post(f"{LIST}try-all-again/", mails, follow=True).content.decode()
    assert caplog.text.count("are tried again, by") == 1


def test_what_is_gone_meanwhile_is_said_to_be(chief, photo):
    gone = task()
    DBTaskResult.objects.all().delete()
    assert "That task is not here any more" in act(chief, gone, "try-again")


def test_looking_changes_nothing_and_the_verbs_take_no_get(chief, photo):
    before = DBTaskResult.objects.values().get()
    for choice in CHOICES:
        shown(chief, f"{LIST}?state={choice}")
    for verb in (f"{task().pk}/try-again/", f"{task().pk}/stop/", "try-all-again/"):
        assert chief.get(LIST + verb).status_code == 405
    assert DBTaskResult.objects.values().get() == before


@pytest.mark.parametrize("role", ["editor", "moderator", "reader", "anonymous"])
def test_others_neither_see_nor_try_anything(as_role, photo, role):
    DBTaskResult.objects.update(status="FAILED", finished_at=NOW)
    client = as_role(role)
    assert client.get(LIST).status_code in (302, 403)
    for verb in (f"{task().pk}/try-again/", f"{task().pk}/stop/", "try-all-again/"):
        answer = client.post(LIST + verb, {"task_path": task().task_path})
        assert answer.status_code in (302, 403)
    assert task().status == "FAILED"


def test_who_may_look_alone_is_offered_no_button(client, make_reader, photo):
    from django.contrib.auth.models import Permission

    DBTaskResult.objects.update(status="FAILED", finished_at=NOW)
    looking = make_reader("AnnLooks", is_staff=True)
    looking.user_permissions.add(Permission.objects.get(codename="view_dbtaskresult"))
    client.force_login(looking)
    assert "Given up at" in shown(client)
    assert "Try" not in shown(client, page_of(task())) + shown(client).replace("Tried", "")
    assert client.post(f"{LIST}{task().pk}/try-again/").status_code == 403


# ---------------------------------------------------------------- What it costs


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
