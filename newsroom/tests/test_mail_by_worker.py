"""Mail leaves by the worker: at once, once, tried again while it is of use, and its text stays nowhere."""

import datetime
import html
import threading

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Photo
from newsroom.backends.mail import QUEUE
from newsroom.server import worker
from newsroom.tests.support.tasks import put_off, work

NOW = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
MINUTE = 60 * SECOND


@pytest.fixture(autouse=True)
def _put_off(settings):
    put_off(settings)


@pytest.fixture
def no_server(monkeypatch):
    def refused(self, messages):
        attempts.append(timezone.now() - NOW)
        raise ConnectionRefusedError("Nobody listens there.")

    attempts = []
    monkeypatch.setattr(EmailBackend, "send_messages", refused)
    return attempts


def ask_for_a_code(client, reader):
    client.post("/accounts/login/code/", {"email": reader.email})


def everything_kept():
    """All that the database says of tasks, in one string."""
    return str(list(DBTaskResult.objects.values()))


def pass_time(hours=3):
    """What the worker does in that time, half a minute at a time after the first seconds."""
    for seconds in (0, 10, *range(30, hours * 3600, 30)):
        with time_machine.travel(NOW + seconds * SECOND, tick=False):
            if DBTaskResult.objects.ready().exists():
                work()


def test_a_request_writes_it_down_and_the_worker_sends_it(client, reader):
    ask_for_a_code(client, reader)
    assert not mail.outbox
    work()
    (sent,) = mail.outbox
    assert sent.to == [reader.email] and " code " in sent.subject
    assert sent.from_email == "The Meridian <news@127.0.0.1>"
    assert sent.extra_headers["Message-ID"].endswith("@127.0.0.1>")


def test_what_was_rolled_back_is_not_sent(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send_mail("Hello", "Text", None, ["fern@readers.example"])
        1 / 0  # noqa: B018
    work()
    assert not mail.outbox


def test_of_what_was_sent_nothing_is_kept(client, reader):
    ask_for_a_code(client, reader)
    assert "code" in everything_kept()
    work()
    assert not DBTaskResult.objects.exists()


def test_a_code_goes_before_photographs_that_waited_longer(client, reader, jpeg):
    Photo.objects.ingest(jpeg()).photo.make_renditions()
    ask_for_a_code(client, reader)
    assert DBTaskResult.objects.ready().first().queue_name == QUEUE


def test_a_code_is_tried_again_as_long_as_it_works(client, reader, no_server, caplog):
    with time_machine.travel(NOW, tick=False):
        ask_for_a_code(client, reader)
    pass_time()
    # The next would come an hour later, and a code works for a quarter of one.
    assert [delay // SECOND for delay in no_server] == [0, 10, 90, 690]
    assert "a mail given up after 4 attempts: builtins.ConnectionRefusedError" in caplog.text


def test_what_stays_true_is_tried_an_hour_later_too(db, no_server):
    with time_machine.travel(NOW, tick=False):
        send_mail("Your password was changed", "If it was not you …", None, ["fern@readers.example"])
    pass_time()
    assert [delay // MINUTE for delay in no_server] == [0, 0, 1, 11, 71]
    assert DBTaskResult.objects.get().status == "FAILED"


def test_what_was_given_up_loses_its_text_and_no_log_has_it(client, reader, no_server, caplog):
    with time_machine.travel(NOW, tick=False):
        ask_for_a_code(client, reader)
    (written,) = DBTaskResult.objects.get().args_kwargs["args"]
    pass_time()
    assert DBTaskResult.objects.get().status == "FAILED"
    for told in (written["body"].split()[6], reader.email, written["subject"]):
        assert told in str(written)
        assert told not in everything_kept() + caplog.text


def test_a_code_that_came_too_late_to_a_worker_is_not_sent(client, reader):
    with time_machine.travel(NOW, tick=False):
        ask_for_a_code(client, reader)
    with time_machine.travel(NOW + 15 * MINUTE, tick=False):
        work()
    assert not mail.outbox and not DBTaskResult.objects.exists()


def test_and_one_in_time_is(client, reader):
    with time_machine.travel(NOW, tick=False):
        ask_for_a_code(client, reader)
    with time_machine.travel(NOW + 15 * MINUTE - SECOND, tick=False):
        work()
    assert len(mail.outbox) == 1


def test_sent_twice_where_a_worker_died_it_is_the_same_mail(client, reader, monkeypatch):
    ask_for_a_code(client, reader)
    before = list(DBTaskResult.objects.all())
    work()
    DBTaskResult.objects.bulk_create(before)
    with time_machine.travel(timezone.now() + MINUTE):
        work()
    send_mail("Another", "Text", None, [reader.email])
    work()
    first, again, other = mail.outbox
    assert first.message().as_bytes() == again.message().as_bytes()
    assert first.message()["Message-ID"] != other.message()["Message-ID"]


def test_a_worker_that_died_when_it_had_sent_it_leaves_it_for_ten_minutes(client, reader, monkeypatch):
    ask_for_a_code(client, reader)
    with monkeypatch.context() as patch:
        patch.setattr(DBTaskResult, "delete", lambda row: None)
        work()
    sent = DBTaskResult.objects.get().finished_at
    worker.clean_up(sent + worker.CLEANUP_INTERVAL)
    assert DBTaskResult.objects.exists()
    worker.clean_up(sent + worker.CLEANUP_INTERVAL + SECOND)
    assert not DBTaskResult.objects.exists()


def test_whoever_keeps_the_site_does_not_read_it(client, admin_client, reader):
    ask_for_a_code(client, reader)
    row = DBTaskResult.objects.get()
    listed = admin_client.get(reverse("admin:django_tasks_database_dbtaskresult_changelist"))
    page = admin_client.get(reverse("admin:django_tasks_database_dbtaskresult_change", args=[row.pk]))
    assert listed.status_code == page.status_code == 200
    (written,) = row.args_kwargs["args"]
    shown = listed.content.decode() + page.content.decode()
    for told in (written["body"].split()[6], written["body"].split("\n")[0], reader.email):
        assert told not in shown
    # As much as a Chief needs who is told “the mail does not come”.
    assert f"Send the mail “{written['subject']}” to r…@readers.example" in html.unescape(shown)


def test_of_other_tasks_the_admin_says_what_they_are_about(admin_client, jpeg):
    photo = Photo.objects.ingest(jpeg()).photo
    photo.make_renditions()
    row = DBTaskResult.objects.get()
    page = admin_client.get(reverse("admin:django_tasks_database_dbtaskresult_change", args=[row.pk]))
    assert f"[{photo.pk}]" in page.content.decode()


def test_editors_see_no_tasks(client, editor):
    client.force_login(editor)
    listed = client.get(reverse("admin:django_tasks_database_dbtaskresult_changelist"))
    assert listed.status_code == 403


def test_a_picture_or_a_second_text_is_not_dropped_in_silence(db):
    letter = EmailMultiAlternatives("Hello", "Text", None, ["fern@readers.example"])
    letter.attach_alternative("<p>Text</p>", "text/html")
    with pytest.raises(ValueError, match="plain text"):
        letter.send()


class Enough(Exception):
    """Ends what goes on for ever."""


def test_a_worker_has_a_thread_for_mails_alone(db, monkeypatch):
    def start(self):
        others.append((worker.Worker.work, self))

    others = []
    monkeypatch.setattr(threading.Thread, "start", start)
    monkeypatch.setattr(
        worker.Worker, "work", lambda each: queues.append((each.queue_names, each.excluded_queue_names))
    )
    queues = []
    worker.work("one")
    ((_, thread),) = others
    thread._target(*thread._args)
    assert queues == [(("*",), [QUEUE]), ([QUEUE], ())]


def test_each_looks_for_its_own_alone(client, reader):
    ask_for_a_code(client, reader)
    assert worker.Worker("one", queues=[QUEUE]).waiting().exists()
    assert not worker.Worker("one", but=[QUEUE]).waiting().exists()


def test_a_thread_that_fails_ends_the_worker(db, monkeypatch):
    ended = []
    monkeypatch.setattr(worker.os, "_exit", ended.append)
    broken = worker.Worker("one")
    monkeypatch.setattr(broken, "waiting", lambda: 1 / 0)
    worker.work_or_end(broken)
    assert ended == [1]
