"""Names in a sentence, joined as the language joins them."""

from collections.abc import Iterable
from functools import reduce

from django.utils.translation import gettext, pgettext


def in_words(names: Iterable[str]) -> str:
    """A; A and B; A, B and C"""
    # Translators: two names alone
    two = pgettext("list", "%(first)s and %(last)s")
    # Translators: three names or more; `others` are all but the last
    return _joined(names, two, pgettext("list", "%(others)s and %(last)s"))


def either(names: Iterable[str]) -> str:
    """A; A or B; A, B or C"""
    # Translators: two alternatives
    two = pgettext("list", "%(first)s or %(last)s")
    # Translators: three alternatives or more; `others` are all but the last
    return _joined(names, two, pgettext("list", "%(others)s or %(last)s"))


def _joined(names: Iterable[str], two: str, more: str) -> str:
    *others, last = [*names] or [""]
    if len(others) < 2:
        return two % {"first": others[0], "last": last} if others else last
    # Translators: two neighbours in a list of three names or more, but for the last
    neighbours = pgettext("list", "%(first)s, %(next)s")
    first = reduce(lambda before, name: neighbours % {"first": before, "next": name}, others)
    return more % {"others": first, "last": last}


def about(called: object, problem: object) -> str:
    """Headline: It is empty."""
    # Translators: the name of a field, of a row or of a link, and what is to be said of it
    return gettext("%(called)s: %(problem)s") % {"called": called, "problem": problem}
