"""`manage.py flood` itself: what it refuses, what it says meanwhile, and PostgreSQL."""

import io
import os
import re
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from accounts.models import User
from articles.models import Article, Revision
from benchmarks.dataset import rows
from benchmarks.tests.test_dataset import SMALL, flood
from comments.models import Comment, Decision, Discussion, Report


@pytest.mark.sqlite("its cache")
def test_meanwhile_sqlite_has_more_memory(db, monkeypatch):
    def cache():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA cache_size").fetchone()[0]

    from benchmarks.dataset import generator

    before, meanwhile, written = cache(), set(), generator.comment_rows
    monkeypatch.setattr(generator, "comment_rows", lambda *given: meanwhile.add(cache()) or written(*given))
    flood()
    assert meanwhile == {-rows.CACHE}
    assert cache() == before


def test_where_keys_are_counted_apart_from_the_rows_the_sequences_are_reset(db, monkeypatch):
    told = set()
    monkeypatch.setattr(connection.ops, "sequence_reset_sql", lambda style, models: told.update(models) or [])
    flood()
    assert told == {User, Article, Revision, Discussion, Comment, Decision, Report}


def test_a_paper_that_is_in_use_is_left_alone(article):
    with pytest.raises(CommandError, match="in use"):
        flood()
    assert Article.objects.get() == article
    assert not Comment.objects.exists()
    flood(yes=True)
    assert Article.objects.count() == 41
    flood()
    assert Article.objects.count() == 81


def test_so_is_one_with_nothing_but_an_account(reader):
    with pytest.raises(CommandError, match="--yes"):
        flood()


def test_nothing_is_generated_in_a_database_that_lacks_a_migration(db):
    MigrationRecorder.Migration.objects.filter(app="comments").latest("pk").delete()
    with pytest.raises(CommandError, match="First: python manage.py migrate"):
        flood()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"stories": 0}, "need a story"),
        ({"readers": 9}, "at least 10 readers"),
        ({"longest": 501}, "501, of 500"),
        ({"photos": -1}, "0 or more"),
    ],
)
def test_numbers_that_make_no_paper_are_refused(db, numbers, words):
    with pytest.raises(CommandError, match=words):
        flood(**numbers)
    assert not User.objects.exists()


def test_somebody_who_writes_meanwhile_ends_it(db, monkeypatch):
    from benchmarks.dataset import generator

    monkeypatch.setattr(generator.Keys, "next", lambda self, model, count=1: 1)
    with pytest.raises(CommandError, match="Somebody else wrote"):
        flood()


def test_a_terminal_shows_one_line_and_a_log_few(db, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    log, terminal = io.StringIO(), Terminal()
    flood(out=log)
    assert 4 <= len(log.getvalue().splitlines()) <= 12
    assert re.search(r"30 readers, 500 comments, 40 stories in \d+ s\n$", log.getvalue())
    assert "\r" not in log.getvalue()
    flood(out=terminal)
    assert terminal.getvalue().count("\n") == 1
    assert terminal.getvalue().count("\r\x1b[K") > 3


def test_it_pours_into_postgresql(postgres, tmp_path):
    environment = os.environ | {"DATABASE_URL": postgres.new_database("flood"), "DATA_DIR": str(tmp_path)}
    numbers = [f"--{name}={number}" for name, number in SMALL.items()]
    # The second time its keys go on where the counters were told to.
    for command in (["migrate", "-v0"], ["flood", *numbers], ["flood", *numbers]):
        command = [sys.executable, "manage.py", *command]
        subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
    with psycopg.connect(postgres.database("flood")) as connection:
        counts = connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE state <> 'visible'), max(id),"
            " (SELECT sum(visible_count) FROM comments_discussion), (SELECT max(id) FROM account_emailaddress),"
            " min(created_at) < now() - interval '1 year' FROM comments_comment"
        ).fetchone()
        next_key = connection.execute("SELECT nextval(pg_get_serial_sequence('comments_comment', 'id'))")
        assert next_key.fetchone() == (1001,)
    written, gone, last, shown, addresses, are_old = counts
    assert (written, last, addresses, are_old) == (1000, 1000, 67, True)
    assert gone > 0
    assert shown == written - gone
