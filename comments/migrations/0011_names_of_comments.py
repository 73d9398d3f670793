from django.db import migrations, models
from django.db.models import Q

NAMES = {
    "standing": "on_page",
    "leading": "previewed",
    "place": "position",
    "places": "last_position",
    "replies": "visible_replies",
}


class Migration(migrations.Migration):
    """Columns by what they hold. What names them in a condition goes before, and comes back by the new names."""

    dependencies = [("comments", "0010_names_of_discussions")]

    operations = [
        migrations.RemoveIndex("comment", "comment_page"),
        migrations.RemoveConstraint("comment", "comment_place"),
        migrations.RemoveConstraint("comment", "comment_begins_or_replies"),
        *[migrations.RenameField("comment", old, new) for old, new in NAMES.items()],
        migrations.AlterModelOptions(
            "comment",
            {
                "ordering": ["discussion", "number", "position"],
                "permissions": [("moderate_comment", "Can approve and remove comments and dismiss reports")],
            },
        ),
        migrations.AlterField(
            "comment",
            "position",
            models.PositiveIntegerField(default=0, help_text="In its thread: 0 is the root; never changes."),
        ),
        migrations.AlterField(
            "comment",
            "on_page",
            models.BooleanField(default=True, help_text="Pages show it, or that it is gone."),
        ),
        migrations.AlterField(
            "comment",
            "previewed",
            models.BooleanField(
                default=False, help_text="A root, or one of the first three replies to it that are on pages."
            ),
        ),
        migrations.AlterField(
            "comment",
            "visible_replies",
            models.PositiveIntegerField(default=0, help_text="In the thread that it is the root of."),
        ),
        migrations.AlterField(
            "comment",
            "last_position",
            models.PositiveIntegerField(
                default=0, help_text="The highest that was given in the thread that it is the root of."
            ),
        ),
        migrations.AddConstraint(
            "comment",
            models.UniqueConstraint(fields=["discussion", "number", "position"], name="comment_position"),
        ),
        migrations.AddConstraint(
            "comment",
            models.CheckConstraint(
                condition=Q(thread=None, parent=None, position=0)
                | Q(thread__isnull=False, parent__isnull=False, position__gt=0),
                name="comment_begins_or_replies",
            ),
        ),
        migrations.AddIndex(
            "comment",
            models.Index(
                fields=["discussion", "number", "position"],
                condition=Q(previewed=True),
                name="comment_page",
            ),
        ),
    ]
