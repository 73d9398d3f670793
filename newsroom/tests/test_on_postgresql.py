"""What readers write and who they are, on PostgreSQL: the tests themselves, with a server instead of a file.

Whatever asks a database in them is asked of both: they run on SQLite where they stand, and here once more.
"""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings

# Those that need no browser, in which a database has a part.
PEOPLE = """
    test_account_page test_admin test_code test_code_limit test_erase test_first_proof test_known_browser
    test_mail_limit test_one_spelling test_pen_names test_privacy test_sessions test_sign_up test_sign_up_over
    test_unicode_password
"""
WORDS = """
    test_comment_page test_comment_reports
    test_counts test_decide test_drafts test_kept test_limits test_links test_marks test_meanwhile
    test_page_addresses test_pages test_post test_post_page test_queue test_recount test_report test_report_page
    test_ten_scripts test_text test_threads test_together test_window test_withdraw test_withdraw_page
"""
PAPER = "test_make_html test_old_paper"
FILES = [
    f"{app}/tests/{name}.py"
    for app, names in (("accounts", PEOPLE), ("comments", WORDS), ("newsroom", PAPER))
    for name in names.split()
]


@pytest.mark.parametrize("app", ["accounts", "comments", "newsroom"])
def test_they_hold_there_too(postgres, app):
    name = f"tests_of_{app}"
    # Of what this run has set, nothing: conftest.py sets it anew.
    own = ("DATA_DIR", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    environment = {
        key: value for key, value in os.environ.items() if key not in own and not key.startswith("PYTEST_")
    }
    files = [file for file in FILES if file.startswith(app)]
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--reuse-db"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *files],
        cwd=settings.BASE_DIR,
        env=environment | {"TEST_DATABASE_URL": postgres.new_database(name)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    with psycopg.connect(postgres.database(f"test_{name}")) as connection:
        assert connection.execute("SELECT count(*) FROM django_migrations").fetchone()[0], "they ran there"


def test_each_of_them_is_there():
    assert all((settings.BASE_DIR / file).exists() for file in FILES)
