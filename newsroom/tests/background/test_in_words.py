"""What a task does and why it failed are said in words, and of a mail no more than may be said."""

import errno
import os
import re
import smtplib

import pytest
from botocore.exceptions import EndpointConnectionError
from django.core.mail import send_mail
from django.db import OperationalError
from django.utils.html import strip_tags
from django_tasks_db.models import DBTaskResult

from articles.models import Photo
from articles.photographs.sandbox import Busy
from newsroom.background import failures
from newsroom.background.words import called, masked
from newsroom.tests.background.looking import LIST, page_of, shown, task
from newsroom.tests.support.tasks import work


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
