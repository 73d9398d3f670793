"""What failed is tried again, or not any more, when somebody presses a button."""

import re

import pytest
from django.core.mail import send_mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Photo
from articles.photographs import tasks
from newsroom.background import retries
from newsroom.tests.background.looking import CHOICES, LIST, NOW, SECOND, act, give_up, page_of, shown, task
from newsroom.tests.support.tasks import work
from newsroom.tests.support.threads import at_once


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
