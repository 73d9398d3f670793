from django.db import migrations, models


class Migration(migrations.Migration):
    """What an editor tells readers of a discussion that is closed."""

    dependencies = [("comments", "0005_each_report_kept")]

    operations = [
        migrations.AddField(
            "discussion",
            "note",
            models.CharField(
                "words for readers",
                max_length=300,
                blank=True,
                default="",
                db_default="",
                help_text="Stands where the discussion says that it is closed. Empty: the site's own words.",
            ),
        ),
    ]
