"""How tests look at the page of background work, and what they press there."""

import datetime
import html

import time_machine
from django.utils import timezone
from django.utils.html import strip_tags
from django_tasks_db.models import DBTaskResult

from newsroom.background import retries
from newsroom.tests.support.tasks import work

NOW = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
LIST = "/admin/django_tasks_database/dbtaskresult/"
CHOICES = ["", "waiting", "running", "again", "failed", "put-off", "done", "mail"]


def task():
    return DBTaskResult.objects.get()


def page_of(row):
    return f"{LIST}{row.pk}/change/"


def shown(client, address=LIST):
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(html.unescape(strip_tags(answer.content.decode())).split())


def give_up():
    """Let the worker try as often as it does."""
    for hours in range(len(retries.RETRY_DELAYS) + 1):
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=2 * hours)):
            work()
    row = DBTaskResult.objects.failed().latest("finished_at")
    # As though all of it had been just now.
    DBTaskResult.objects.filter(pk=row.pk).update(finished_at=timezone.now())
    return DBTaskResult.objects.get(pk=row.pk)


def act(client, row, verb):
    return " ".join(strip_tags(client.post(f"{LIST}{row.pk}/{verb}/", follow=True).content.decode()).split())
