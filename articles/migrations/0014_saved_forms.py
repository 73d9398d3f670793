import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_times_within_the_calendar"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("key", models.CharField(help_text="The form's own.", max_length=40)),
                ("digest", models.CharField(help_text="Of all that it sent.", max_length=64)),
                ("made_article", models.BooleanField(default=False)),
                ("edited_at", models.DateTimeField(help_text="The working copy's, once it was saved.")),
                (
                    "told",
                    models.CharField(
                        blank=True, help_text="Empty where the button was refused.", max_length=300
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="saved_forms",
                        to="articles.article",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "-id"], name="saved_form_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "key", "digest"), name="saved_form_once")
                ],
            },
        ),
    ]
