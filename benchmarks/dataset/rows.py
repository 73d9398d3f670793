"""Rows straight into a table: bulk_create would take twice as long."""

from contextlib import contextmanager

from django.db import connection

# In KiB. Most indexes of a large paper fit in; at SQLite's default of 2,000 each row waits for the disk several times.
CACHE = 200_000


def write(model, columns, rows):
    """`rows` are tuples of the database's own values."""
    if not rows:
        return
    quoted = connection.ops.quote_name
    into = f"{quoted(model._meta.db_table)} ({', '.join(map(quoted, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            values = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({values})", rows)


def store(model, instances):
    """New ones: all of them with a key of their own, or all without one."""
    if not instances:
        return
    fields = [
        field for field in model._meta.concrete_fields if not field.primary_key or instances[0].pk is not None
    ]
    rows = [
        tuple([field.get_db_prep_save(field.pre_save(each, True), connection) for field in fields])
        for each in instances
    ]
    write(model, [field.column for field in fields], rows)


@contextmanager
def large_cache():
    """More memory for this connection to SQLite meanwhile."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        [before] = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size = -{CACHE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {before}")
