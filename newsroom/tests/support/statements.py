"""What is asked of SQLite, how it goes about it, and which of that grows with the paper."""

import re
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

# What has no end. Sections, contributors and policies are few in any paper.
GROWING = {
    "articles_article",
    "articles_revision",
    "articles_slide",
    "articles_contribution",
    "articles_tagging",
    "articles_topiclisting",
    "articles_contributorlisting",
    "comments_discussion",
    "comments_comment",
    "comments_decision",
    "comments_report",
    "accounts_user",
    "accounts_signin",
    "account_emailaddress",
    "django_tasks_database_dbtaskresult",
}
# SQLite tells of its own unit of work each time so many are done.
STEP = 20


class Statement:
    def __init__(self, sql, params):
        self.sql, self.params, self.steps, self.plan = sql, params, 0, []

    @property
    def scans(self):
        """The lines of its plan by which it looks at every row of a table that grows."""
        tables = {alias: table for table, alias in re.findall(r'"(\w+)" ([A-Z]\w*\d)\b', self.sql)}
        # In the order of an index, or of the rows themselves, until there are enough.
        if "LIMIT" in self.sql and "WHERE" not in self.sql and not self.sorts:
            return []
        found = []
        for line in self.plan:
            scanned = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", line)
            if (
                scanned
                and tables.get(scanned[1], scanned[1]) in GROWING
                and scanned[2] not in partial_indexes()
            ):
                found.append(line)
        return found

    @property
    def sorts(self):
        return [line for line in self.plan if "USE TEMP B-TREE" in line]


def partial_indexes():
    """They hold what is few among any number of rows, so all of one can be looked at."""
    return {index.name for model in apps.get_models() for index in model._meta.indexes if index.condition}


@contextmanager
def watched():
    """The statements that are made meanwhile, each with its plan in the end."""
    statements = []

    def watch(execute, sql, params, many, context):
        if re.match(r"SELECT|INSERT|UPDATE|DELETE", sql):
            statements.append(Statement(sql, params))
        return execute(sql, params, many, context)

    def count():
        if statements:
            statements[-1].steps += STEP

    connection.ensure_connection()
    connection.connection.set_progress_handler(count, STEP)
    try:
        with connection.execute_wrapper(watch):
            yield statements
    finally:
        connection.connection.set_progress_handler(None, 0)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.params)
            statement.plan = [row[3] for row in cursor.fetchall()]
