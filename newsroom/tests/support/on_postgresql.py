"""The unit tests that have a database, on a PostgreSQL of their own: `make test` runs them there too.

    python -m newsroom.tests.support.on_postgresql [OPTIONS AND FILES OF PYTEST]

Without PostgreSQL on this machine it says so and runs none; in CI that is a failure.
"""

import os
import subprocess
import sys

import psycopg

from newsroom.tests.support import services


def main(arguments: list[str]) -> int:
    try:
        with services.folder() as folder, services.postgres(folder / "postgres") as server:
            return _run(server, arguments)
    except services.NotInstalled as lacking:
        print(f"No test was run on PostgreSQL: {lacking}", file=sys.stderr)  # noqa: T201
        return 1 if os.environ.get("CI") else 0


def _run(server, arguments):
    # Kept until the server is gone, so that they can be looked at.
    options = ["-q", "-m", "unit and database", "--reuse-db", "-p", "no:cacheprovider"]
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *arguments],
        env=os.environ | {"TEST_DATABASE_URL": server.new_database("paper")},
    ).returncode
    if not ended and not _transactions(server):
        print("The tests passed, and PostgreSQL was asked nothing.", file=sys.stderr)  # noqa: T201
        return 1
    return ended


def _transactions(server):
    """How many the tests' own databases have seen: each test takes back one."""
    with psycopg.connect(server.url) as connection:
        asked = "SELECT sum(xact_rollback) FROM pg_stat_database WHERE datname LIKE 'test\\_paper%'"
        return connection.execute(asked).fetchone()[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
