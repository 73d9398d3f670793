import pytest
from django.core.management.base import CommandError
from django.db.migrations.recorder import MigrationRecorder

from core.database import require_migrated, unapplied_migrations


def test_a_database_with_all_migrations_is_let_in(db):
    assert unapplied_migrations() == []
    require_migrated()


def test_one_that_lacks_a_migration_is_not(db):
    last = MigrationRecorder.Migration.objects.filter(app="comments").latest("pk")
    last.delete()
    assert [str(each) for each in unapplied_migrations()] == [f"comments.{last.name}"]
    with pytest.raises(CommandError, match="First: python manage.py migrate"):
        require_migrated()
