"""A slide is a photo to people, a contribution a contributor: in the log, in what deleting asks, in permissions."""

from django.db import migrations

# Their permissions were named when they were made, after the first migrate.
NAMES = {"slide": "photo in a story", "contribution": "contributor in a story"}


def rename_permissions(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for model, name in NAMES.items():
        for verb in ("add", "change", "delete", "view"):
            permissions.filter(content_type__app_label="articles", codename=f"{verb}_{model}").update(
                name=f"Can {verb} {name}"
            )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0008_withdrawn_photos"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="slide",
            options={
                "ordering": ["position", "pk"],
                "verbose_name": "photo in a story",
                "verbose_name_plural": "photos in stories",
            },
        ),
        migrations.AlterModelOptions(
            name="contribution",
            options={
                "ordering": ["position", "pk"],
                "verbose_name": "contributor in a story",
                "verbose_name_plural": "contributors in stories",
            },
        ),
        migrations.RunPython(rename_permissions, migrations.RunPython.noop),
    ]
