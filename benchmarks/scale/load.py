"""Readers and writers, each a thread, and the answers that they got in each phase."""

import random
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

from newsroom.tests.support.connection import LONGEST, Connection

READERS, WRITERS = 5, 2
ENCODINGS = ("br", "gzip, deflate, br", "gzip", "")
# The limit for one person is 15; this is a little more.
SECONDS_BETWEEN_COMMENTS = 15.5
# In seconds. nginx caches a page for one, which it counts in whole ones, so for up to two; an answer needs the rest.
LAG = 5


@dataclass
class Tally:
    """What was asked in one phase and how it went; `failed` says each failure in words."""

    asked: int = 0
    settled: int = 0
    answered: int = 0
    refused: int = 0
    slowest: float = 0
    stale_pages: int = 0
    failed: list = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self):
        with self.lock:
            self.asked += 1
        return time.monotonic()

    def settle(self, began):
        with self.lock:
            self.settled += 1
            self.slowest = max(self.slowest, time.monotonic() - began)

    def wait(self):
        """Until everything that was asked is settled."""
        end = time.monotonic() + 2 * LONGEST
        while self.settled < self.asked and time.monotonic() < end:
            time.sleep(0.02)


class Ledger:
    """When each comment was accepted, and on which story; which texts were sent without being accepted."""

    def __init__(self, counts):
        self.base, self.taken = counts, defaultdict(list)
        self.texts, self.unanswered, self.refused = [], [], []

    def take(self, story, text):
        self.texts.append(text)
        self.taken[story].append(time.monotonic())

    def at_least(self, story, when):
        """How many comments a page of the story must show at least if it was requested at that instant."""
        return self.base[story] + sum(each <= when for each in self.taken[story])


class Load:
    def __init__(self, parts, paper):
        self.parts, self.site = parts, int(parts.host.rpartition(":")[2])
        self.pages = paper.addresses
        self.files = []
        self.ledger = Ledger(paper.counts())
        self.stories = list(self.ledger.base)
        # (session, when it may write again), whoever has waited longest first
        self.people = deque((session, 0) for session in paper.sessions)
        self.reads, self.writes = Tally(), Tally()
        self._number, self._lock, self._over = 0, threading.Lock(), threading.Event()
        self._writing = threading.Event()
        self._threads = [threading.Thread(target=self._read, daemon=True) for _ in range(READERS)]
        self._threads += [threading.Thread(target=self._write, daemon=True) for _ in range(WRITERS)]

    def __enter__(self):
        self._writing.set()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._writing.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def new_phase(self):
        """Begin new tallies; returns them once all requests of the old ones are settled."""
        before = self.reads, self.writes
        self.reads, self.writes = Tally(), Tally()
        for tally in before:
            tally.wait()
        return self.reads, self.writes

    def pause_writing(self):
        """Stop the writers, and give them a second for what they have begun."""
        self._writing.clear()
        time.sleep(1)

    def go_on_writing(self):
        self._writing.set()

    # Readers

    def _read(self):
        connection = Connection(self.site)
        while not self._over.is_set():
            tally = self.reads
            began = tally.ask()
            try:
                problem = self._read_one(connection, tally)
            except Exception as error:
                problem = repr(error)
            if problem:
                tally.failed.append(problem)
            else:
                tally.answered += 1
            tally.settle(began)
            self._over.wait(0.01)

    def _read_one(self, connection, tally):
        """Read a page or a file; returns what is wrong with the answer, or an empty string."""
        if self.files and random.random() < 0.15:
            path = random.choice(self.files)
            answer = connection.get(path)
            return "" if answer.status == 200 and answer.body else f"{path}: {answer.status}"
        path = random.choice(list(self.pages))
        # nginx has not cached an address that nobody asked for, and passes it on to a node.
        asked = path if random.random() < 0.5 else f"{path}?from={random.random()}"
        began = time.monotonic()
        answer = connection.get(asked, random.choice(ENCODINGS))
        tally.stale_pages += answer.is_stale
        if answer.status != self.pages[path]:
            return f"{path}: {answer.status}"
        if answer.status == 200 and "</html>" not in answer.text:
            return f"{path}: cut short"
        if path in self.ledger.base and not answer.is_stale:
            least = self.ledger.at_least(path, began - LAG)
            if answer.count < least:
                return f"{path}: {answer.count} comments where {least} were there {LAG} s before"
        return ""

    # Writers

    def _write(self):
        while self._writing.wait() and not self._over.is_set():
            session, ready_at = self.people.popleft()
            if time.monotonic() < ready_at:
                self.people.appendleft((session, ready_at))
                self._over.wait(0.05)
                continue
            tally = self.writes
            began = tally.ask()
            try:
                problem = self.write_one(session, tally)
            except Exception as error:
                problem = repr(error)
            self.people.append((session, time.monotonic() + SECONDS_BETWEEN_COMMENTS))
            if problem:
                tally.failed.append(problem)
            tally.settle(began)
            self._over.wait(0.05)

    def write_one(self, session, tally):
        """Write a comment by the real form; returns what is wrong, or an empty string. A refusal is only counted."""
        story, text = random.choice(self.stories), self.next_text()
        connection = Connection(self.site, session=session)
        try:
            form = connection.get(f"{story}comment/")
            if form.status == 503:
                tally.refused += 1
                return ""
            if form.status != 200:
                return f"form: {form.status}"
            return self.send(connection, story, form.token, text, tally)
        finally:
            connection.close()

    def next_text(self):
        with self._lock:
            self._number += 1
            return f"Comment {self._number} of the harbor & its <ferries>."

    def send(self, connection, story, token, text, tally):
        self.ledger.unanswered.append(text)
        # On a new connection: an idle one may have been closed, and a POST is never sent again.
        connection.close()
        answer = connection.post(f"{story}comment/", urlencode({"csrfmiddlewaretoken": token, "text": text}))
        if answer.status == 302:
            self.ledger.unanswered.remove(text)
            self.ledger.take(story, text)
            tally.answered += 1
            return self._old_at_the_origin(story)
        if answer.status == 503:
            tally.refused += 1
            if "<textarea" in answer.text:
                # The paper itself refused it: the comment is not stored, and its text stands on the page.
                self.ledger.refused.append(text)
                return "" if escape(text) in answer.text else "refused, and the text is lost"
            return ""
        return f"comment: {answer.status}"

    def _old_at_the_origin(self, story):
        """An accepted comment is on the very next page of every node; returns what is wrong, or an empty string."""
        for node in self.parts.running:
            least = self.ledger.at_least(story, time.monotonic())
            try:
                page = self.parts.ask_node(node).get(story)
            except OSError:
                # The node is being stopped or started.
                continue
            if page.status == 200 and not page.is_stale and page.count < least:
                return f"{story}: {page.count} comments at a node where {least} were answered"
        return ""
