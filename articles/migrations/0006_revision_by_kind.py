from django.db import migrations, models


class Migration(migrations.Migration):
    """For the desk's list of corrections."""

    dependencies = [("articles", "0005_versions_of_lists")]

    operations = [
        migrations.AddIndex("revision", models.Index(fields=["kind", "-id"], name="revision_by_kind")),
    ]
