"""What happens to the parts under load. Nothing here depends on how long it takes."""

import time
from contextlib import contextmanager

from benchmarks.scale.checks import Violation, require
from newsroom.tests.support.connection import Connection

# Seconds of load in each phase.
LOAD_SECONDS = 5
# How many problems of a phase are printed.
MAX_PROBLEMS = 5


class Phases:
    def __init__(self, parts, load, checks, say):
        self.parts, self.load, self.checks, self.say = parts, load, checks, say
        self.violations = []

    def run(self):
        self.checks.find_files()
        self.checks.ask_everything_of_every_node()
        self.calm()
        self.node_killed()
        self.node_back()
        self.redis_gone()
        self.redis_back()
        self.postgres_killed()
        self.postgres_back()
        self.restart_everything()
        self.in_the_end()

    @contextmanager
    def phase(self, name, refusals=False):
        """The body runs under load. No read may fail; a comment may be refused only with `refusals`."""
        between = self.load.reads.failed + self.load.writes.failed
        reads, writes = self.load.new_phase()
        self.note(f"before {name}", between)
        try:
            yield reads, writes
        except Exception as error:
            self.violations.append(f"{name}: {error if isinstance(error, Violation) else repr(error)}")
        self.load.new_phase()
        self.say.line(name, reads, writes)
        self.note(name, reads.failed + writes.failed)
        if not reads.answered:
            self.violations.append(f"{name}: nobody read anything")
        if writes.refused and not refusals:
            self.violations.append(f"{name}: {writes.refused} comments refused")
        # A balancer must be able to tell at any time which nodes answer.
        for node in self.parts.running:
            if Connection(node.port).get("/health/").status != 200:
                self.violations.append(f"{name}: a node says that it does not answer")

    def note(self, name, problems):
        problems = list(dict.fromkeys(problems))
        if len(problems) > MAX_PROBLEMS:
            problems[MAX_PROBLEMS:] = [f"and {len(problems) - MAX_PROBLEMS} more like these"]
        self.violations += [f"{name}: {problem}" for problem in problems]

    # The phases, in order

    def calm(self):
        with self.phase("calm"):
            self.parts.while_waiting(LOAD_SECONDS)
            require(not self.checks.unwell(), f"not well: {self.checks.unwell()}")

    def node_killed(self):
        # Only a comment that the node was working on when it died can't be answered.
        with self.phase("node 2 killed", refusals=True):
            self.parts.while_waiting(1)
            self.parts.nodes[1].kill()
            self.parts.while_waiting(LOAD_SECONDS)

    def node_back(self):
        with self.phase("node 2 back"):
            self.parts.nodes[1].start()
            self.parts.while_waiting(LOAD_SECONDS)

    def redis_gone(self):
        with self.phase("Redis gone"):
            self.parts.cache.stop("immediate")
            self.parts.while_waiting(LOAD_SECONDS)
            require("cache" in self.checks.unwell(), "/health/parts/ does not say that Redis is gone")
            self.checks.pages_are_right()
            self.checks.limits_count()

    def redis_back(self):
        with self.phase("Redis back"):
            self.parts.cache.start()
            self.checks.until(lambda: not self.checks.unwell(), "well again")
            self.parts.while_waiting(LOAD_SECONDS)
            self.checks.pages_are_right()

    def postgres_killed(self):
        self.checks.ask_everything_of_every_node()
        self.load.pause_writing()
        self.forms = [self.checks.form_beforehand(session) for session in self.checks.paper.apart[:-1]]
        with self.phase("PostgreSQL killed", refusals=True) as (reads, _):
            self.parts.database.kill()
            time.sleep(1)
            self.load.go_on_writing()
            for connection, story, token, text in self.forms:
                self.checks.post_is_refused_with_its_text(connection, story, token, text)
            time.sleep(LOAD_SECONDS)
            require(reads.stale_pages, "no page says that it is stale")
            for node in self.parts.running:
                self.checks.says_that_it_is_stale(node)
            require(
                "database" in self.checks.unwell(), "/health/parts/ does not say that the database is gone"
            )
            self.load.pause_writing()

    def postgres_back(self):
        with self.phase("PostgreSQL back"):
            self.parts.database.start()
            self.checks.until(lambda: not self.checks.unwell(), "well again")
            self.checks.until(self.checks.no_stale_pages, "without stale pages")
            for connection, story, token, text in self.forms:
                problem = self.load.send(connection, story, token, text, self.load.writes)
                require(not problem, f"sent again: {problem}")
            self.load.go_on_writing()
            self.parts.while_waiting(LOAD_SECONDS)
            self.checks.pages_are_right()

    def restart_everything(self):
        for number, node in enumerate(self.parts.nodes, start=1):
            # A comment that arrives at the instant in which a node stops listening is refused.
            with self.phase(f"node {number} restarted", refusals=True):
                node.stop()
                node.start()
                self.checks.ask_everything_of_every_node()
                self.parts.while_waiting(1)
        with self.phase("worker restarted"):
            self.parts.worker.stop()
            self.parts.worker.start()
            self.parts.while_waiting(1)
        with self.phase("nginx reloaded"):
            self.parts.nginx.reload()
            self.parts.while_waiting(2)
        with self.phase("Redis restarted"):
            self.parts.cache.stop()
            self.parts.cache.start()
            self.parts.while_waiting(2)
        # A comment that is sent while PostgreSQL is away is refused, and its text stands on the page.
        with self.phase("PostgreSQL restarted", refusals=True):
            self.checks.ask_everything_of_every_node()
            self.parts.database.stop()
            self.parts.database.start()
            self.checks.until(lambda: not self.checks.unwell(), "well again")
            self.checks.until(self.checks.no_stale_pages, "without stale pages")
            self.parts.while_waiting(2)

    def in_the_end(self):
        with self.phase("in the end"):
            self.checks.worker_works()
            self.load.pause_writing()
            self.checks.pages_are_right()
            self.checks.comments_are_there_once()
