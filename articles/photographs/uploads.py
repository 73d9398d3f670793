"""Files on their way in: of whom they are written down, how much of them, and what becomes of what is left over."""

import contextlib
import time

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from articles.photographs.inspection import MEGABYTES

# Longer than any upload pauses: nobody writes into it any more.
LEFT_AFTER = 60 * 60


class DeskUploadHandler(TemporaryFileUploadHandler):
    """Writes the files of staff alone, and no more of each than can be taken: no disk is filled by sending.

    The form is told of the whole size, and says so beside all else that was typed.
    """

    def new_file(self, *args, **kwargs):
        user = getattr(self.request, "user", None)
        if user is None or not user.is_staff:
            raise SkipFile
        tidy()
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) <= MEGABYTES * 1_000_000:
            super().receive_data_chunk(raw_data, start)


def tidy() -> None:
    """Delete what a server that was killed has left: files of uploads into which nobody has written for an hour."""
    for path in settings.FILE_UPLOAD_TEMP_DIR.glob("tmp*.upload*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > LEFT_AFTER:
                path.unlink()
