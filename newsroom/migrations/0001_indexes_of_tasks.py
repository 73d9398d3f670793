"""The desk lists and counts tasks by state, and two weeks of ended ones must cost it nothing.

The table is a library's, so its indexes are no part of any model's state here.
"""

from django.db import migrations

TABLE = "django_tasks_database_dbtaskresult"
INDEXES = {
    "tasks_by_age": "enqueued_at, id",
    "tasks_by_queue": "queue_name, enqueued_at, id",
    "tasks_by_time": "status, run_after, enqueued_at, id",
    "tasks_by_end": "status, finished_at, id",
}


class Migration(migrations.Migration):
    dependencies = [("django_tasks_database", "0021_conditional_partial_index_ordering")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX IF NOT EXISTS {name} ON {TABLE} ({columns})", f"DROP INDEX IF EXISTS {name}"
        )
        for name, columns in INDEXES.items()
    ]
