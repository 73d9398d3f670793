"""What the operator reads. Named by the settings: it can import nothing of the project's."""

import logging


class InOneLine(logging.Filter):
    """For the log: while the database is gone each request says so, and no traceback says more."""

    def filter(self, record):
        if getattr(record, "status_code", None) == 503:
            record.exc_info = record.exc_text = None
        return True
