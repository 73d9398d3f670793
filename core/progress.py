"""How far it is: on a terminal one line that changes, elsewhere a line for each tenth."""

import time

# On a terminal, in seconds.
CHANGES_EVERY = 0.2


class Progress:
    def __init__(self, out):
        self._out = out
        self._of = self._done = self._said = 0

    def begin(self, doing, of):
        """`of` so many rows or files in all."""
        self._doing, self._of, self._done, self._began = doing, of, 0, time.monotonic()

    def more(self, name, done):
        before, self._done = self._done, self._done + done
        if self._out.isatty():
            if time.monotonic() - self._said > CHANGES_EVERY:
                self._said = time.monotonic()
                self._out.write(f"\r\x1b[K{self._line(name)}", ending="")
                self._out.flush()
        elif self._of and self._done * 10 // self._of > before * 10 // self._of:
            self.say(self._line(name))

    def say(self, words):
        self._out.write(f"\r\x1b[K{words}" if self._out.isatty() else words)
        self._out.flush()

    def _line(self, name):
        share = self._done / self._of if self._of else 1
        took = time.monotonic() - self._began
        left = f", about {took / share - took:.0f} s left" if 0 < share < 1 else ""
        return f"{self._doing} {name}: {self._done:,} of {self._of:,} ({share:.0%}{left})"
