from django.db import migrations

from accounts.one_mailbox import respell_what_is_alone


def respell(apps, schema_editor):
    models = apps.get_model("accounts", "User"), apps.get_model("account", "EmailAddress")
    respell_what_is_alone(*models, schema_editor.connection.alias)


class Migration(migrations.Migration):
    """Where two accounts have one address in two spellings, `manage.py one_mailbox` says whose it is to be."""

    dependencies = [
        ("accounts", "0004_spelling_of_addresses"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(respell, migrations.RunPython.noop)]
