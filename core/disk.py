"""A full disk, whatever error it makes: the sender is not at fault, and the operator has to act."""

import errno
import logging
import sqlite3
import time
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

FULL = _(
    "Our disk is full just now, and the file could not be stored. All else that you typed is still here. "
    "Tell whoever runs this site, then choose the file once more and send it again."
)
_ERRNOS = {errno.ENOSPC, errno.EDQUOT}
# SQLite says the second or the third when its write-ahead log can't grow.
_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
# PostgreSQL, appendix A: disk_full.
_SQLSTATE = "53100"
# The log may be on that disk too: no line for each reader.
_SECONDS_BETWEEN_LINES = 60
_said_at = None


def is_full(error: BaseException | None) -> bool:
    """Whether the error, or one that led to it, says that a disk is full."""
    return any(_says_so(each) for each in _with_causes(error))


def _says_so(error: BaseException) -> bool:
    return (
        (isinstance(error, OSError) and error.errno in _ERRNOS)
        or getattr(error, "sqlite_errorcode", None) in _SQLITE
        or getattr(error, "sqlstate", None) == _SQLSTATE
    )


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def say(error: BaseException) -> None:
    """Tell the operator, once a minute at most."""
    global _said_at
    now = time.monotonic()
    if _said_at is None or now - _said_at >= _SECONDS_BETWEEN_LINES:
        _said_at = now
        logger.error(
            "The disk is full, and nothing can be stored. Make room, on this machine or on the database's; nothing "
            "has to be started anew. /health/parts/ says how much is free here. (%s)",
            error,
        )


def refusal(error: OSError) -> ValidationError:
    """The error for the field of a file that could not be stored. Raises the given one where no disk is full."""
    if not is_full(error):
        raise error
    say(error)
    return ValidationError(FULL)
