from django.db import migrations, models


def make_row(apps, schema_editor):
    """Its one row, so that no two processes make one each."""
    edition = apps.get_model("articles", "Edition").objects.using(schema_editor.connection.alias)
    if not edition.exists():
        edition.create()


class Migration(migrations.Migration):
    """Lists of stories may lag in what is added to them, never in what is taken from view."""

    dependencies = [("articles", "0014_saved_forms")]

    operations = [
        migrations.AddField("edition", "removals", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.RunPython(make_row, migrations.RunPython.noop),
    ]
