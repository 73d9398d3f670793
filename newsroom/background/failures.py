"""Why a task failed, in a sentence that says what to do, by the class of its error and the number in its text."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus

from newsroom.backends import mail

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from newsroom.background.retries import Task

DIED = _("The worker was ended in the middle of it. If it happens each time, tell whoever runs this site.")
DISK_FULL = _("The disk is full. Whoever runs this site has to make room; then try again.")
DATABASE = _("The database did not answer, or was busy for too long. Try again.")
OLDER = _(
    "It was asked for by another release of this site, whose code is not here. If it was an older one, nothing can "
    "be done and nothing has to be; during an upgrade, try again when all of it is over."
)
UNKNOWN = _("Of a reason that this page does not know. Whoever runs this site finds it in the log.")
MAIL_UNREACHABLE = _(
    "The mail server can’t be reached. Whoever runs this site looks whether it runs, and whether EMAIL_URL names it."
)
MAIL_PASSWORD = _(
    "The mail server refuses our name or password. Whoever runs this site mends them in EMAIL_URL; then try again."
)
MAIL_ADDRESS = _(
    "The mail server takes no mail for this address. Ask its owner whether it is right, and not full or closed."
)
MAIL_SENDER = _(
    "The mail server lets us send nothing in the name of this paper. Whoever runs this site mends MAIL_FROM, or has "
    "the mail’s provider allow it."
)
MAIL_REFUSED = _(
    "The mail server was reached and refused the mail. Whoever runs this site finds what it said in the details."
)
UNSAFE = _(
    "No safe connection could be made: a certificate is wrong or out of date. Tell whoever runs this site."
)
FILE_MISSING = _(
    "A file is not where it should be. Whoever runs this site restores it from a copy, or somebody sends the same "
    "photograph again."
)
FILE_UNREADABLE = _(
    "A file or folder may not be read or written. Whoever runs this site mends whose it is; then try again."
)
STORAGE = _(
    "The storage of the photographs can’t be reached, or refuses us. Whoever runs this site looks whether it runs, "
    "and whether STORAGE_URL names it; then try again."
)
BUSY = _("The machine had too little time or memory for it. Try again when less is going on.")
GONE = _("What it is about is not there any more. Nothing has to be done.")

# {the error's class: what to say}, in whatever task
KNOWN = {
    "articles.photographs.sandbox.Busy": BUSY,
    "builtins.MemoryError": BUSY,
    "articles.photographs.models.Photo.DoesNotExist": GONE,
    "builtins.ImportError": OLDER,
    "builtins.ModuleNotFoundError": OLDER,
    "django.core.exceptions.SuspiciousOperation": OLDER,
    "django.db.utils.OperationalError": DATABASE,
    "django.db.utils.InterfaceError": DATABASE,
    "builtins.FileNotFoundError": FILE_MISSING,
    "builtins.PermissionError": FILE_UNREADABLE,
    "builtins.IsADirectoryError": FILE_UNREADABLE,
    "builtins.NotADirectoryError": FILE_UNREADABLE,
    "ssl.SSLError": UNSAFE,
    "ssl.SSLCertVerificationError": UNSAFE,
}
# Connections that were not made, of which the error alone does not say to what.
UNREACHABLE = {
    "builtins.ConnectionRefusedError",
    "builtins.ConnectionResetError",
    "builtins.ConnectionAbortedError",
    "builtins.BrokenPipeError",
    "builtins.TimeoutError",
    "builtins.OSError",
    "socket.gaierror",
    "socket.timeout",
    "smtplib.SMTPConnectError",
    "smtplib.SMTPServerDisconnected",
}
OF_MAIL = dict.fromkeys(UNREACHABLE, MAIL_UNREACHABLE) | {
    "smtplib.SMTPAuthenticationError": MAIL_PASSWORD,
    "smtplib.SMTPRecipientsRefused": MAIL_ADDRESS,
    "smtplib.SMTPSenderRefused": MAIL_SENDER,
}
OF_STORAGE = {
    name: STORAGE for name in UNREACHABLE if not name.startswith(("smtplib.", "builtins.OSError"))
} | {"builtins.OSError": FILE_UNREADABLE}
_LIBRARIES_OF_STORAGE = ("botocore.", "boto3.", "s3transfer.", "urllib3.")
_FULL = re.compile(
    rf"\[Errno (?:{errno.ENOSPC}|{errno.EDQUOT})\]|database or disk is full|\bDiskFull\b", re.IGNORECASE
)


def why(task: Task) -> StrPromise | None:
    """Of the last attempt, or nothing where none failed."""
    name = task.exception_class_path
    if not name:
        is_dead = bool(task.worker_ids) and task.status in (TaskResultStatus.READY, TaskResultStatus.FAILED)
        return DIED if is_dead else None
    if _FULL.search(task.traceback):
        return DISK_FULL
    return _known(name, task.queue_name == mail.QUEUE) or UNKNOWN


def _known(name: str, is_mail: bool) -> StrPromise | None:
    own = (OF_MAIL if is_mail else OF_STORAGE).get(name) or KNOWN.get(name)
    if own:
        return own
    if name.startswith(_LIBRARIES_OF_STORAGE):
        return STORAGE
    return MAIL_REFUSED if is_mail and name.startswith("smtplib.") else None
