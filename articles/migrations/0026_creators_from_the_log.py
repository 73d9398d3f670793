from django.db import migrations

CHUNK = 500
ADDITION = 1


def take_creators(apps, schema_editor):
    """From the admin's log, which says who added a story. Stories from seeds and imports are not in it."""
    using = schema_editor.connection.alias
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(using)
    kind = kinds.filter(app_label="articles", model="article").first()
    if kind is None:
        return
    stories = apps.get_model("articles", "Article").objects.using(using)
    entries = apps.get_model("admin", "LogEntry").objects.using(using).order_by("pk")
    entries = entries.filter(content_type=kind, action_flag=ADDITION)
    last = 0
    while batch := list(entries.filter(pk__gt=last).values_list("pk", "object_id", "user")[:CHUNK]):
        last = batch[-1][0]
        added = {}
        for _, key, user in batch:
            if key and key.isascii() and key.isdigit():
                added.setdefault(user, []).append(int(key))
        for user, keys in added.items():
            stories.filter(pk__in=keys, created_by=None).update(created_by=user)


class Migration(migrations.Migration):
    """Stories of before are their creators' own, as far as the log knows them."""

    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("articles", "0025_creators_of_stories"),
    ]

    operations = [migrations.RunPython(take_creators, migrations.RunPython.noop)]
