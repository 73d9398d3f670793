"""What the tests of seed files share: a story's file, and what a database and its folders hold."""

import io

from django.apps import apps
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

STORY = """
key = "ferry"
section = "City"
source = "Meridian"
place = "PORT ALDEN"

[[photos]]
id = "quay"
file = "quay.jpg"
alt = "A quay."
credit_line = "Meridian"

[[revisions]]
kind = "first"
time = "-5h"
headline = "Ferry to sail again"
body = "<p>It will sail in March.</p>"
contributors = [{ role = "byline", name = "Ines Calloway" }]
photos = ["quay"]

[[revisions]]
kind = "correction"
time = "-2h"
note = "The month was wrong."
body = "<p>It will sail in April.</p>"

[[comments]]
id = "a1"
by = "Saltcote"
time = "-4h"
text = "At last."

[[comments]]
id = "a2"
by = "HalyardJim"
time = "-3h"
reply_to = "a1"
text = "We shall see."

[[comments]]
by = "Wren"
time = "-1h"
text = "April, then."

[[reports]]
comment = "a2"
by = "Wren"
reason = "off_topic"
time = "-50m"

[[decisions]]
comment = "a2"
action = "dismiss"
time = "-40m"
"""


def load(*files):
    """Run the command; answers what it printed and whether it failed."""
    out = io.StringIO()
    try:
        call_command("seed", *map(str, files), stdout=out, stderr=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}", True
    return out.getvalue(), False


def everything():
    """Every row of our own tables, and every file that is stored."""
    rows = {
        model._meta.label: list(model.objects.order_by("pk").values())
        for app in settings.OWN_APPS
        for model in apps.get_app_config(app).get_models()
    }
    return rows | {alias: sorted(_files(storages[alias], "")) for alias in ("default", "renditions")}


def _files(storage, folder):
    if not storage.exists(folder or "."):
        return
    folders, files = storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in files)
    for each in folders:
        yield from _files(storage, f"{folder}/{each}" if folder else each)
