"""Files on their way in: of whom they are written down, how much of them, and what becomes of what is left over."""

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


# Longer than any upload pauses: nobody writes into it any more.
LEFT_AFTER = 60 * 60


class DeskUploadHandler(TemporaryFileUploadHandler):
    """Writes the files of staff alone, and no more of each than can be taken: no disk is filled by sending.

    The form is told of the whole size, and says so beside all else that was typed.
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
            # A file in memory will do, and Django has set both names by now.
            self.file = SimpleUploadedFile(self.file_name, b"", self.content_type)  # type: ignore[assignment, arg-type]

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.refusal or start + len(raw_data) > MEGABYTES * 1_000_000:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            # What is left of the form is read all the same.
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
