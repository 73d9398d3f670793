"""Uploads: whose files are written to disk, how much of each, and how leftover files are deleted."""

import contextlib
import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from articles.photographs.inspection import MEGABYTES
from core import disk

if TYPE_CHECKING:
    from django.core.exceptions import ValidationError
    from django.core.files.uploadedfile import UploadedFile

    from articles.photographs.inspection import Inspection

    class DeskFile(UploadedFile[bytes]):
        """An upload with what the desk has found out about it before its form is checked."""

        refusal: ValidationError
        inspection: Inspection
        may_tell_apart: bool


# In seconds. No upload pauses so long, so nobody writes into the file any more.
LEFT_AFTER = 60 * 60


class DeskUploadHandler(TemporaryFileUploadHandler):
    """Writes only files that staff send, and of each only as much as is accepted, so that nobody can fill the disk.

    The form gets the file's whole size, so that it can refuse the file and give back all else that was typed.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        user = getattr(self.request, "user", None)
        if user is None or not user.is_staff:
            raise SkipFile
        self.refusal: ValidationError | None = None
        tidy()
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self.refusal = disk.refusal(error)
            # An empty file in memory takes its place. Django has set its name and type by now.
            self.file = SimpleUploadedFile(self.file_name, b"", self.content_type)  # type: ignore[assignment, arg-type]

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.refusal or start + len(raw_data) > MEGABYTES * 1_000_000:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            # Keep the refusal for the form: the rest of the request must still be read.
            self.refusal = disk.refusal(error)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        try:
            self.file.seek(0)
        except OSError as error:
            self.refusal = disk.refusal(error)
        self.file.size = file_size
        if self.refusal:
            self.file.refusal = self.refusal  # type: ignore[attr-defined] # it is a DeskFile
        return self.file

    def close(self) -> None:
        """Called after the request. Django does not close the file of an upload that its client broke off.

        Without this the file would stay on disk until Python collects garbage.
        """
        if file := getattr(self, "file", None):
            file.close()


def tidy() -> None:
    """Delete leftovers of servers that were killed: uploads into which nobody has written for an hour."""
    for path in settings.FILE_UPLOAD_TEMP_DIR.glob("tmp*.upload*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > LEFT_AFTER:
                path.unlink()
