"""The server and the worker side by side, for `make run` and `make dev`.

    python -m newsroom.server.supervisor ARGUMENTS OF PYTHON THAT START THE SERVER

Both end with it, however it ends, and it ends with the server. A worker that died is started again.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WORKER = ("manage.py", "worker")
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A worker that dies at once is started again after 1 s, 2 s, 4 s …
LONGEST_PAUSE = 60
# A worker that ran for so long counts as started: the pauses begin anew.
STARTED_WELL = 30


def end_with_parent() -> None:
    """Ask Linux to end this process when the one that started it is gone: prctl(2). Other systems can't be asked."""
    set_parent_death_signal = 1
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def listen() -> int:
    """A file that becomes readable when a signal comes; each signal is a byte in it."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing)
    for each in (*ENDING, signal.SIGCHLD):
        # nohup ignores SIGHUP, and so do we then.
        if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:
            signal.signal(each, lambda *_: None)
    return reading


def start(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    # Between fork and exec only where there are no threads, as here.
    return subprocess.Popen([sys.executable, *arguments], preexec_fn=end_with_parent)  # noqa: S603 the Makefile's own


def run(signals: int, server_arguments: Sequence[str], with_worker: bool) -> int:
    """Run both until the server ends or this process is told to; answers the server's exit code."""
    server = start(server_arguments)
    worker, started, pause = start(WORKER) if with_worker else None, time.monotonic(), 1
    while server.poll() is None:
        is_lacking = worker is not None and worker.poll() is not None
        now = time.monotonic()
        if worker is not None and is_lacking and now >= started + pause:
            sys.stderr.write(f"The worker ended ({worker.returncode}) and is started again.\n")
            pause = 1 if now - started > STARTED_WELL else min(pause * 2, LONGEST_PAUSE)
            worker, started = start(WORKER), now
            is_lacking = False
        # Until a process ends, a signal comes, or the pause is over.
        timeout = started + pause - now if is_lacking else None
        if select.select([signals], [], [], timeout)[0] and set(os.read(signals, 100)) & set(ENDING):
            server.terminate()
            break
    if worker is not None:
        worker.terminate()
        worker.wait()
    return server.wait()


def main() -> None:
    end_with_parent()
    signals = listen()
    from newsroom.settings import TASKS_WORKER

    code = run(signals, sys.argv[1:], TASKS_WORKER)
    sys.exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
