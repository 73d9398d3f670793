"""Where copies of a name and an address are, and how they are erased there with the account."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from operator import itemgetter
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from accounts.addresses import LONGEST_ADDRESS
from accounts.models.sign_in import SignIn
from accounts.sessions import SessionStore
from core.pagination import batches

if TYPE_CHECKING:
    from accounts.models import User

CHUNK = 500


def forget(user: User, name: str, address: str | None) -> None:
    """Erase copies of the account's name and address. Call it in the transaction that erases the account."""
    _forget_in_log(user, name, address)
    _forget_mails(user, address)
    _forget_invitations(user, address)
    Authenticator.objects.filter(user=user).delete()
    SignIn.objects.filter(person=user).delete()
    # A task, because all sessions take seconds to read. Its arguments must contain neither name nor address.
    digests = [digest_of(each) for each in (name, address) if each]
    transaction.on_commit(lambda: forget_in_sessions.enqueue(user.pk, digests))


def _forget_in_log(user: User, name: str, address: str | None) -> None:
    """The admin's log names each thing as it was called then: a person by the name, a comment by its author's."""
    if address:
        # An older version's admin had a list of addresses.
        LogEntry.objects.filter(object_repr=address).update(object_repr=user.username)
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


def _forget_mails(user: User, address: str | None) -> None:
    """Delete the mails that wait to be sent to this address, or elsewhere about this account."""
    waiting = DBTaskResult.objects.filter(queue_name="mail", status=TaskResultStatus.READY)
    for row in waiting:
        is_about = any(mail.get("account") == user.pk for mail in row.args_kwargs["args"])
        if is_about or address and json.dumps(address) in json.dumps(row.args_kwargs):
            row.delete()


def _forget_invitations(user: User, address: str | None) -> None:
    """One that was accepted stays as a record of who invited whom, without the address."""
    Invitation = apps.get_model("accounts", "Invitation")  # noqa: N806  a model, which imports this module
    Invitation.objects.filter(accepted_by=user).update(address="", first_name="", last_name="")
    if address:
        Invitation.objects.filter(address=address).delete()


@task()
def forget_in_sessions(pk: int, digests: list[str]) -> None:
    """Delete the account's own sessions, and from others each entry whose key or value contains its name or address.

    Such an entry is a text that waits for its writer, or a sign-up or sign-in that was begun in another browser.
    """
    sessions = SessionStore.get_model_class().objects.values_list("pk", "session_data")
    for batch in batches(sessions, CHUNK, key=itemgetter(0)):
        for key, data in batch:
            session = SessionStore(key)
            items = session.decode(data)
            if str(items.get(SESSION_KEY)) == str(pk):
                session.delete()
            elif about := [each for each, value in items.items() if _says(digests, [each.split(), value])]:
                for each in about:
                    session.pop(each, None)
                session.save()


def _says(digests: list[str], value: object) -> bool:
    """Whether any text in it, however deep, is one of these."""
    if isinstance(value, str):
        return len(value) <= LONGEST_ADDRESS and digest_of(value) in digests
    if isinstance(value, dict):
        value = value.values()
    return isinstance(value, Iterable) and any(_says(digests, each) for each in value)


def digest_of(text: str) -> str:
    """The same for every case of the text."""
    return salted_hmac("accounts.erasure", text.casefold(), algorithm="sha256").hexdigest()
