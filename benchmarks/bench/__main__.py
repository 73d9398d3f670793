"""`make bench`: what each page costs, beside a server that only sends constant bytes. Writes docs/benchmarks.md."""

import argparse
import contextlib
import signal
import sys
import time
from pathlib import Path

from benchmarks.bench import machine, report
from benchmarks.bench.asking import Wrk, Wrong
from benchmarks.bench.memory import measure_memory
from benchmarks.bench.posting import measure_crowd, measure_posting
from benchmarks.bench.rounds import measure_pages
from benchmarks.bench.servers import ROOT
from benchmarks.bench.site import Site
from benchmarks.bench.strangers import measure_strangers
from benchmarks.growth import compare
from newsroom.tests.support import services

DOCS = ROOT / "docs"


class Progress:
    """On a terminal one line that changes; elsewhere a line for each step that takes long."""

    def __init__(self):
        self._began, self._heading = time.monotonic(), None

    def __call__(self, words):
        heading, is_terminal = words.partition(":")[0], sys.stdout.isatty()
        if is_terminal:
            sys.stdout.write(f"\r\x1b[K{self._time()} {words}")
        elif heading != self._heading:
            sys.stdout.write(f"{self._time()} {heading}\n")
        self._heading = heading
        sys.stdout.flush()

    def end(self):
        sys.stdout.write(
            f"\r\x1b[K{self._time()}\n" if sys.stdout.isatty() else f"{self._time()} Measured.\n"
        )

    def _time(self):
        minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
        return f"{minutes}:{seconds:02}"


def measure(rounds, say):
    found = report.Results(rounds=rounds)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(services.folder())
        wrk = Wrk(folder)
        sites = [Site("SQLite", folder / "sqlite")]
        try:
            database = stack.enter_context(services.postgres(folder / "postgres"))
        except services.NotInstalled as lacking:
            say(f"{lacking} Without it there is SQLite alone.")
        else:
            sites.append(Site("PostgreSQL", folder / "site-on-postgres", database))
        now = int(time.time())
        for site in sites:
            say(f"Writing a paper on {site.name}")
            site.fill(now)
            site.start(stack)
        yardstick, found.pages = measure_pages(wrk, sites, folder, stack, rounds, say)
        found.posting = measure_posting(sites, yardstick, rounds, say)
        found.crowd = measure_crowd(sites[0], rounds, say)
        found.memory = measure_memory(sites[0], say)
        found.strangers = measure_strangers(sites[0], folder, say)
        found.sites = [site.name for site in sites]
    return found


def main():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="of turns, from which the medians are")
    parser.add_argument("--growth", action="store_true", help="measure growth instead: this takes longer")
    compare.add_sizes(parser)
    parser.add_argument(
        "--into", type=Path, default=DOCS, help="the folder of benchmarks.md and benchmarks.svg"
    )
    chosen = parser.parse_args()
    if chosen.growth:
        rows = compare.measure(compare.FOLDER, compare.large(chosen))
        report.put_growth(chosen.into, compare.SMALL, compare.large(chosen), rows)
        sys.exit(any(row.faults for row in rows))
    # Both raise KeyboardInterrupt, so that whatever was started ends. In the background of a script SIGINT is ignored.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.default_int_handler)
    machine.stay_on(machine.OTHERS)
    say = Progress()
    try:
        found = measure(chosen.rounds, say)
    except Wrong as what:
        sys.exit(f"\nNothing was written: {what}")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; nothing was written.")
    say.end()
    sys.stdout.write(report.write(found, chosen.into))


if __name__ == "__main__":
    main()
