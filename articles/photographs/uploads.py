"""Files on their way in: of whom they are written down, how much of them, and what becomes of what is left over."""

import contextlib
import time

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from articles.photographs.inspection import MEGABYTES
from core import disk

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
        self.refusal = None
        tidy()
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self.refusal = disk.refusal(error)
            self.file = SimpleUploadedFile(self.file_name, b"", self.content_type)

    def receive_data_chunk(self, raw_data, start):
        if self.refusal or start + len(raw_data) > MEGABYTES * 1_000_000:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            # What is left of the form is read all the same.
            self.refusal = disk.refusal(error)

    def file_complete(self, file_size):
        try:
            self.file.seek(0)
        except OSError as error:
            self.refusal = disk.refusal(error)
        self.file.size = file_size
        if self.refusal:
            self.file.refusal = self.refusal
        return self.file

    def close(self) -> None:
        """Once the request is answered. What came of a file before its client was gone Django closes not, and so the
        file would lie there until Python looks for garbage."""
        if file := getattr(self, "file", None):
            file.close()


def tidy() -> None:
    """Delete what a server that was killed has left: files of uploads into which nobody has written for an hour."""
    for path in settings.FILE_UPLOAD_TEMP_DIR.glob("tmp*.upload*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > LEFT_AFTER:
                path.unlink()
