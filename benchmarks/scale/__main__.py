"""python -m benchmarks.scale: exit code 0 where everything held, 1 where something did not."""

import logging
import os
import signal
import sys
import time
import traceback

from benchmarks.scale.parts import Parts
from newsroom.tests.support import services

# A run takes about two minutes. One that takes so long hangs, and is ended.
MAX_SECONDS = 8 * 60


def say(*lines):
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


class Table:
    """Prints a line for each phase as it ends."""

    widths = (24, 8, 10, 8, 8, 9, 12, 9, 8, 9)

    def __init__(self):
        self.head("", "Reads:", "", "", "last", "slowest", "Comments:", "", "", "slowest")
        self.head("", "asked", "answered", "failed", "copies", "s", "written", "refused", "failed", "s")

    def head(self, *cells):
        say("".join(f"{cell:>{width}}" for cell, width in zip(cells, self.widths, strict=True)))

    def line(self, name, reads, writes):
        self.head(
            f"{name:<24}",
            reads.asked,
            reads.answered,
            len(reads.failed),
            reads.stale_pages,
            f"{reads.slowest:.2f}",
            writes.answered,
            writes.refused,
            len(writes.failed),
            f"{writes.slowest:.2f}",
        )


def main():
    # SIGTERM raises SystemExit, so that everything that was started ends too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("It took too long and was ended."))
    signal.alarm(MAX_SECONDS)
    try:
        with services.folder() as folder, Parts(folder) as parts:
            return run(parts)
    except services.NotInstalled as lacking:
        sys.exit(f"{lacking}\n`make test-scale` needs postgresql, redis-server and nginx on this machine.")


def run(parts):
    os.environ.update(parts.environment)
    import django

    django.setup()
    logging.getLogger().setLevel(logging.WARNING)
    from benchmarks.scale.checks import Checks
    from benchmarks.scale.load import Load
    from benchmarks.scale.paper import Paper
    from benchmarks.scale.phases import Phases

    began = time.monotonic()
    paper = Paper().fill()
    parts.open()
    load = Load(parts, paper)
    say(f"A paper at http://{parts.host}/ on two nodes. Now under load:")
    with load:
        phases = Phases(parts, load, Checks(parts, paper, load), Table())
        try:
            phases.run()
        except Exception:
            phases.violations.append(f"it could not go on:\n{traceback.format_exc()}")
    say(f"{len(load.ledger.texts)} comments were answered. {time.monotonic() - began:.0f} s.")
    if not phases.violations:
        say("Everything held.")
        return 0
    say(*parts.logs(), "", "What did not hold:", *(f"  {each}" for each in phases.violations))
    return 1


if __name__ == "__main__":
    sys.exit(main())
