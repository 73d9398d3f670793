"""How log lines are written. The settings name this module, so it can't import models."""

import logging
import re

from django.http import UnreadablePostError

from core import disk

# A path of a request has up to 4,000 characters, and an error may repeat what was sent.
LONGEST_LINE = 500
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Line(logging.Formatter):
    """Keeps each message in one line of bounded length, whatever a request brought along."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's own name
        line = _CONTROL.sub(lambda found: ascii(found[0])[1:-1], super().formatMessage(record))
        return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"


class InOneLine(logging.Filter):
    """A traceback is for a fault of ours: what strangers send is none, nor a database that is gone.

    Of a disk that is full the log says it once a minute (core.disk), and of who hung up while sending nothing.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if hasattr(record, "request") and (isinstance(error, UnreadablePostError) or disk.is_full(error)):
            return False
        if getattr(record, "status_code", 500) != 500:
            record.exc_info = record.exc_text = None
        return True
