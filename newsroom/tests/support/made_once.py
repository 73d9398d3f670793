"""What is long in the making and the same for every process of a run: one makes it, and all others read it."""

import fcntl
import os
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made")


def made_once(name: str, make: Callable[[], Made]) -> Made:
    """What `make` answers: made by whoever comes first in this run, while those who come meanwhile wait for it.

    If it fails, it fails for all, with the same reason. Whoever dies over it leaves it to the next.
    """
    # Each run has a folder of its own, which all its processes know and which is gone with it.
    folder = Path(os.environ["DATA_DIR"]) / "made"
    folder.mkdir(exist_ok=True)
    kept = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            # Whole from the first moment that others see it.
            written = folder / f"{name}.part"
            written.write_bytes(pickle.dumps(_made_or_why_not(make)))
            written.replace(kept)
    made, why_not = pickle.loads(kept.read_bytes())
    assert not why_not, f"{name} was not made:\n{why_not}"
    return made


def _made_or_why_not(make: Callable[[], Made]) -> tuple[Made | None, str]:
    try:
        return make(), ""
    except Exception:
        return None, traceback.format_exc()
