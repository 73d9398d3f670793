import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A contributor can be somebody of the staff, whose own stories those are that name them."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("articles", "0026_creators_from_the_log"),
    ]

    operations = [
        migrations.AddField(
            "contributor",
            "person",
            models.OneToOneField(
                settings.AUTH_USER_MODEL,
                django.db.models.deletion.SET_NULL,
                null=True,
                blank=True,
                related_name="contributor",
                verbose_name="account",
                limit_choices_to={"is_staff": True, "is_active": True},
                help_text="Who of the staff this is. Stories that name the contributor are then their own: they see "
                "and change the drafts.",
            ),
        ),
        migrations.AddIndex(
            "contribution",
            models.Index(fields=["contributor", "revision", "article"], name="contribution_by_contributor"),
        ),
    ]
