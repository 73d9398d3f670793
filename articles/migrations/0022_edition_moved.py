from django.db import migrations


class Migration(migrations.Migration):
    """It is core's: see there."""

    dependencies = [("articles", "0021_labels_of_photographs"), ("core", "0001_edition")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Edition")])
    ]
