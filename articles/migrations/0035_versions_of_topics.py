from django.db import migrations, models


class Migration(migrations.Migration):
    """Pages that list the stories of a topic depend on its version."""

    dependencies = [("articles", "0034_stored_lists")]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="version",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
