"""Sentences from rules: `{name}` in a phrase stands for any phrase of that name."""

import re

_SLOT = re.compile(r"\{(\w+)\}")


class Grammar:
    """{name: [phrase, …]}; a phrase that stands twice comes up twice as often."""

    def __init__(self, rules):
        self._rules = {name: [_parts(phrase) for phrase in phrases] for name, phrases in rules.items()}

    def make(self, chance, name):
        """A phrase of that name in full, its first letter capital."""
        text = self._fill(chance, name)
        return text[:1].upper() + text[1:]

    def pool(self, chance, name, size):
        """So many to draw from: a draw is ten times as fast as making one."""
        return [self.make(chance, name) for _ in range(size)]

    def _fill(self, chance, name):
        phrases = self._rules[name]
        frame, slots = phrases[int(chance.random() * len(phrases))]
        return frame % tuple(self._fill(chance, slot) for slot in slots) if slots else frame


def _parts(phrase):
    slots = _SLOT.findall(phrase)
    return (_SLOT.sub("%s", phrase.replace("%", "%%")), slots) if slots else (phrase, slots)
