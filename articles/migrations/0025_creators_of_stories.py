import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who began a story is known: the story is their own."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("articles", "0024_retired_sections"),
    ]

    operations = [
        migrations.AddField(
            "article",
            "created_by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                django.db.models.deletion.SET_NULL,
                null=True,
                editable=False,
                related_name="+",
            ),
        ),
    ]
