from django.db import migrations, models


class Migration(migrations.Migration):
    """Lists of stories may lag in what is added to them, never in what is taken from view."""

    dependencies = [("articles", "0014_saved_forms")]

    operations = [
        migrations.AddField("edition", "removals", models.PositiveIntegerField(default=0, db_default=0)),
    ]
