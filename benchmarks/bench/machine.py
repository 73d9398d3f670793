"""Cores, processor time and memory of processes, as Linux reports them."""

import contextlib
import os
import re
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
# The generator and PostgreSQL on one, the servers on the other; on a machine with one core all share it.
SERVERS, OTHERS = CORES[0], CORES[-1]


def stay_on(core, pid=0):
    """Pin the process, and whatever it starts from now on, to the core."""
    os.sched_setaffinity(pid, {core})


def family(pid):
    """The ids of the process and of all below it."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in below for each in family(int(child)))]


def processor_time(pid):
    """Seconds that the process and all below it used, in their own code and in the kernel's."""
    return sum(_nanoseconds(each) for each in family(pid)) / 1e9


def memory(pid):
    """What the process holds in the machine's memory, in bytes."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) * 1024


def name():
    found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    return f"{found[1].strip() if found else os.uname().machine}, {len(CORES)} core{'s'[: len(CORES) > 1]}"


def _nanoseconds(pid):
    # The kernel's other counters have ticks of 10 ms. This one leaves out threads that ended; these servers' stay.
    spent = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            spent += int((thread / "schedstat").read_text().split()[0])
    return spent
