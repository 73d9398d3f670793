"""Turns of a second, one server after the other, in rounds: what slows the machine down slows all of them."""

import pickle
import statistics
from dataclasses import dataclass

from benchmarks.bench.kinds import constant, kinds, look
from benchmarks.bench.servers import Constant


@dataclass
class Spread:
    """The median of the rounds, with the least and the most."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, numbers):
        return cls(statistics.median(numbers), min(numbers), max(numbers))


class Measured:
    """The turns of one kind of page: {server: [Turn of each round]}; "constant" is the yardstick's."""

    def __init__(self, name, size=0):
        self.name, self.size, self.turns = name, size, {}

    def add(self, server, turn):
        self.turns.setdefault(server, []).append(turn)

    def speed(self, server):
        """Requests a second, the yardstick's of the same round being 1."""
        return self._compared(server, lambda turn: turn.requests / turn.seconds)

    def cost(self, server):
        """Processor time a request, of the server's processes; compared in the same way."""
        return self._compared(server, lambda turn: turn.processor / turn.requests)

    def database_cost(self, server):
        """Processor time a request of PostgreSQL's processes, that of the yardstick's server being 1."""
        return self._compared(
            server,
            lambda turn: turn.database / turn.requests,
            lambda yard: yard.processor / yard.requests,
        )

    def _compared(self, server, number, yards_number=None):
        turns = zip(self.turns[server], self.turns["constant"], strict=True)
        return Spread.of([number(turn) / (yards_number or number)(yard) for turn, yard in turns])


def measure_pages(wrk, sites, folder, stack, rounds, say):
    """(the yardstick, which runs, [Measured of each kind of page]). The sites' servers must run already."""
    found = [(kind, Measured(kind.name)) for kind in kinds(sites[0].pages)]
    answers = {}
    for kind, measured in found:
        answer = look(kind, sites[0].cached.port, *kind.asked(sites[0]))
        answers[kind.key], measured.size = constant(answer), len(answer.body)
    (folder / "answers").write_bytes(pickle.dumps(answers))
    yardstick = stack.enter_context(Constant(folder / "constant", folder / "answers"))
    for number in range(1, rounds + 1):
        for kind, measured in found:
            say(f"Round {number} of {rounds}: {kind.name}")
            # The yardstick reads no header; these make its requests as long as the site's.
            _, headers = kind.asked(sites[0])
            _turn(wrk, measured, "constant", kind, yardstick, kind.key, headers)
            for site in sites:
                path, headers = kind.asked(site)
                _turn(wrk, measured, f"{site.name}, cached", kind, site.cached, path, headers, site.database)
                if kind.uncached:
                    name = f"{site.name}, rendered"
                    _turn(wrk, measured, name, kind, site.uncached, path, [], site.database)
    return yardstick, [measured for _, measured in found]


def _turn(wrk, measured, name, kind, server, path, headers, database=None):
    expected = look(kind, server.port, path, headers)
    measured.add(name, wrk.turn(server, path, headers, expected, database=database))
