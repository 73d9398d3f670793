from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Which stories are most discussed is asked of the comments of two days, without a look at the others."""

    dependencies = [("comments", "0013_names_for_editors")]

    operations = [
        migrations.AddIndex(
            "comment",
            models.Index(
                F("created_at").desc(),
                F("discussion"),
                condition=Q(state="visible"),
                name="comment_visible_by_time",
            ),
        ),
    ]
