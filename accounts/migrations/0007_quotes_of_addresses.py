import re

from django.db import migrations

BARE = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"@(.*)')


def unquoted(email):
    quoted = QUOTED.fullmatch(email)
    bare = quoted and re.sub(r"\\(.)", r"\1", quoted[1])
    return f"{bare}@{quoted[2]}" if bare and BARE.fullmatch(bare) else email


def unquote(apps, schema_editor):
    using = schema_editor.connection.alias
    people = apps.get_model("accounts", "User").objects.using(using)
    addresses = apps.get_model("account", "EmailAddress").objects.using(using)
    found = {(row.pk, row.email) for row in people.filter(email__startswith='"')}
    found |= {(row.user_id, row.email) for row in addresses.filter(email__startswith='"')}
    for pk, email in sorted(found):
        plain = unquoted(email)
        is_anothers = people.filter(email=plain).exists() or addresses.filter(email=plain).exists()
        if plain != email and not is_anothers:
            people.filter(pk=pk, email=email).update(email=plain)
            addresses.filter(user=pk, email=email).update(email=plain)


class Migration(migrations.Migration):
    """A mailbox is the same in quotes. Where two accounts have one, `manage.py one_mailbox` says whose it is to be."""

    dependencies = [("accounts", "0006_names_of_erased_readers")]

    operations = [migrations.RunPython(unquote, migrations.RunPython.noop)]
