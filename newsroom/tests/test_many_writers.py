"""One small machine: the real server on one SQLite file, with many who write at once and many who read meanwhile."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from urllib.parse import urlencode

import pytest
from django.conf import settings

from newsroom.tests.support.sites import until

WRITERS, COMMENTS_EACH, READERS = 8, 20, 4
PATIENCE = 120

# Stands for a process that dies in the middle: its comment is in the database, the discussion's counts are not yet.
STALLING = """
import os, pathlib, time
from django.db.backends.signals import connection_created
from newsroom.wsgi import application
flag = pathlib.Path(__file__).with_name("stalled")
def stall(execute, sql, *given):
    if sql.startswith('UPDATE "comments_discussion"') and not flag.exists():
        flag.write_text(str(os.getpid()))
        time.sleep(600)
    return execute(sql, *given)
def watch(connection, **given):
    connection.execute_wrappers.append(stall)
connection_created.connect(watch)
"""


def environment(folder):
    outside = {
        name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))
    }
    own = dict.fromkeys(("DATA_DIR", "HOME", "PYTHONPATH"), str(folder))
    return outside | own | {"DEMONSTRATION": "off"}


class Site:
    def __init__(self, folder):
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.environment = environment(folder) | {"PORT": str(self.port), "WORKERS": "2", "THREADS": "8"}
        self.__dict__ |= json.loads((folder / "paper.json").read_text())

    def start(self, application="newsroom.wsgi"):
        self.log = (self.folder / "log").open("w+")
        self.server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "newsroom/server/gunicorn.py", application],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        until(lambda: "Ctrl-C" in self.said, "it serves")

    @property
    def said(self):
        return (self.folder / "log").read_text()

    def ask(self, sql):
        asked = sqlite3.connect(self.folder / "newsroom.sqlite3", timeout=20, isolation_level=None)
        try:
            return asked.execute(sql).fetchall()
        finally:
            asked.close()

    def stop(self):
        if self.server.poll() is None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
        self.log.close()


class Visitor:
    """A browser that keeps its connection and its cookies."""

    def __init__(self, site, session=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
        self.cookies = {"sessionid": session} if session else {}
        self.answers = []

    def ask(self, method, path, body=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        self.answers.append(answer.status)
        return answer, text

    def post(self, form, text):
        """By the form itself; answers the comment's number."""
        _, page = self.ask("GET", form)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        answer, page = self.ask("POST", form, urlencode({"csrfmiddlewaretoken": token, "text": text}))
        assert answer.status == 302, page
        return int(re.search(r"#comment-(\d+)$", answer.headers["Location"])[1])


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    folder = tmp_path_factory.mktemp("paper")
    with (folder / "paper.json").open("w") as said:
        subprocess.run(
            [sys.executable, "-m", "newsroom.tests.support.writers", str(WRITERS * COMMENTS_EACH)],
            cwd=settings.BASE_DIR,
            env=environment(folder),
            check=True,
            stdout=said,
        )
    return folder


@pytest.fixture
def site(starts_programs, paper, tmp_path):
    site = Site(shutil.copytree(paper, tmp_path / "site"))
    yield site
    site.stop()


def counts(site):
    """What the discussion keeps, what its comments say, and the roots whose counts are wrong."""
    kept = site.ask("select last_thread_number, visible_count from comments_discussion")
    real = site.ask("select count(distinct number), count(*) from comments_comment where state = 'visible'")
    wrong = site.ask(
        "select id from comments_comment thread where thread_id is null and (visible_replies, last_position) <> "
        "(select count(*), coalesce(max(position), 0) from comments_comment reply where reply.thread_id = thread.id)"
    )
    return kept, real, wrong


def test_eight_who_write_at_once_lose_nothing_and_keep_no_reader_waiting(site):
    site.start()
    stored, faults, is_over = {}, [], threading.Event()

    def write(number):
        before = None
        for turn in range(COMMENTS_EACH):
            visitor = Visitor(site, site.sessions[number * COMMENTS_EACH + turn])
            text = f"Comment {turn} by writer {number}."
            # Every other one answers the one before.
            form = f"/comments/{before}/reply/" if turn % 2 else f"{site.story}comment/"
            stored[text] = before = visitor.post(form, text)
            visitor.connection.close()

    def read(number):
        visitor, newest = Visitor(site), 0
        while not is_over.is_set():
            answer, page = visitor.ask("GET", [site.story, f"{site.story}?page=1", "/"][number % 3])
            assert answer.status == 200, page
            if found := re.search(r"Comments \((\d+)\)", page):
                assert int(found[1]) >= newest, "it went back"
                newest = int(found[1])
        assert len(visitor.answers) > 10

    def noting_faults(work, *given):
        try:
            work(*given)
        except BaseException as fault:
            faults.append(repr(fault))

    writers = [threading.Thread(target=noting_faults, args=(write, number)) for number in range(WRITERS)]
    readers = [threading.Thread(target=noting_faults, args=(read, number)) for number in range(READERS)]
    for thread in writers + readers:
        thread.start()
    for thread in writers:
        thread.join()
    is_over.set()
    for thread in readers:
        thread.join()
    assert not faults
    assert len(stored) == WRITERS * COMMENTS_EACH
    rows = site.ask("select text, id from comments_comment")
    assert sorted(rows) == sorted(stored.items())
    kept, real, wrong = counts(site)
    assert kept == real == [(len(stored) // 2, len(stored))] and not wrong
    # Each raised the version by one: none was overwritten by another.
    assert site.ask("select version from comments_discussion") == [(len(stored),)]
    assert f"Comments ({len(stored)})" in Visitor(site).ask("GET", site.story)[1]
    assert "locked" not in site.said and "Traceback" not in site.said


def test_a_process_killed_in_the_middle_leaves_no_half_comment(site):
    (site.folder / "stalling.py").write_text(STALLING)
    site.start("stalling:application")
    writer = Visitor(site, site.sessions[0])
    _, page = writer.ask("GET", f"{site.story}comment/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    words = {"csrfmiddlewaretoken": token, "text": "Half a comment?"}

    def post():
        with pytest.raises(ConnectionError):
            writer.ask("POST", f"{site.story}comment/", urlencode(words))
        cut.append(True)

    cut, stalled = [], site.folder / "stalled"
    thread = threading.Thread(target=post)
    thread.start()
    until(lambda: stalled.exists() and stalled.read_text(), "it is in the middle")
    # Whoever reads is served meanwhile.
    for _ in range(4):
        assert "Comments (0)" in Visitor(site).ask("GET", site.story)[1]
    os.kill(int(stalled.read_text()), signal.SIGKILL)
    thread.join()
    assert cut
    assert site.ask("select count(*) from comments_comment") == [(0,)]
    assert "Comments (0)" in Visitor(site).ask("GET", site.story)[1]
    # What its writer sends again is stored, once, whichever process takes it.
    number = Visitor(site, site.sessions[0]).post(f"{site.story}comment/", "Half a comment?")
    assert site.ask("select id from comments_comment") == [(number,)]
    kept, real, wrong = counts(site)
    assert kept == real == [(1, 1)] and not wrong
    for _ in range(4):
        assert "Comments (1)" in Visitor(site).ask("GET", site.story)[1]
