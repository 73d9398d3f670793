"""The versions that public pages are kept under, read past the ORM: it would take longer than all the rest."""

import time
import weakref

from django.db import DEFAULT_DB_ALIAS, Error, connection, connections

# By four primary or unique keys. The revision, photos, notes and section of a story hang on its own version.
_OF_STORY = """
    SELECT story.version, discussion.version, section.version, (SELECT max(version) FROM articles_edition)
    FROM articles_article story
    JOIN articles_section section ON section.id = story.filed_under_id
    LEFT JOIN comments_discussion discussion ON discussion.article_id = story.id
    WHERE story.id = %s"""
_OF_EDITION = "SELECT max(version) FROM articles_edition"

# How long nobody asks again after the database could not be reached, in seconds: to wait for one that
# does not even refuse would hold up every thread of the process.
PAUSE = 1
_asked_again_at = 0

# Of each connection to PostgreSQL, what was prepared on it.
_statements = weakref.WeakKeyDictionary()


class DatabaseGone(Exception):
    """It can't be reached, or answers nothing but errors."""


def read_versions(story):
    """Of what the pages of a story show; of what every page shows where `story` is none. 1 query.

    Raises DatabaseGone.
    """
    global _asked_again_at
    if time.monotonic() < _asked_again_at:
        raise DatabaseGone
    try:
        try:
            return _read(story)
        except Error:
            # The connection may be from before a restart.
            connection.close()
            return _read(story)
    except Error:
        connection.close()
        _asked_again_at = time.monotonic() + PAUSE
        raise DatabaseGone from None


def _read(story):
    # Once: each look at Django's `connection` finds the thread's own anew.
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    sql, given = (_OF_EDITION, ()) if story is None else (_OF_STORY, (story,))
    with database.wrap_database_errors:
        if database.vendor == "postgresql":
            return _prepared(database.connection, sql, given)
        return database.connection.execute(sql.replace("%s", "?"), given).fetchone()


def _prepared(raw, sql, given):
    """By libpq itself, planned once for each connection: a third of the time that psycopg's cursors take.

    Answers bytes, which compare as well as numbers.
    """
    from psycopg import OperationalError
    from psycopg.pq import ExecStatus

    name = f"versions_{len(given)}".encode()
    prepared = _statements.setdefault(raw, set())
    if name not in prepared:
        raw.pgconn.prepare(name, sql.replace("%s", "$1::bigint").encode())
        prepared.add(name)
    result = raw.pgconn.exec_prepared(name, [str(each).encode() for each in given])
    if result.status != ExecStatus.TUPLES_OK:
        raise OperationalError(raw.pgconn.error_message.decode(errors="replace"))
    return tuple(result.get_value(0, column) for column in range(result.nfields))
