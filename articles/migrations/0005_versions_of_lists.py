from django.db import migrations, models


class Migration(migrations.Migration):
    """What a page shows besides its own story: its section's newest, and what stands on every page."""

    dependencies = [("articles", "0004_killed_stories")]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("version", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            "section", "version", models.PositiveIntegerField(default=0, editable=False)
        ),
    ]
