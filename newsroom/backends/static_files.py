"""Static files as production serves them: a style sheet in one file, scripts that find each other by hashed names.

Scripts of ours go without their comments, which are a seventh of what they weigh.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from django.core.files.storage import Storage

# Where a browser heeds @import: at the top, after comments and @layer statements at most.
_TOP = re.compile(r"(?:\s+|/\*.*?\*/|@(?:charset|layer)\b[^{;]*;|@import\b[^;]*;)*", re.DOTALL)
_IMPORT = re.compile(
    r"""/\*.*?\*/|@import\s+(?:url\(\s*)?["']?(?P<part>[^"')\s;]+)["']?(?:\s*\))?"""
    r"""(?:\s*layer\((?P<layer>[\w.-]+)\))?\s*(?P<media>[^;]*?)\s*;""",
    re.DOTALL,
)
_LINE_OF_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
_RELATIVE_URL = re.compile(r"""(url\(\s*["']?)(?![a-z]+:|[/#])([^"')]+)""")


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # of a library without types
    # Modules import each other by relative paths.
    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Django's, of whole sheets and bare scripts: `make dev` serves them as they were written."""

        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                text: str = file.read().decode()
                return text

        memory, served = InMemoryStorage(), {}
        for name in paths:
            if name.endswith(".css"):
                try:
                    text = whole_sheet(name, read)
                except ValueError as error:
                    yield name, None, error
                    return
            elif name.endswith(".js") and name.partition("/")[0] in settings.OWN_APPS:
                text = bare_script(read(name))
            else:
                continue
            memory.save(name, ContentFile(text.encode()))
            served[name] = (memory, name)
        yield from super().post_process(paths | served, dry_run, **options)


def bare_script(text: str) -> str:
    """A script without the lines that are only comments."""
    return _LINE_OF_COMMENT.sub("", text)


def whole_sheet(name: str, read: Callable[[str], str], importers: tuple[str, ...] = ()) -> str:
    """A style sheet with the text of each import in place of its @import: one file of the same effect.

    `read` gives a sheet's text by its name below STATIC_URL, or raises KeyError.
    """
    text = read(name)
    top = _TOP.match(text)[0]  # type: ignore[index] # it matches an empty text, too

    def written_in(found: re.Match[str]) -> str:
        if not found["part"]:
            return found[0]
        part = posixpath.normpath(posixpath.join(posixpath.dirname(name), found["part"]))
        if part in (*importers, name):
            raise ValueError(f"The style sheet {name} imports {part}, which imports it.")
        if found["media"].startswith(("layer", "supports")):
            raise ValueError(
                f"The style sheet {name} imports {part} with more than a layer's name and a medium."
            )
        try:
            whole = whole_sheet(part, read, (*importers, name))
        except KeyError:
            raise ValueError(f"The style sheet {name} imports {part}, and there is no such file.") from None
        whole = _RELATIVE_URL.sub(lambda url: url[1] + _relative(url[2], part, name), whole)
        for rule, value in (("@layer", found["layer"]), ("@media", found["media"])):
            if value:
                whole = f"{rule} {value} {{\n{whole}}}\n"
        return whole.rstrip()

    return _IMPORT.sub(written_in, top) + text[len(top) :]


def _relative(url: str, part: str, name: str) -> str:
    """Turn a URL that is relative to the part into one that is relative to the sheet that imports the part."""
    at = posixpath.join(posixpath.dirname(part), url)
    return posixpath.relpath(at, posixpath.dirname(name))
