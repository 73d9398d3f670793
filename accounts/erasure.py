"""Where a name and an address are copied to, and how they are forgotten there with the account."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from accounts.sessions import SessionStore

if TYPE_CHECKING:
    from accounts.models import User

CHUNK = 500


def forget(user: User, name: str, address: str | None) -> None:
    """What an erased account was called, in the transaction that erases it."""
    _forget_in_log(user, name)
    if address:
        _forget_mails(address)
    # To look through all sessions takes seconds; and the task itself must not say the name.
    transaction.on_commit(lambda: forget_in_sessions.enqueue(user.pk, name_digest(name)))


def _forget_in_log(user, name):
    """The admin's log names each thing as it was called then: a person by the name, a comment by its author's."""
    person = ContentType.objects.get_for_model(user)
    LogEntry.objects.filter(content_type=person, object_id=str(user.pk)).update(object_repr=user.username)
    # As one thing among others in a message: quoted, and as the whole name.
    quoted = re.compile(rf'"{re.escape(name)}(?=\\"| wrote: )')
    said = Q(object_repr__startswith=f"{name} wrote: ") | Q(change_message__contains=f'"{name}')
    for entry in LogEntry.objects.filter(said):
        if entry.object_repr.startswith(f"{name} wrote: "):
            entry.object_repr = user.username + entry.object_repr.removeprefix(name)
        entry.change_message = quoted.sub(f'"{user.username}', entry.change_message)
        entry.object_repr = entry.object_repr[:200]
        entry.save(update_fields=["object_repr", "change_message"])


def _forget_mails(address):
    """That wait to be sent there."""
    waiting = DBTaskResult.objects.filter(queue_name="mail", status=TaskResultStatus.READY)
    for row in waiting:
        if json.dumps(address) in json.dumps(row.args_kwargs):
            row.delete()


@task()
def forget_in_sessions(pk: int, digest: str) -> None:
    """An account's own sessions are deleted; what was typed under its name and waits in others is taken from them.

    A key of such a text ends with the pen name.
    """
    after = ""
    while keys := list(_sessions(after)):
        for key, data in keys:
            session = SessionStore(key)
            items = session.decode(data)
            if str(items.get(SESSION_KEY)) == str(pk):
                session.delete()
            elif typed := [each for each in items if name_digest(each.rpartition(" ")[2]) == digest]:
                for each in typed:
                    session.pop(each, None)
                session.save()
        after = keys[-1][0]


def _sessions(after):
    sessions = SessionStore.get_model_class().objects.filter(pk__gt=after).order_by("pk")
    return sessions.values_list("pk", "session_data")[:CHUNK]


def name_digest(name: str) -> str:
    return salted_hmac("accounts.erasure", name, algorithm="sha256").hexdigest()
