from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_revision_by_kind")]

    operations = [
        migrations.AddField(
            "photo",
            "renditions_problem",
            models.CharField(
                blank=True,
                editable=False,
                help_text="Why they were given up: the same file would fail again.",
                max_length=300,
            ),
            preserve_default=True,
        ),
    ]
