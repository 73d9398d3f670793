"""Only the user who runs the site may read what is stored. settings.py writes it so; this corrects older files."""

import contextlib
import os
import stat
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
# What SQLite puts beside a database.
BESIDE = ("", "-wal", "-shm", "-journal")


def tighten(folder: Path, database: Path | None = None) -> None:
    """A data folder that others can enter, with all that lies in it, and a SQLite database wherever that is.

    The folder itself last: where this was cut short it is done again. What belongs to somebody else, as in an image,
    or can't be changed, is theirs to say.
    """
    if _mode(folder) & 0o077:
        for where, folders, files in os.walk(folder):
            for name in folders:
                _restrict(Path(where, name), FOLDER)
            for name in files:
                _restrict(Path(where, name), FILE)
        _restrict(folder, FOLDER)
    if database:
        for end in BESIDE:
            _restrict(Path(f"{database}{end}"), FILE)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _restrict(path: Path, mode: int) -> None:
    # One that is gone meanwhile, another's, or on what is mounted to be read alone.
    with contextlib.suppress(OSError):
        if not path.is_symlink() and _mode(path) & ~mode:
            path.chmod(mode)
