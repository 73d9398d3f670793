"""What the suite is made of: unit tests start no program, and run on the database that was asked for."""

import os
import pickle
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from articles.photographs import sandbox
from newsroom.tests.support import units
from newsroom.tests.support.made_once import made_once


def test_they_run_on_the_database_that_was_asked_for(db):
    vendor = "postgresql" if os.environ.get("TEST_DATABASE_URL") else "sqlite"
    assert connection.vendor == vendor
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        assert cursor.fetchone()[0]


def test_one_that_starts_a_program_is_told_to_say_so():
    with pytest.raises(AssertionError, match="name the fixture `starts_programs`"):
        subprocess.run([sys.executable, "-c", ""])


def test_one_that_says_so_is_no_unit_test(starts_programs, request):
    assert not request.node.get_closest_marker("unit")
    assert subprocess.run([sys.executable, "-c", ""]).returncode == 0


def test_one_that_has_a_database_unseen_is_told_to_name_it(request):
    with pytest.raises(AssertionError, match="name `db` among its arguments"):
        units.refuse_unseen(request.node, "_django_db_helper")


def test_a_photograph_is_decoded_once_and_its_answer_is_the_same(jpeg, monkeypatch):
    job = {"work": "look", "language": "en"}
    first = sandbox.ask(job, jpeg(90, 61))
    with monkeypatch.context() as patch:
        patch.setattr(sandbox.subprocess, "run", None)
        assert sandbox.ask(job, jpeg(90, 61)) == first
        with pytest.raises(TypeError):
            sandbox.ask(job, jpeg(90, 62))


@pytest.fixture
def all_at_once(monkeypatch, tmp_path):
    """all_at_once(make) -> what each of four, who come at once in a run of their own, has of made_once."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    begin = threading.Barrier(4)

    def one_of_four(make):
        begin.wait()
        return made_once("something", make)

    def ask(make):
        with ThreadPoolExecutor(4) as four:
            return [four.submit(one_of_four, make) for _ in range(4)]

    return ask


def test_one_makes_what_is_made_once_and_the_others_have_the_same(all_at_once):
    makers = []

    def make():
        makers.append(threading.get_ident())
        time.sleep(0.1)
        return {"made by": makers[-1]}

    assert [each.result() for each in all_at_once(make)] == [{"made by": makers[0]}] * 4
    assert len(makers) == 1


def test_where_it_can_not_be_made_all_fail_with_the_reason_of_the_one_who_tried(all_at_once):
    tries = []

    def make():
        tries.append(1)
        raise ValueError("the pier gave way")

    for each in all_at_once(make):
        with pytest.raises(
            AssertionError, match="something was not made:(.|\n)*ValueError: the pier gave way"
        ):
            each.result()
    assert len(tries) == 1


def test_what_its_maker_left_half_made_is_made_anew(all_at_once, tmp_path):
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "something.part").write_bytes(pickle.dumps(("whole", ""))[:-3])
    assert {each.result() for each in all_at_once(lambda: "whole")} == {"whole"}


def test_no_run_has_what_another_made(monkeypatch, tmp_path):
    for run in ("one", "other"):
        (tmp_path / run).mkdir()
        monkeypatch.setenv("DATA_DIR", str(tmp_path / run))
        assert made_once("something", lambda run=run: run) == run
