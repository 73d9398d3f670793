import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

STATES = [
    ("visible", "Visible"),
    ("held", "Held: not shown yet"),
    ("hidden", "Hidden by reports"),
    ("removed", "Removed by a moderator"),
    ("withdrawn", "Withdrawn by its author"),
]
MODES = [
    ("automatic", "Automatic: the site's number of days from first publication"),
    ("until", "Open until a given time"),
    ("open", "Always open"),
    ("closed", "Closed now"),
    ("off", "Off: no discussion at all"),
]


class Migration(migrations.Migration):
    """The names that the admin shows of discussions, comments and policies. No column changes."""

    dependencies = [("comments", "0012_names_for_moderators")]

    operations = [
        migrations.AlterModelOptions(
            "comment",
            {
                "ordering": ["discussion", "number", "position"],
                "permissions": [
                    ("moderate_comment", "Can approve and remove comments and dismiss reports")
                ],
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
            },
        ),
        migrations.AlterField(
            "comment",
            "revision",
            models.ForeignKey("articles.revision", django.db.models.deletion.PROTECT, related_name="+"),
        ),
        migrations.AlterField("comment", "number", models.PositiveIntegerField()),
        migrations.AlterField("comment", "position", models.PositiveIntegerField(default=0)),
        migrations.AlterField("comment", "html", models.TextField()),
        migrations.AlterField(
            "comment",
            "state",
            models.CharField("state", choices=STATES, default="visible", max_length=10),
        ),
        migrations.AlterField("comment", "on_page", models.BooleanField(default=True)),
        migrations.AlterField("comment", "previewed", models.BooleanField(default=False)),
        migrations.AlterField("comment", "visible_replies", models.PositiveIntegerField(default=0)),
        migrations.AlterField("comment", "last_position", models.PositiveIntegerField(default=0)),
        migrations.AlterModelOptions(
            "discussion", {"verbose_name": "discussion", "verbose_name_plural": "discussions"}
        ),
        migrations.AlterField(
            "discussion",
            "mode",
            models.CharField("mode", choices=MODES, default="automatic", max_length=10),
        ),
        migrations.AlterField(
            "discussion",
            "until",
            models.DateTimeField(
                "until", null=True, blank=True, help_text="Only for “Open until a given time”."
            ),
        ),
        migrations.AlterField(
            "policy",
            "short",
            models.TextField("short", max_length=1000, help_text="Stands over every discussion."),
        ),
        migrations.AlterField(
            "policy", "whole", models.TextField("whole", help_text="The policy's own page.")
        ),
        migrations.AlterField(
            "policy",
            "in_force_from",
            models.DateTimeField("in force from", default=django.utils.timezone.now, editable=False),
        ),
    ]
