import django.db.models.deletion
from django.db import migrations, models

REASONS = [
    ("spam", "Spam or advertising"),
    ("abuse", "Abuse or hate"),
    ("off_topic", "Off topic"),
    ("private", "Private information"),
    ("illegal", "Illegal content"),
    ("other", "Something else"),
]
ACTIONS = [
    ("hide", "Hidden until looked at"),
    ("approve", "Approved"),
    ("remove", "Removed"),
    ("dismiss", "Reports dismissed"),
]


class Migration(migrations.Migration):
    """The names that the admin shows of reports and decisions. No column changes."""

    dependencies = [("comments", "0011_names_of_comments")]

    operations = [
        migrations.AlterModelOptions(
            "decision",
            {"ordering": ["pk"], "verbose_name": "decision", "verbose_name_plural": "decisions"},
        ),
        migrations.AlterField(
            "decision", "action", models.CharField("action", choices=ACTIONS, max_length=10)
        ),
        migrations.AlterField(
            "decision", "reason", models.CharField("reason", choices=REASONS, max_length=10, blank=True)
        ),
        migrations.AlterField("decision", "created_at", models.DateTimeField("created at")),
        migrations.AlterModelOptions(
            "report",
            {"ordering": ["pk"], "verbose_name": "report", "verbose_name_plural": "reports"},
        ),
        migrations.AlterField("report", "address_hash", models.CharField(max_length=64, blank=True)),
        migrations.AlterField(
            "report", "reason", models.CharField("reason", choices=REASONS, max_length=10)
        ),
        migrations.AlterField("report", "created_at", models.DateTimeField("created at")),
        migrations.AlterField(
            "report",
            "decision",
            models.ForeignKey(
                "comments.decision",
                django.db.models.deletion.PROTECT,
                null=True,
                related_name="reports",
                verbose_name="decision",
            ),
        ),
    ]
