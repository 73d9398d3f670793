from django.db import migrations, models

NOT_VISIBLE = models.Q(("state", "visible"), _negated=True)


class Migration(migrations.Migration):
    """What a moderator's lists are filtered and counted by."""

    dependencies = [("comments", "0003_comment_page")]

    operations = [
        migrations.RemoveIndex("comment", "comment_not_visible"),
        migrations.AddIndex(
            "comment", models.Index(fields=["state", "-id"], condition=NOT_VISIBLE, name="comment_not_visible")
        ),
        migrations.AddIndex(
            "comment",
            models.Index(fields=["author", "state"], condition=NOT_VISIBLE, name="comment_not_visible_by_author"),
        ),
        migrations.AddIndex("decision", models.Index(fields=["action", "-id"], name="decision_by_action")),
        migrations.AddIndex("decision", models.Index(fields=["reason", "-id"], name="decision_by_reason")),
        migrations.AddIndex("report", models.Index(fields=["reason", "-id"], name="report_by_reason")),
    ]
