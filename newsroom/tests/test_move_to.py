"""A whole paper is carried from SQLite to PostgreSQL: everything, once, however often it is cut short."""

import fcntl
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from newsroom.transfer.destination import ALIAS, ONE_MOVE
from newsroom.transfer.files import sizes_in

# What a site would have beside its stories: a session, a task that waits, a number whose row is gone, null and empty.
MAKE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
import django
django.setup()
from accounts.sessions import SessionStore
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("flood", stories=60, comments=6_000, readers=300, photos=1, stdout=open(os.devnull, "w"))
from articles.models import Contributor, Photo
from articles.photographs.tasks import forget_renditions
from comments.models import Comment
session = SessionStore()
session["name"] = "“Red” Fern \\U0001f426"
session.create()
forget_renditions.enqueue(1, "ab", {"webp": [400], "jpg": [400, 800], "avif": []})
Contributor.objects.create(name="Gone Tomorrow", slug="gone-tomorrow").delete()
Comment.objects.filter(pk=7).update(text="Tab\\t, line\\n, backslash \\\\N and \\\\. – ‏عربي", html="")
Photo.objects.update(taken_at=None, caption="")
"""
USE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
import django
django.setup()
from articles.models import Article, Contributor
from comments.models import Comment, Discussion
comment = Comment.objects.first()
story = Article.objects.filter(discussion__mode="automatic", discussion__visible_count__gt=0).published().first()
Discussion.objects.filter(article=story).update(mode="open")
print(Discussion.of(story).post(comment.author, "The first one here.").pk)
print(Contributor.objects.create(name="New", slug="new").pk)
"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    """The folder of a paper that nothing is changed in."""
    folder = tmp_path_factory.mktemp("paper")
    subprocess.run([sys.executable, "-c", MAKE], cwd=settings.BASE_DIR, env=in_folder(folder), check=True)
    return folder


@pytest.fixture
def own_paper(paper, tmp_path):
    return shutil.copytree(paper, tmp_path / "own")


@pytest.fixture
def empty(postgres, request):
    return postgres.new_database(request.node.name[:60].lower())


def in_folder(folder, **more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))}
    return kept | {"DATABASE_URL": "", "DATA_DIR": str(folder)} | more


def start(folder, *arguments):
    return subprocess.Popen(
        [sys.executable, "manage.py", "move_to", *arguments],
        cwd=settings.BASE_DIR,
        env=in_folder(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def move(folder, *arguments):
    """(what it says, its exit code)"""
    moving = start(folder, *arguments)
    said = moving.communicate(timeout=300)[0]
    return said, moving.returncode


def open_sqlite(folder):
    return sqlite3.connect(folder / "newsroom.sqlite3", isolation_level=None)


def dump(folder):
    return "\n".join(open_sqlite(folder).iterdump())


def ask(url, sql, *given):
    with psycopg.connect(url, autocommit=True) as connection:
        answer = connection.execute(sql, given or None)
        return answer.fetchall() if answer.description else None


def constraints_and_indexes(url):
    """Without casts and the brackets around them: PostgreSQL writes its own text of a condition otherwise once it has
    read it again."""
    found = ask(
        url,
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace "
        "UNION SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
    )
    return [(name, re.sub(r"::(?:text|character varying)(?:\[\])?|[()]", "", text)) for name, text in found]


@pytest.fixture(scope="module")
def carried(paper, postgres):
    """(folder, URL, what was said) of a paper that was carried without a stop."""
    url = postgres.new_database("carried")
    said, code = move(paper, url)
    assert code == 0, said
    return paper, url, said


def test_every_row_is_there_as_it_was(carried):
    folder, url, said = carried
    here = open_sqlite(folder)
    tables = [
        name
        for (name,) in here.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if name != "django_migrations" and not name.startswith("sqlite_")
    ]
    assert len(tables) > 20
    for table in tables:
        [rows] = here.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert ask(url, f"SELECT count(*) FROM {table}") == [(rows,)]
        assert f"{table} " in said
    comment = "SELECT text, html, created_at{} FROM comments_comment WHERE id = 7"
    [there] = ask(url, comment.format(" AT TIME ZONE 'UTC'"))
    assert (*there[:2], str(there[2])) == here.execute(comment.format("")).fetchone()
    photo = "SELECT taken_at, caption, renditions_made{} FROM articles_photo"
    assert ask(url, photo.format("::text")) == here.execute(photo.format("")).fetchall()
    session = "SELECT session_key, session_data FROM accounts_session"
    assert ask(url, session) == here.execute(session).fetchall()


def test_it_ends_with_what_to_write_into_env(carried):
    _, url, said = carried
    assert f"\nDATABASE_URL={url}\n" in said
    assert "STORAGE_URL" not in said
    assert "DIFFERENT" not in said


def test_the_database_is_as_if_the_paper_had_begun_there(carried, empty):
    folder, url, _ = carried
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"],
        cwd=settings.BASE_DIR,
        env=in_folder(folder, DATABASE_URL=empty),
        check=True,
    )
    assert constraints_and_indexes(url) == constraints_and_indexes(empty)


def test_the_paper_goes_on_there_and_no_number_is_given_again(own_paper, empty):
    before = dump(own_paper)
    said, code = move(own_paper, empty)
    assert code == 0, said
    assert dump(own_paper) == before, "here nothing is written"
    used = subprocess.run(
        [sys.executable, "-c", USE],
        cwd=settings.BASE_DIR,
        env=in_folder(own_paper, DATABASE_URL=empty),
        capture_output=True,
        text=True,
    )
    here = open_sqlite(own_paper)
    highest = dict(here.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    assert (
        highest["articles_contributor"]
        > here.execute("SELECT max(id) FROM articles_contributor").fetchone()[0]
    )
    next_ones = [highest["comments_comment"] + 1, highest["articles_contributor"] + 1]
    assert list(map(int, used.stdout.split())) == next_ones, used.stderr


def test_killed_anywhere_it_goes_on_where_it_was(carried, empty):
    folder, whole, first = carried
    lines, again, code = 1, 0, None
    while code != 0:
        moving = start(folder, empty)
        said = ""
        for line in moving.stdout:
            said += line
            # While it checks there is nothing left to be cut short, and soon it is over.
            if said.count("\n") == lines and "Checking" not in said:
                moving.kill()
        code = moving.wait()
        assert code in (0, -signal.SIGKILL), said
        again += "are there already" in said
        # Each time a little farther, so that it is killed in every part of the work.
        lines += 7
    assert lines > 20
    assert again, "what was carried before is not carried twice"
    assert constraints_and_indexes(empty) == constraints_and_indexes(whole)
    table = [line for line in first.splitlines() if line.endswith("the same")]
    assert [line for line in said.splitlines() if line.endswith("the same")] == table


@pytest.fixture
def unfinished(own_paper, empty):
    """A move that was killed when the first comments came."""
    moving = start(own_paper, empty)
    for line in moving.stdout:
        if line.startswith("comments_comment:"):
            break
    moving.kill()
    moving.wait()
    return own_paper, empty


def test_what_does_not_agree_at_the_end_is_named_and_carried_anew(unfinished):
    folder, url = unfinished
    ask(url, "TRUNCATE comments_comment")
    ask(
        url,
        "CREATE FUNCTION less() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.created_at := NEW.created_at + interval '1 microsecond'; RETURN NEW; END $$",
    )
    ask(
        url,
        "CREATE TRIGGER less BEFORE INSERT ON comments_comment FOR EACH ROW WHEN (NEW.id = 5900) "
        "EXECUTE FUNCTION less()",
    )
    said, code = move(folder, url)
    assert code == 1
    [line] = [line for line in said.splitlines() if "DIFFERENT" in line]
    assert line.startswith("comments_comment ")
    assert "DATABASE_URL=" not in said
    ask(url, "DROP FUNCTION less CASCADE")
    said, code = move(folder, url)
    assert code == 0, said
    assert "comments_comment: 6,000 rows\n" in said, "anew"


def test_what_changed_between_two_runs_is_carried_anew(unfinished):
    folder, url = unfinished
    ask(url, "DELETE FROM comments_comment WHERE id > 5000")
    open_sqlite(folder).execute("UPDATE accounts_user SET first_name = 'Iris' WHERE id = 3")
    said, code = move(folder, url)
    assert code == 0, said
    assert ask(url, "SELECT first_name FROM accounts_user WHERE id = 3") == [("Iris",)]


def test_a_site_that_still_runs_is_noticed(own_paper, empty):
    moving = start(own_paper, empty)
    for line in moving.stdout:
        if line.startswith("Checking comments_comment"):
            open_sqlite(own_paper).execute("UPDATE articles_edition SET version = version + 1")
            break
    said = moving.communicate()[0]
    assert moving.returncode == 1
    assert "was changed while it was carried" in said
    assert "Stop the site first" in said
    assert "DATABASE_URL=" not in said


@pytest.fixture
def refusal(django_db_setup, django_db_blocker):
    """refusal(arguments) -> why the command would not carry the tests' own paper."""

    def refusal(*arguments):
        with pytest.raises(CommandError) as refused:
            call_command("move_to", *arguments)
        return str(refused.value)

    # The fixture `db` would let it ask no other database.
    with django_db_blocker.unblock():
        yield refusal
        if ALIAS in connections.databases:
            connections[ALIAS].close()
            del connections[ALIAS], connections.databases[ALIAS]


def test_a_worker_that_runs_is_noticed(refusal, empty):
    with (settings.DATA_DIR / "worker").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert "worker is running" in refusal(empty)


def test_a_database_with_something_in_it_is_left_alone(refusal, empty):
    ask(empty, "CREATE TABLE articles_article (id int)")
    assert "is not empty: it has 1 tables" in refusal(empty)


def test_an_unfinished_move_of_another_paper_is_left_alone(refusal, empty):
    ask(empty, "CREATE TABLE newsroom_move (birth text)")
    ask(empty, "INSERT INTO newsroom_move VALUES ('2013-07-06 18:55:00')")
    assert "of another paper" in refusal(empty)


def test_two_moves_at_once_are_one_too_many(refusal, empty):
    with psycopg.connect(empty) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [ONE_MOVE])
        waits = "?options=-c%20lock_timeout%3D100ms"
        assert "Another move into this database is under way" in refusal(empty + waits)


@pytest.mark.sqlite("it alone is moved from")
@pytest.mark.parametrize(
    "url, said",
    [
        ("postgres://127.0.0.1:1/paper", "can't be reached: connection failed"),
        ("sqlite://", "carried to PostgreSQL"),
        ("mysql://root@localhost/paper", "begins with none of"),
    ],
)
def test_what_is_no_place_for_it_is_refused_with_the_reason(refusal, url, said):
    assert said in refusal(url)


def test_a_database_in_another_alphabet_is_refused(refusal, postgres):
    ask(postgres.url, "DROP DATABASE IF EXISTS latin")
    ask(postgres.url, "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    assert "keeps text as LATIN1" in refusal(postgres.database("latin"))


def test_a_paper_that_is_not_up_to_date_is_refused(refusal, empty):
    with transaction.atomic(), connection.cursor() as cursor:
        newest = "SELECT max(id) FROM django_migrations WHERE app = 'comments'"
        cursor.execute(f"DELETE FROM django_migrations WHERE id = ({newest})")
        assert "not up to date" in refusal(empty)
        transaction.set_rollback(True)


def test_without_a_place_it_asks_for_one(refusal):
    assert "Where to?" in refusal()


def test_what_postgresql_would_not_take_is_found_before_and_its_row_named(own_paper, empty):
    here = open_sqlite(own_paper)
    here.execute("PRAGMA ignore_check_constraints = on")
    for change in (
        "comments_comment SET text = 'a' || char(0) || 'b' WHERE id = 11",
        "comments_comment SET text = CAST(x'ff41' AS TEXT) WHERE id = 12",
        "comments_comment SET visible_replies = 3000000000 WHERE id = 13",
        "comments_comment SET author_id = 999999 WHERE id = 14",
        "articles_section SET name = hex(zeroblob(400)) WHERE id = 1",
        'articles_photo SET renditions_made = \'{"a": "\\u0000"}\'',
    ):
        here.execute(f"UPDATE {change}")
    said, code = move(own_paper, empty)
    assert code == 1
    for row in (
        "comments_comment, row 11: text",
        "comments_comment, row 12: text",
        "comments_comment, row 13: visible_replies",
        "comments_comment, row 14: it belongs to a row of accounts_user",
        "articles_section, row 1: name",
        "articles_photo, row 1: renditions_made",
    ):
        assert row in said
    assert said.count(", row ") == 6
    assert ask(empty, "SELECT to_regclass('comments_comment')") == [(None,)]


def test_photographs_go_along_and_only_once(own_paper, storage):
    client, bucket = storage.client(), "another"
    client.create_bucket(Bucket=bucket)
    url = storage.in_bucket(bucket)
    (own_paper / "renditions" / "ab").mkdir(parents=True)
    (own_paper / "renditions" / "ab" / "x-400.avif").write_bytes(b"picture")
    said, code = move(own_paper, "--storage", url)
    assert code == 0, said
    assert f"\nSTORAGE_URL={url}\n" in said
    assert "DATABASE_URL" not in said
    listed = client.list_objects_v2(Bucket=bucket)["Contents"]
    here = sizes_in(FileSystemStorage(own_paper / "originals"))
    assert len(here) == 1
    assert {each["Key"]: each["Size"] for each in listed} == {
        **{f"originals/{name}": size for name, size in here.items()},
        "renditions/ab/x-400.avif": 7,
    }
    times = {each["Key"]: each["LastModified"] for each in listed}
    client.put_object(Bucket=bucket, Key="renditions/ab/x-400.avif", Body=b"cut")
    assert move(own_paper, "--storage", url)[1] == 0
    head = client.head_object(Bucket=bucket, Key="renditions/ab/x-400.avif")
    assert (head["ContentLength"], head["ContentType"]) == (7, "image/avif"), (
        "what was cut short is whole again"
    )
    [original] = [name for name in times if name.startswith("originals/")]
    assert client.head_object(Bucket=bucket, Key=original)["LastModified"] == times[original]
