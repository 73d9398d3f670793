"""The worker sends mail: no request waits for a mail server, and no mail tells of what was rolled back.

A mail waits as a task, which is written in the transaction of whatever the mail tells of. It may hold a code to sign
in, so the worker deletes the task once the mail is sent and removes the text of a mail that it gives up, and the admin
shows the text to nobody.
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

# Somebody waits for a mail, so mails have a queue of their own: photographs take seconds.
QUEUE = "mail"
FIRST = 100
FIELDS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to")


class EmailBackend(BaseEmailBackend):
    """Queues mails of plain text, as all of the paper's are."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if message.attachments or getattr(message, "alternatives", None):
                raise ValueError("Only plain text is sent.")
        wanted = [message for message in messages if _may_go(message)]
        for message in wanted:
            send.enqueue(written(message))
        return len(wanted)


def _may_go(message: EmailMessage) -> bool:
    """Whether each of its addresses may get one more mail. Nobody can be told here: see the adapter."""
    may_go = all(may_be_mailed(parseaddr(address)[1]) for address in message.recipients())
    if not may_go:
        logger.warning("a mail not sent: its address has had as many as it may")
    return may_go


def written(message: EmailMessage) -> dict[str, Any]:
    """What is needed to send it later. Its Message-ID is set now: sent twice, after a worker died, it is one mail."""
    domain = parseaddr(message.from_email)[1].rpartition("@")[2]
    headers = {"Message-ID": make_msgid(domain=domain), "Date": formatdate()} | message.extra_headers
    fields = {name: getattr(message, name) for name in FIELDS} | {"headers": headers}
    # The account that it is about: when that is erased, its waiting mails are deleted too.
    return fields | {"account": getattr(message, "account", None)}


@task(queue_name=QUEUE, priority=FIRST)
def send(mail: dict[str, Any]) -> None:
    """Send it through the backend that EMAIL_URL names."""
    number = mail["headers"]["Message-ID"]
    if is_too_late(mail, timezone.now()):
        logger.warning("mail %s not sent: what it says is of no use any more", number)
        return
    # A mail that an older version queued has no account.
    mail = {name: value for name, value in mail.items() if name != "account"}
    EmailMessage(**mail, connection=get_connection(settings.MAIL_SENT_BY)).send()
    logger.info("mail %s sent", number)


def is_too_late(mail: dict[str, Any], at: datetime.datetime) -> bool:
    """Judged by its header Expires, which mails with a code have."""
    expires = mail["headers"].get("Expires")
    return expires is not None and at >= parsedate_to_datetime(expires)
