from django.db import migrations


def forget(apps, schema_editor):
    """Who was erased before stands in the admin's log under the name they had."""
    using = schema_editor.connection.alias
    people = apps.get_model("accounts", "User").objects.using(using)
    log = apps.get_model("admin", "LogEntry").objects.using(using)
    entries = log.filter(content_type__app_label="accounts", content_type__model="user")
    erased = people.filter(username__startswith="Former-reader-", is_active=False)
    for pk, username in erased.values_list("pk", "username").iterator(2000):
        entries.filter(object_id=str(pk)).exclude(object_repr=username).update(object_repr=username)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_one_spelling_an_address"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
