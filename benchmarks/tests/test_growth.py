"""No page looks at every row of a table that grows. `make bench GROWTH=on` measures the same pages in a large paper."""

import io
import re

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from benchmarks.growth.pages import Pages
from newsroom.tests.support.statements import GROWING, watched

pytestmark = pytest.mark.sqlite("plans as it writes them")
# Nearly every row is one of these, so a page of them is full soon, and a count ends soon.
NEARLY_ALL = {
    "list of stories, standing=published",
    "list of comments, show=visible",
    "list of published, for a reporter",
    "list of published, for a reporter, search",
}


@pytest.fixture(scope="module")
def statements(django_db_setup, django_db_blocker, tmp_path_factory):
    """{page: its statements} of a generated paper, as they are for the paper of nobody who has ever run ANALYZE."""
    files = "django.core.files.storage.FileSystemStorage"
    storages = {
        "default": {"BACKEND": files, "OPTIONS": {"location": tmp_path_factory.mktemp("originals")}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with (
        override_settings(STORAGES=storages, SECURE_SSL_REDIRECT=False, PASSWORD_HASHERS=hashers),
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("benchmarks.management.commands.flood.analyze", lambda: None)
        numbers = {"stories": 300, "comments": 4000, "longest": 400, "readers": 60, "photos": 2}
        call_command("flood", "--yes", stdout=io.StringIO(), **numbers)
        pages, found = Pages(), {}
        for name in pages:
            with watched() as found[name]:
                pages.ask(name)
        transaction.set_rollback(True)
    return found


def test_no_page_looks_at_every_row(statements):
    scans = {
        f"{page}: {line}: {statement.sql[:300]}"
        for page, asked in statements.items()
        for statement in asked
        for line in statement.scans
        if page not in NEARLY_ALL or "LIMIT" not in statement.sql
    }
    assert not scans, "\n".join(sorted(scans))


def test_every_table_that_grows_is_among_what_was_asked_for(statements):
    asked = "".join(statement.sql for page in statements.values() for statement in page)
    assert {table for table in GROWING if f'"{table}"' in asked} == GROWING
    assert {page.partition(" of ")[0] for page in statements} >= {
        "front",
        "list",
        "thread",
        "posting a comment",
    }
    assert re.search(
        r"USE TEMP B-TREE", str([statement.plan for page in statements.values() for statement in page])
    )


@pytest.mark.parametrize(
    ("sql", "is_scan"),
    [
        ('SELECT COUNT(*) FROM "comments_comment"', True),
        ('SELECT COUNT(*) FROM (SELECT 1 FROM "comments_comment" LIMIT 1000)', False),
        ('SELECT "id" FROM "comments_comment" ORDER BY "id" DESC LIMIT 50', False),
        ('SELECT "id" FROM "comments_comment" ORDER BY "text" LIMIT 50', True),
        ('SELECT "id" FROM "comments_comment" WHERE "text" LIKE \'%x%\' ORDER BY "id" LIMIT 50', True),
        ('SELECT U0."id" FROM "comments_comment" U0 WHERE U0."text" = \'x\'', True),
        ('SELECT "id" FROM "comments_comment" WHERE "id" = 7', False),
        ('SELECT "id" FROM "accounts_user" WHERE "is_staff"', False),
        ('SELECT "id" FROM "articles_section" WHERE "name" > \'x\' || "slug"', False),
    ],
)
def test_what_counts_as_looking_at_every_row(db, sql, is_scan):
    from django.db import connection

    with watched() as found, connection.cursor() as cursor:
        cursor.execute(sql)
    assert bool(found[0].scans) is is_scan, found[0].plan


def test_a_page_of_a_discussion_is_read_by_what_is_previewed_alone(statements):
    """Between two threads can stand ten thousand replies."""
    for page in ("busiest story, first page", "busiest story, last full page"):
        plans = [line for statement in statements[page] for line in statement.plan]
        assert any("INDEX comment_page (discussion_id=? AND number>? AND number<?)" in line for line in plans)


def test_the_oldest_page_of_a_section_begins_where_it_begins(statements):
    plans = [line for statement in statements["section, oldest"] for line in statement.plan]
    assert any("article_by_section (published_section_id=? AND published_at<?)" in line for line in plans)


def test_the_oldest_page_of_a_day_begins_where_it_begins(statements):
    for page in ("newest", "oldest"):
        plans = [each.plan for each in statements[f"archive, fullest day, {page}"]]
        read = "INDEX article_by_day (url_date=? AND published_at<?)"
        [found] = [plan for plan in plans if any(read in line for line in plan)]
        assert not any("USE TEMP B-TREE" in line for line in found)


def test_the_archive_is_counted_without_looking_at_a_story_that_is_out(statements):
    """But for the nearest on either side, which an index has in its order."""
    pages = ("archive", "archive, a year", "archive, a month")
    read = {
        line
        for page in pages
        for each in statements[page]
        for line in each.plan
        if "articles_article" in line
    }
    assert read and all(
        re.search(r"INDEX article_by_time \(published_at>\?\)|url_date[<>]\?", line) for line in read
    )


@pytest.mark.parametrize(
    ("page", "index"), [("topic", "listing_by_topic"), ("contributor", "listing_by_contributor")]
)
def test_the_oldest_page_of_a_topic_or_a_contributor_begins_where_it_begins(statements, page, index):
    """Of one index alone, in its order: nothing is sorted, and no story is read that the page does not show."""
    read = f"COVERING INDEX {index} ({page}_id=? AND published_at<?)"
    for which in ("newest", "oldest"):
        plans = [statement.plan for statement in statements[f"{page}, {which}"]]
        assert [plan for plan in plans if len(plan) == 1 and read in plan[0]], plans
