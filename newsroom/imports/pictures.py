from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files import File

from articles.models import Photo
from articles.photographs.ingest import NoCreditLine
from newsroom.imports.refusal import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType
    from typing import Any, Self

    from newsroom.imports.formats.seed import PhotoFile

DESCRIBED = ("alt", "caption", "credit_line", "creator", "source", "copyright_notice")


class Pictures:
    """A story's photos while it is loaded: entering ingests them, and an error removes those that are new."""

    def __init__(self, files: list[PhotoFile], folder: Path, say: Callable[[str], object]) -> None:
        self.files, self.folder, self.say = files, folder.resolve(), say
        self._photos: dict[str, Photo] = {}
        self._new: list[Photo] = []

    def __getitem__(self, id: str) -> Photo:
        return self._photos[id]

    def __enter__(self) -> Self:
        try:
            for index, file in enumerate(self.files):
                self.say(f"photo {index + 1} of {len(self.files)}")
                self._photos[file.id] = self._ingest(file, f"photos[{index}]")
        except BaseException:
            self._forget()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            self._forget()
            return
        for photo in self._photos.values():
            photo.make_renditions()

    def slide(self, id: str) -> dict[str, Any]:
        """The photo's slide in this story, with the file's alt text and caption where the archive has others."""
        photo, file = self._photos[id], next(file for file in self.files if file.id == id)
        own = {name: getattr(file, name) for name in ("alt", "caption")}
        return {"photo": photo} | {name: text for name, text in own.items() if text != getattr(photo, name)}

    def _ingest(self, file: PhotoFile, place: str) -> Photo:
        path = (self.folder / file.file).resolve()
        if not path.is_relative_to(self.folder):
            raise ImportRefused(
                f"{place}.file", "A photo lies beside the story's file or in a folder below it."
            )
        try:
            with path.open("rb") as opened:
                # Its renditions are made later, for the story can still be refused.
                ingested = Photo.objects.ingest(
                    File(opened, name=path.name),
                    needs_credit=True,
                    make_renditions=False,
                    **{name: getattr(file, name) for name in DESCRIBED},
                )
        except OSError as error:
            raise ImportRefused(
                f"{place}.file", f"The file {file.file} can't be read: {error.strerror}."
            ) from error
        except NoCreditLine as error:
            raise ImportRefused(f"{place}.credit_line", str(error.message)) from error
        except ValidationError as error:
            raise ImportRefused(f"{place}.file", " ".join(error.messages)) from error
        photo = ingested.photo
        if ingested.is_new:
            self._new.append(photo)
        return photo

    def _forget(self) -> None:
        for photo in self._new:
            photo.remove()
