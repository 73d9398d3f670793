"""What a unit test is: it needs this process and one database. It starts no program, and asks for no server or browser;
and it is short: what reads a whole paper, makes many pictures or throws dice for long is marked `long` where it stands.

conftest.py marks each that is one, by its fixtures; one that starts a program all the same fails, until it, its file or
its fixture names the fixture `starts_programs`. Those that have a database run on PostgreSQL too: on_postgresql.py.
"""

import sys

import pytest
from django.db import connection

_STARTING = {"playwright", "live_server", "starts_programs"}
_STARTED = {"subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"}
# Part of what a photograph costs anywhere, and short; see decoded.py.
_DECODES = "articles.photographs.decoding"

running: pytest.Item | None = None


def mark(item: pytest.Item) -> None:
    # Every kind of page is made for whoever asks for one.
    is_long = item.get_closest_marker("long") or "every_page" in item.fixturenames
    if not is_long and not _STARTING & set(item.fixturenames):
        item.add_marker("unit")
    if item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames:
        item.add_marker("database")
    own = item.get_closest_marker("sqlite")
    if own and connection.vendor != "sqlite":
        item.add_marker(pytest.mark.skip(reason=f"SQLite’s own: {own.args[0]}"))


def refuse_unseen(item: pytest.Item, fixture: str) -> None:
    """One that comes to its database by request.getfixturevalue alone would not run on PostgreSQL."""
    if fixture == "_django_db_helper" and not item.get_closest_marker("database"):
        raise AssertionError(f"{item.nodeid} has a database: name `db` among its arguments.")


def _heard(event, details):
    if event in _STARTED and running and _DECODES not in str(details):
        raise AssertionError(
            f"{running.nodeid} starts a program ({event}): name the fixture `starts_programs`."
        )


def watch() -> None:
    """From now on, in this process; it can't be taken back."""
    sys.addaudithook(_heard)
