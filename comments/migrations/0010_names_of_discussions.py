from django.db import migrations


class Migration(migrations.Migration):
    """Two columns by what they hold: how many comments are visible, and the highest number of a thread."""

    dependencies = [("comments", "0009_rules_of_html")]

    operations = [
        migrations.RenameField("discussion", "shown", "visible_count"),
        migrations.RenameField("discussion", "threads", "last_thread_number"),
    ]
