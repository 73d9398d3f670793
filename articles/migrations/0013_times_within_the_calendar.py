import datetime

from django.db import migrations
from django.db.models import Q

from core.dateparse import FIRST_YEAR, LAST_YEAR


def forget(apps, schema_editor):
    """Cameras that were never set write the year 1; pages and forms fail on what is no time in another zone."""
    first, end = (datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (FIRST_YEAR, LAST_YEAR + 1))
    photos = apps.get_model("articles", "Photo").objects.using(schema_editor.connection.alias)
    photos.filter(Q(taken_at__lt=first) | Q(taken_at__gte=end)).update(taken_at=None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_slugs_follow_names")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
