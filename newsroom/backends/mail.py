"""Mail leaves by the worker: no request waits for a mail server, and what was rolled back is never sent.

A mail waits as a task, written in the transaction of whatever it tells of. Codes to sign in stand in it: the worker
deletes it once it is sent, takes its text away where it gives it up, and the admin shows it to nobody.
"""

from __future__ import annotations

import logging
from email.utils import formatdate, make_msgid, parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django_tasks import task

from accounts.limits import may_be_mailed

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from typing import Any

logger = logging.getLogger(__name__)

# Somebody looks at their telephone: it has a turn of its own beside photographs, which take seconds.
QUEUE = "mail"
FIRST = 100
FIELDS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to")


class EmailBackend(BaseEmailBackend):
    """For mails of plain text, as all of the paper's are."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if message.attachments or getattr(message, "alternatives", None):
                raise ValueError("Only plain text is sent.")
        wanted = [message for message in messages if _may_go(message)]
        for message in wanted:
            send.enqueue(written(message))
        return len(wanted)


def _may_go(message: EmailMessage) -> bool:
    """Whether it is not one too many for any of its addresses. Who asked for it can't be told: see the adapter."""
    may_go = all(may_be_mailed(parseaddr(address)[1]) for address in message.recipients())
    if not may_go:
        logger.warning("a mail not sent: its address has had as many as it may")
    return may_go


def written(message: EmailMessage) -> dict[str, Any]:
    """What it takes to send it later; the same mail, should it be sent twice where a worker died in between."""
    domain = parseaddr(message.from_email)[1].rpartition("@")[2]
    headers = {"Message-ID": make_msgid(domain=domain), "Date": formatdate()} | message.extra_headers
    fields = {name: getattr(message, name) for name in FIELDS} | {"headers": headers}
    # Whose account it is about: with the account what waits is forgotten.
    return fields | {"account": getattr(message, "account", None)}


@task(queue_name=QUEUE, priority=FIRST)
def send(mail: dict[str, Any]) -> None:
    """Through the backend that EMAIL_URL names."""
    number = mail["headers"]["Message-ID"]
    if is_too_late(mail, timezone.now()):
        logger.warning("mail %s not sent: what it says is of no use any more", number)
        return
    # One that an older version wrote down has none.
    mail = {name: value for name, value in mail.items() if name != "account"}
    EmailMessage(**mail, connection=get_connection(settings.MAIL_SENT_BY)).send()
    logger.info("mail %s sent", number)


def is_too_late(mail: dict[str, Any], at: datetime.datetime) -> bool:
    """By its header Expires, which a mail has that holds a code."""
    expires = mail["headers"].get("Expires")
    return expires is not None and at >= parsedate_to_datetime(expires)
