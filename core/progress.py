"""Progress of a command: on a terminal one line that changes, elsewhere a line for each part of the whole."""

import time

from django.core.management.base import OutputWrapper

# Seconds between changes of the line on a terminal.
CHANGES_EVERY = 0.2


class Progress:
    def __init__(self, out: OutputWrapper) -> None:
        self._out = out
        self._of = self._done = 0
        self._said = 0.0

    def begin(self, doing: str, of: int) -> None:
        """`of` is the number of rows or files in all."""
        self._doing, self._of, self._done, self._began = doing, of, 0, time.monotonic()

    def more(self, name: str, done: int) -> None:
        before, self._done = self._done, self._done + done
        self.step(self._line(name), before, self._done, self._of)

    def step(self, words: str, before: int, done: int, of: int, parts: int = 10) -> None:
        """On a terminal show the words in passing; elsewhere say them when another of `parts` parts is done."""
        if self._out.isatty():
            if done == of or time.monotonic() - self._said > CHANGES_EVERY:
                self.show(words)
        elif of and done * parts // of > before * parts // of:
            self.say(words)

    def show(self, words: str) -> None:
        """On a terminal alone, show words until the next ones take their place."""
        if self._out.isatty():
            self._said = time.monotonic()
            self._out.write(f"\r\x1b[K{words}", ending="")
            self._out.flush()

    def say(self, words: str) -> None:
        """Write words that stay."""
        self._out.write(f"\r\x1b[K{words}" if self._out.isatty() else words)
        self._out.flush()

    def _line(self, name: str) -> str:
        share = self._done / self._of if self._of else 1
        took = time.monotonic() - self._began
        left = f", about {took / share - took:.0f} s left" if 0 < share < 1 else ""
        return f"{self._doing} {name}: {self._done:,} of {self._of:,} ({share:.0%}{left})"
