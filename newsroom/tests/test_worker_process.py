"""The worker as the operator starts it: it is killed, another takes up what it was at, and mail does not wait."""

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from django.conf import settings

from newsroom.tests.support.sites import make_site, until


@pytest.fixture
def site(starts_programs, tmp_path):
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
MAKING = "task_path = 'articles.photographs.tasks.make_renditions'"


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
    # What it says of that comes behind, and the task's end behind both.
    until(lambda: not ask(f"select 1 from {TASKS} where {MAKING} and status != 'SUCCESSFUL'"), "it ends")
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
