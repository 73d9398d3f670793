"""Sentences from rules: `{name}` in a phrase stands for any phrase of that name."""

import re

_SLOT = re.compile(r"\{(\w+)\}")


class Grammar:
    """{name: [phrase, …]}; a phrase that stands twice comes up twice as often."""

    def __init__(self, rules):
        self._rules = {name: [_parts(phrase) for phrase in phrases] for name, phrases in rules.items()}

    def make(self, rng, name):
        """A phrase of that name in full, its first letter capital."""
        text = self._fill(rng, name)
        return text[:1].upper() + text[1:]

    def pool(self, rng, name, size):
        """So many to draw from: a draw is ten times as fast as making one."""
        return [self.make(rng, name) for _ in range(size)]

    def _fill(self, rng, name):
        phrases = self._rules[name]
        frame, slots = phrases[int(rng.random() * len(phrases))]
        return frame % tuple(self._fill(rng, slot) for slot in slots) if slots else frame


def _parts(phrase):
    slots = _SLOT.findall(phrase)
    return (_SLOT.sub("%s", phrase.replace("%", "%%")), slots) if slots else (phrase, slots)
