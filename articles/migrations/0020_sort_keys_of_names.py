from django.db import migrations, models

import accounts.names
import core.collation

CHUNK = 500


def make_keys(apps, schema_editor):
    for name in ("Contributor", "Section"):
        rows = apps.get_model("articles", name).objects.using(schema_editor.connection.alias)
        known = list(rows.order_by("pk"))
        for each in known:
            each.sort_key = core.collation.sort_key(each.name)
        rows.bulk_update(known, ["sort_key"], CHUNK)


class Migration(migrations.Migration):
    """Sections and contributors are listed in the order of dictionaries, in every database."""

    dependencies = [("articles", "0019_labels_of_stories")]

    operations = [
        *(
            migrations.AddField(
                name,
                "sort_key",
                accounts.names.NameKeyField(
                    source="name", folded_by=core.collation.sort_key, max_length=100, default=""
                ),
                preserve_default=False,
            )
            for name in ("contributor", "section")
        ),
        migrations.RunPython(make_keys, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            "contributor",
            {
                "ordering": ["sort_key", "name"],
                "verbose_name": "contributor",
                "verbose_name_plural": "contributors",
            },
        ),
        migrations.AlterModelOptions(
            "section",
            {
                "ordering": ["position", "sort_key", "name"],
                "verbose_name": "section",
                "verbose_name_plural": "sections",
            },
        ),
        migrations.AddIndex(
            "contributor", models.Index(fields=["sort_key", "name"], name="contributor_by_name")
        ),
    ]
