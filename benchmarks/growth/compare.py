"""What each page costs in a small paper and in a large one: each paper is asked in a process of its own."""

import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench.servers import ROOT, environment

FOLDER = Path(tempfile.gettempdir()) / "newsroom-growth"
# {option of `manage.py flood`: number}; the pages of both are equally full.
SMALL = {"stories": 1_000, "comments": 30_000, "longest": 2_000, "readers": 1_000}
LARGE = {"stories": 500_000, "comments": 1_300_000, "longest": 1_000_000, "readers": 100_000}
# So many times as much a page may cost in the large paper: indexes are deeper, and the cache holds less of them.
MAX_RATIO = 1.5
REPEATS = 31
# So much of the small paper's bytes a page must have in the large one: with fewer rows its cost would say nothing.
# The texts differ in length, but a longer page may not cost more for that.
MIN_SIZE_RATIO = 1 / 1.35
# As MAX_RATIO, but in SQLite's own unit of work, which no other process disturbs; what pages show changes it a little.
MAX_STEPS_RATIO = 2.5
# A statement that reads each row of a large table takes more than a million steps; a page of few steps is cheap.
MANY_STEPS, FEW_STEPS = 200_000, 50_000


class Paper:
    def __init__(self, folder, numbers):
        self.folder, self.numbers, self.process = folder, numbers, None
        self.environment = environment(folder)

    def prepare(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self._manage("prepare")
        if not (self.folder / "flooded").exists():
            self._manage("flood", "--yes", *(f"--{name}={number}" for name, number in self.numbers.items()))
            (self.folder / "flooded").touch()

    def open(self):
        command = [sys.executable, "-m", "benchmarks.growth", "--answer"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, **pipes)
        return self._read_answer()

    def ask(self, name, look=False):
        self.process.stdin.write(json.dumps([name, look]) + "\n")
        self.process.stdin.flush()
        return self._read_answer()

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait()

    def _read_answer(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"The paper in {self.folder} does not answer.")
        return json.loads(line)

    def _manage(self, *words):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, check=True)


@dataclass
class Row:
    """One page: milliseconds, bytes, queries and steps in the small paper and in the large one."""

    name: str
    times: tuple
    sizes: tuple
    queries: tuple
    steps: tuple
    faults: list

    @property
    def ratio(self):
        return self.times[1] / self.times[0]

    def __str__(self):
        verdict = "; ".join(self.faults) or "well"
        times = " ".join(f"{each:5.1f} ms" for each in self.times)
        return (
            f"{self.name:42} {times} {self.ratio:6.2f} {self.queries[0]:4}/{self.queries[1]:<3} "
            f"{self.steps[0]:8,}/{self.steps[1]:<9,} {self.sizes[0]:8,.0f}/{self.sizes[1]:<8,.0f}  {verdict}"
        )


def compare(small, large, only="", plans=False):
    """Print a Row for each page, and answer them all."""
    names = [name for name in small.open() if only in name]
    large.open()
    sys.stdout.write(
        f"{'page':42} {'small':>8} {'large':>8} {'ratio':>6} {'queries':>8} {'steps':>18} {'bytes':>17}  verdict\n"
    )
    rows = []
    for name in names:
        few, many = small.ask(name, True), large.ask(name, True)
        answers = [(small.ask(name), large.ask(name)) for _ in range(REPEATS)]
        times, sizes = zip(*map(middle, zip(*answers, strict=True)), strict=True)
        steps = tuple(sum(each["steps"] for each in statements) for statements in (few, many))
        faults = []
        if times[1] > times[0] * MAX_RATIO:
            faults.append(f"costs over {MAX_RATIO} times as much")
        if sizes[1] + 1 < (sizes[0] + 1) * MIN_SIZE_RATIO:
            faults.append("shows less in the large one")
        if steps[1] > max(steps[0] * MAX_STEPS_RATIO, FEW_STEPS):
            faults.append("takes more steps")
        if len(few) != len(many):
            faults.append("asks more often")
        for each in many:
            if each["steps"] > MANY_STEPS and (each["scans"] or each["sorts"]):
                faults.append(f"{', '.join(each['scans'] + each['sorts'])}: {each['sql'][:500]}")
        rows.append(Row(name, times, sizes, (len(few), len(many)), steps, faults))
        sys.stdout.write(f"{rows[-1]}\n")
        if plans:
            for each in many:
                lines = "\n    ".join([f"{each['steps']:,} steps: {each['sql']}", *each["plan"]])
                sys.stdout.write(f"  {lines}\n")
        sys.stdout.flush()
    return rows


def middle(answers):
    """The median of each column."""
    return [statistics.median(column) for column in zip(*answers, strict=True)]


def measure(folder, large, only="", plans=False):
    """Rows of the small paper and of a large one with these numbers; both stay in the folder for the next time."""
    papers = [Paper(folder / "small", SMALL), Paper(folder / "large", large)]
    for paper in papers:
        paper.prepare()
    try:
        return compare(*papers, only, plans)
    finally:
        for paper in papers:
            paper.close()


def add_sizes(parser):
    for name, number in LARGE.items():
        parser.add_argument(f"--{name}", type=int, default=number, help="in the large paper")


def large(chosen):
    return {name: getattr(chosen, name) for name in LARGE}
