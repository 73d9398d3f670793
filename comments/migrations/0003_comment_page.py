from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of what leads alone: SQLite finds nothing by a column that is true or false."""

    dependencies = [("comments", "0002_policy")]

    operations = [
        migrations.RemoveIndex("comment", "comment_page"),
        migrations.AddIndex(
            "comment",
            models.Index(
                fields=["discussion", "number", "place"],
                condition=models.Q(leading=True),
                name="comment_page",
            ),
        ),
    ]
