"""What commands ask of the database before they write into it."""

from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor


def unapplied_migrations() -> list[Migration]:
    """In the order in which `manage.py migrate` would apply them."""
    executor = MigrationExecutor(connection)
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def require_migrated() -> None:
    """Raises CommandError where a migration is not applied yet."""
    if unapplied_migrations():
        raise CommandError("The database is not up to date. First: python manage.py migrate")
