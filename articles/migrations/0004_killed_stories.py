from django.db import migrations, models


class Migration(migrations.Migration):
    """The few that were killed, for the desk's list of them."""

    dependencies = [("articles", "0003_renditions_made_before")]

    operations = [
        migrations.AddIndex(
            "article",
            models.Index(
                fields=["-id"], condition=models.Q(("killed_at", None), _negated=True), name="article_killed"
            ),
        ),
    ]
