"""Whole style sheets for the tests' browsers, as production serves them: parts would be thirty requests a page."""

import functools
import os
from pathlib import Path

from django.contrib.staticfiles import finders

from newsroom.backends.static_files import whole_sheet


class Finder(finders.BaseFinder):
    """Finds sheets, joined with what they import; it stands before the finders that find their parts."""

    def find(self, path, find_all=False, **_):
        found = _joined(path) if path.endswith(".css") else None
        return [found] if find_all and found else found or []

    def list(self, ignore_patterns):
        return []


@functools.cache
def _joined(name):
    try:
        sheet = whole_sheet(name, _read)
    except KeyError:
        return None
    folder = Path(os.environ["DATA_DIR"]) / "sheets"
    file, written = folder / name, folder / f"{name}-{os.getpid()}"
    file.parent.mkdir(parents=True, exist_ok=True)
    # Whole from the first moment that other processes see it.
    written.write_text(sheet)
    written.replace(file)
    return str(file)


def _read(name):
    for finder in finders.get_finders():
        if not isinstance(finder, Finder) and (path := finder.find(name)):
            return Path(path).read_text()
    raise KeyError(name)
