"""While the database can't be reached: each page is served as stale for ten minutes, and nothing typed is lost."""

import datetime
import io
import logging
import time

import brotli
import pytest
import time_machine
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from articles.subjects import STORY
from comments.models import Comment
from comments.tests import FROM_HERE
from newsroom.page_cache import dependencies
from newsroom.tests.test_page_cache import Process, _one_connection, text  # noqa: F401


@pytest.fixture
def database(db):
    """database.goes() and database.comes_back(); `asked` counts who asked it while it was gone."""

    class Database:
        patch, asked = pytest.MonkeyPatch(), 0

        def goes(self):
            self.patch.setattr(connection, "ensure_connection", refuse)
            self.patch.setattr(connection, "close", lambda: None)

        def comes_back(self):
            self.patch.undo()
            dependencies._retry_at = 0

    def refuse():
        database.asked += 1
        raise OperationalError("connection refused")

    database = Database()
    yield database
    database.comes_back()


@pytest.fixture
def process(db):
    return Process()


def is_stale(answer):
    _, headers, body = answer
    return "database gone" in headers.get("Cache-Status", "") and "as it was on" in body.decode()


def test_what_was_asked_for_before_goes_on_and_says_so(process, article, post, database, stopwatch):
    post("A comment.")
    pages = [article.get_absolute_url(), "/", "/section/world/", "/comment-policy/"]
    before = {page: process.get(page) for page in pages}
    now = timezone.now()
    database.goes()
    stopwatch.shift(9 * 60)
    with time_machine.travel(now + datetime.timedelta(minutes=9), tick=False):
        for page in pages:
            answer = process.get(page, accept_encoding="")
            assert answer[0].startswith("200") and is_stale(answer), page
            assert text(before[page]).split("</main>")[0][-500:] in text(answer)
            assert answer[1]["Cache-Control"] == "public, max-age=0, must-revalidate"
            assert answer[1]["ETag"] != before[page][1]["ETag"]
    stopwatch.shift(61)
    for page in pages:
        # Whatever the time is said to be.
        assert process.get(page)[0].startswith("503"), page


def test_it_is_as_old_as_it_says(process, article, database, stopwatch):
    """Counted from when it was last known to be right, not from when it was made."""
    process.get(article.get_absolute_url())
    now = timezone.now() + datetime.timedelta(minutes=30)
    with time_machine.travel(now, tick=False):
        process.get(article.get_absolute_url())
    assert process.django.asked == 1
    stopwatch.shift(3 * 60)
    database.goes()
    _, headers, body = process.get(article.get_absolute_url())
    assert "ttl=-180;" in headers["Cache-Status"]
    seen_at = now.astimezone(timezone.get_default_timezone())
    assert f'datetime="{seen_at.isoformat(timespec="seconds")}"' in body.decode()


def test_a_stale_page_is_made_once_for_all_who_come(process, article, database, monkeypatch):
    """Nothing is compressed for each reader, least of all while the paper is in trouble."""
    process.get(article.get_absolute_url(), accept_encoding="br")
    compressed = []
    real = brotli.compress
    monkeypatch.setattr(brotli, "compress", lambda body, **how: compressed.append(1) or real(body, **how))
    database.goes()
    answers = [process.get(article.get_absolute_url(), accept_encoding="br") for _ in range(3)]
    assert len(compressed) == 1
    assert all("database gone" in headers["Cache-Status"] for _, headers, _ in answers)
    database.comes_back()
    assert "Cache-Status" not in process.get(article.get_absolute_url())[1]


def test_a_link_to_a_comment_still_leads_to_it(process, post, database):
    comment = post("A comment.")
    process.get(comment.get_absolute_url())
    database.goes()
    status, headers, _ = process.get(comment.get_absolute_url())
    assert status.startswith("302") and headers["Location"] == comment.address
    assert "database gone" in headers["Cache-Status"]


def test_once_it_is_back_nothing_old_is_shown(process, article, database, post):
    address = article.get_absolute_url()
    process.get(address)
    database.goes()
    assert is_stale(process.get(address))
    database.comes_back()
    post("Written as soon as that was possible.")
    answer = process.get(address)
    assert "Written as soon" in text(answer) and not is_stale(answer)


def test_the_database_is_asked_again_after_a_second_and_not_by_each_reader(
    process, article, database, monkeypatch
):
    asked = []
    process.get(article.get_absolute_url())
    database.goes()
    real = STORY.read
    monkeypatch.setattr(STORY, "read", lambda story: asked.append(story) or real(story))
    for _ in range(20):
        assert is_stale(process.get(article.get_absolute_url()))
    # Once as it was, once anew: the connection could have been from before a restart.
    assert len(asked) == 2
    dependencies._retry_at = time.monotonic()
    process.get(article.get_absolute_url())
    assert len(asked) == 4


def test_a_connection_from_before_a_restart_is_made_anew(process, article, post, monkeypatch):
    """The first statement fails; the reader sees nothing of it."""
    process.get(article.get_absolute_url())
    post("Since then.")
    real, failures = STORY.read, [OperationalError("server closed the connection")]

    def read(story):
        if failures:
            raise failures.pop()
        return real(story)

    monkeypatch.setattr(STORY, "read", read)
    monkeypatch.setattr(connection, "close", lambda: None)
    answer = process.get(article.get_absolute_url())
    assert "Since then." in text(answer) and not is_stale(answer)


def test_nobody_waits_for_it_at_a_page_that_is_not_here(article, post, database):
    """One that does not even refuse would hold up every thread of the process."""
    addresses = [post("A comment.").get_absolute_url(), article.get_absolute_url(), "/", "/comment-policy/"]
    database.goes()
    for address in addresses * 3:
        with pytest.raises(dependencies.DatabaseGone):
            dependencies.versions_for(address)
    # Once as it was, once anew.
    assert database.asked == 2


def test_a_page_that_is_not_here_is_made_over_a_connection_from_before_a_restart(
    process, article, monkeypatch
):
    ended, cursor, read = [True], connection.cursor, STORY.read

    def refuse_if_ended():
        if ended:
            raise OperationalError("server closed the connection")

    monkeypatch.setattr(connection, "cursor", lambda: refuse_if_ended() or cursor())
    monkeypatch.setattr(STORY, "read", lambda story: refuse_if_ended() or read(story))
    monkeypatch.setattr(connection, "close", ended.clear)
    for _ in range(2):
        assert process.get(article.get_absolute_url())[0].startswith("200")
    assert process.django.asked == 1


def test_who_is_signed_in_reads_the_stale_page_too(process, article, reader, client, database):
    client.force_login(reader)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    process.get(article.get_absolute_url())
    database.goes()
    assert is_stale(process.get(article.get_absolute_url(), cookie=cookie))


def test_another_process_of_the_same_paper_has_the_stale_page(
    process, article, database, settings, stopwatch
):
    """It was asked there last and is asked here first."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "gone"}
    settings.CACHES = settings.CACHES | {"pages": memory}
    caches["pages"].clear()
    address, now = article.get_absolute_url(), timezone.now()
    process.get(address)
    stopwatch.shift(9 * 60)
    with time_machine.travel(now + datetime.timedelta(minutes=9), tick=False):
        process.get(address)
    assert process.django.asked == 1
    database.goes()
    with time_machine.travel(now + datetime.timedelta(minutes=18), tick=False):
        answer = Process().get(address)
        assert is_stale(answer) and "ttl=-540;" in answer[1]["Cache-Status"]
    with time_machine.travel(now + datetime.timedelta(minutes=19, seconds=1), tick=False):
        assert Process().get(address)[0].startswith("503")


def test_a_page_nobody_asked_for_says_when_to_come_back(process, article, database):
    database.goes()
    status, headers, body = process.get(article.get_absolute_url())
    assert status.startswith("503") and headers["Retry-After"] == "10"
    assert "database can’t be reached" in body.decode()
    assert "public" not in headers.get("Cache-Control", "")


def test_the_log_has_a_line_for_it_and_no_traceback(article, database, monkeypatch):
    log = io.StringIO()
    monkeypatch.setattr(logging.getLogger("django").handlers[0], "stream", log)
    database.goes()
    client = Client(raise_request_exception=False)
    assert client.get(article.get_absolute_url()).status_code == 503
    said = log.getvalue()
    assert said.count("\n") == 1 and "Service Unavailable" in said


@pytest.fixture
def writing(reader):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(reader)
    return client


def send(client, article, **fields):
    address = f"{article.get_absolute_url()}comment/"
    token = client.get(address).content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    return address, fields | {"csrfmiddlewaretoken": token}


def test_who_writes_gets_the_text_back_and_can_send_it_again(writing, article, database):
    address, fields = send(writing, article, text="An hour of <thought>.", writer="RedFern")
    database.goes()
    response = writing.post(address, fields, **FROM_HERE)
    assert response.status_code == 503 and response["Retry-After"] == "10"
    page = response.content.decode()
    assert "An hour of &lt;thought&gt;.</textarea>" in page and 'class="form-errors"' in page
    assert "public" not in response["Cache-Control"]
    database.comes_back()
    fields["csrfmiddlewaretoken"] = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert writing.post(address, fields).status_code == 302
    assert Comment.objects.get().text == "An hour of <thought>."


def test_a_form_that_nobody_showed_to_be_theirs_gets_no_token(article, post, reader, database):
    """A report's page asks for the comment before it asks whose form this is."""
    comment = post("A comment.")
    client = Client(raise_request_exception=False)
    client.force_login(reader)
    database.goes()
    where, fields = f"{comment.get_absolute_url()}report/", {"reason": "spam", "words": "Buy this!"}
    response = client.post(where, fields, **FROM_HERE)
    assert response.status_code == 503
    assert "Buy this!</textarea>" in response.content.decode()
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_passwords_are_not_given_back(db, database):
    client = Client(raise_request_exception=False)
    database.goes()
    typed = {"login": "RedFern", "password": "a secret indeed"}
    response = client.post("/accounts/login/", typed, **FROM_HERE)
    assert response.status_code == 503
    assert "a secret indeed" not in response.content.decode()


def test_an_editors_hour_is_not_lost_to_a_fault_of_ours(admin_client, article, monkeypatch):
    def fail(*arguments):
        raise RuntimeError

    monkeypatch.setattr("django.contrib.admin.options.ModelAdmin.changeform_view", fail)
    admin_client.raise_request_exception = False
    response = admin_client.post(
        f"/admin/articles/article/{article.pk}/change/",
        {"headline": "New headline", "body": "<p>All of it.</p>", "_save": "Save"},
        **FROM_HERE,
    )
    assert response.status_code == 500
    page = response.content.decode()
    assert "&lt;p&gt;All of it.&lt;/p&gt;</textarea>" in page and 'name="_save" value="Save"' in page
