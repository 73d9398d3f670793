"""What the suite is made of: unit tests start no program, and run on the database that was asked for."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from articles.photographs import sandbox
from newsroom.tests.support import units


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
