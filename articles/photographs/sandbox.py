"""Has a photograph decoded in a process of its own, one at a time on this node: a picture takes up to a gigabyte.

The others wait for their turn, which two locks beside the uploads keep for all processes here, web and worker. Whoever
waits holds the door, so that a worker with a hundred photographs lets an editor in between two of them.
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

# How long an editor's browser waits for its turn, and then at most for the picture; a proxy waits for 60.
SECONDS_TO_WAIT, SECONDS_TO_DECODE = 15, 40
# A worker's photograph, or one that is loaded with a story, waits for all before it.
PATIENT = 60 * 60
_LOOKS_EVERY = 0.05


# What a server or a machine that is being stopped sends to each of its processes.
_STOPPING = {-signal.SIGINT, -signal.SIGTERM, -signal.SIGHUP}


class Busy(Refused):
    """It may be nothing that is wrong with the photograph: tried again it may be taken."""


def ask(
    job: Mapping[str, Any], file: "File[Any]", patience: float = PATIENT
) -> tuple[dict[str, Any], list[bytes]]:
    """({what is said}, [bytes]) of an open file, by decoding.py. Raises Refused, and Busy after so many seconds."""
    with _turn(patience) as lock, _temporary() as given, _temporary() as out:
        # A file of its own, whatever storage it comes from: nothing of this process's is shared.
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
    """Without a name: nothing of it is left, however this process ends."""
    return tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)


def _run(job: Mapping[str, Any], given: int, out: IO[bytes], lock: int) -> None:
    # Nothing of this process's but where programs and libraries lie: no key, no address of a database.
    known = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        ended = subprocess.run(  # noqa: S603 our own
            [sys.executable, "-m", "articles.photographs.decoding", str(given)],
            input=json.dumps(job).encode(),
            stdout=out,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env=known,
            # The lock too: should this process be killed, its turn lasts until that one has ended.
            pass_fds=[given, lock],
            timeout=SECONDS_TO_DECODE,
        ).returncode
    except subprocess.TimeoutExpired:
        # Of a machine that has much else to do.
        raise Busy(TOO_HEAVY) from None
    if ended in _STOPPING:
        raise Busy(
            "The site was being stopped just then. Choose the file once more and send it in a minute; all else that "
            "you typed is still here."
        )
    if ended == -signal.SIGKILL:
        # Where the machine's memory ends, whoever takes it.
        raise Busy(TOO_HEAVY)
    if ended < 0:
        # At the end of its seconds, or by what is wrong with the picture.
        raise Refused(TOO_HEAVY)
    if ended > FAILED:
        raise OSError(ended - FAILED, os.strerror(ended - FAILED))
    if ended:
        raise RuntimeError(f"The process that decodes photographs ended with {ended}.")


@contextlib.contextmanager
def _turn(patience: float) -> Iterator[int]:
    """Wait until nobody else here decodes; gives the lock's descriptor."""
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
    """A descriptor that holds the lock of that name until it is closed, or its process gone."""
    lock = os.open(settings.FILE_UPLOAD_TEMP_DIR / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(lock)
                raise Busy(
                    "Other photographs are being looked at just now, and this one has waited long. Choose the file "
                    "once more and send it in a minute; all else that you typed is still here."
                ) from None
            time.sleep(_LOOKS_EVERY)
