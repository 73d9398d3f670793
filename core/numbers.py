"""Numbers in addresses and forms: one number, one spelling, or a page would have addresses without end."""

import re

# As regular expressions of addresses. No database's integer has more digits.
NUMBER = "[1-9][0-9]{0,17}"
# What fits into a column of four bytes.
SMALL_NUMBER = "[1-9][0-9]{0,8}"
_NUMBER, _SMALL_NUMBER = re.compile(NUMBER), re.compile(SMALL_NUMBER)


def plain_number(text: str) -> int | None:
    """From 1, in plain digits without a zero before them; None for everything else."""
    return int(text) if _NUMBER.fullmatch(text) else None


def small_number(text: str) -> int | None:
    return int(text) if _SMALL_NUMBER.fullmatch(text) else None
