import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who uploaded a photograph is known: until it is published, they may describe it anew."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("articles", "0027_accounts_of_contributors"),
    ]

    operations = [
        migrations.AddField(
            "photo",
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
