from django.db import migrations


class Migration(migrations.Migration):
    """Many people stand behind one address, and one reader may have more to say: each report is kept."""

    dependencies = [("comments", "0004_indexes_for_lists")]

    operations = [
        migrations.RemoveConstraint("report", "report_once_an_address"),
        migrations.RemoveConstraint("report", "report_once_a_reader"),
    ]
