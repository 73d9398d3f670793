import datetime

from django.db import migrations

from core.dateparse import LAST_YEAR


def open_for_ever(apps, schema_editor):
    """Who typed the year 9999 meant "always"; the form would refuse that year now, with the whole story."""
    end = datetime.datetime(LAST_YEAR + 1, 1, 1, tzinfo=datetime.UTC)
    discussions = apps.get_model("comments", "Discussion").objects.using(schema_editor.connection.alias)
    discussions.filter(mode="until", until__gte=end).update(mode="open", until=None)


class Migration(migrations.Migration):
    dependencies = [("comments", "0007_html_made_again")]

    operations = [migrations.RunPython(open_for_ever, migrations.RunPython.noop)]
