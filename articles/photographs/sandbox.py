"""Has photographs decoded in a process of their own, one at a time on this node, for each takes up to a gigabyte.

All processes of the node, web and worker, share two locks in the folder of uploads. The one who decodes holds `turn`;
the next in line holds `door`. So a worker with a hundred photographs lets an editor in between two of them.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings

from articles.photographs.bounds import Refused
from articles.photographs.decoding import FAILED, TOO_HEAVY

if TYPE_CHECKING:
    from django.core.files import File

# How long an editor's request waits for its turn, and then for the decoder. Proxies give up after 60 seconds.
SECONDS_TO_WAIT, SECONDS_TO_DECODE = 15, 40
# In seconds: how long a worker, or a command that loads stories, waits for all photographs before its own.
PATIENT = 60 * 60
_LOOKS_EVERY = 0.05


# Return codes of a process that was ended because its server or machine was being stopped.
_STOPPING = {-signal.SIGINT, -signal.SIGTERM, -signal.SIGHUP}


class Busy(Refused):
    """The photograph may be all right: it may be taken when it is sent again."""


def ask(
    job: Mapping[str, Any], file: "File[Any]", patience: float = PATIENT
) -> tuple[dict[str, Any], list[bytes]]:
    """Have decoding.py do a job on an open file; returns its answer and the bytes of each file it made.

    Raises Refused, and Busy after `patience` seconds without a turn.
    """
    with _turn(patience) as lock, _temporary() as given, _temporary() as out:
        # Copied, so that the other process shares no file of this one, whatever storage it comes from.
        file.seek(0)
        shutil.copyfileobj(file, given)
        given.seek(0)
        _run(job, given.fileno(), out, lock)
        out.seek(0)
        try:
            said = json.loads(out.readline())
        except ValueError:
            raise Refused(TOO_HEAVY) from None
        if "refused" in said:
            raise Refused(said["refused"])
        return said, [out.read(size) for size in said.pop("sizes")]


def _temporary() -> IO[bytes]:
    """A file without a name, so that nothing is left of it, however this process ends."""
    return tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)


def _run(job: Mapping[str, Any], given: int, out: IO[bytes], lock: int) -> None:
    # It gets only the paths of programs and libraries: no key, no address of a database.
    known = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        ended = subprocess.run(  # noqa: S603 our own
            [sys.executable, "-m", "articles.photographs.decoding", str(given)],
            input=json.dumps(job).encode(),
            stdout=out,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env=known,
            # It holds the lock too: if this process is killed, the turn lasts until that one has ended.
            pass_fds=[given, lock],
            timeout=SECONDS_TO_DECODE,
        ).returncode
    except subprocess.TimeoutExpired:
        # The machine may have been busy with something else.
        raise Busy(TOO_HEAVY) from None
    if ended in _STOPPING:
        raise Busy("stopping")
    if ended == -signal.SIGKILL:
        # The machine ran out of memory; another process may have taken it.
        raise Busy(TOO_HEAVY)
    if ended < 0:
        # It used up its seconds of CPU, or the picture made it crash.
        raise Refused(TOO_HEAVY)
    if ended > FAILED:
        raise OSError(ended - FAILED, os.strerror(ended - FAILED))
    if ended:
        raise RuntimeError(f"The process that decodes photographs ended with {ended}.")


@contextlib.contextmanager
def _turn(patience: float) -> Iterator[int]:
    """Wait until no other process of this node decodes; gives the lock's descriptor."""
    until = time.monotonic() + patience
    door = _locked("door", until)
    try:
        turn = _locked("turn", until)
    finally:
        os.close(door)
    try:
        yield turn
    finally:
        os.close(turn)


def _locked(name: str, until: float) -> int:
    """A descriptor that holds the lock of that name until it is closed or its process ends."""
    lock = os.open(settings.FILE_UPLOAD_TEMP_DIR / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(lock)
                raise Busy("waited_long") from None
            time.sleep(_LOOKS_EVERY)
