"""What the log said of stories before: hidden fields as changes, and models by the names that they have in code."""

import json

from django.db import migrations

HIDDEN = {"Key", "Seen", "Publish at", "Public note"}
NAMES = {"slide": "photo", "contribution": "contributor"}
BATCH = 1000


def mend(apps, schema_editor):
    alias = schema_editor.connection.alias
    types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    entries = apps.get_model("admin", "LogEntry").objects.using(alias)
    entries = entries.filter(
        content_type__in=types.filter(app_label="articles", model="article"), change_message__startswith="["
    )
    last = 0
    while batch := list(entries.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        for entry in batch:
            _mend(entry)


def _mend(entry):
    try:
        said = json.loads(entry.change_message)
        # With nothing left, the log says that no field was changed.
        mended = [each for each in map(_in_words, said) if each]
    except (ValueError, TypeError, AttributeError):
        # Not written by Django.
        return
    if mended != said:
        entry.change_message = json.dumps(mended)
        entry.save(update_fields=["change_message"])


def _in_words(event):
    [(verb, what)] = event.items()
    what = dict(what)
    if "name" in what:
        what["name"] = NAMES.get(what["name"], what["name"])
    if "fields" in what:
        # Who dragged them, to people, set their order.
        said = ["order" if name == "Position" else name for name in what["fields"]]
        what["fields"] = [name for name in said if name not in HIDDEN]
        if not what["fields"]:
            return None
    return {verb: what}


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0009_photos_and_contributors"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
