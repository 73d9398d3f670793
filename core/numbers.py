"""Numbers in addresses: one number, one spelling, or a page would have addresses without end."""

import re

# As regular expressions of addresses. No database's integer has more digits.
NUMBER = "[1-9][0-9]{0,17}"
_NUMBER = re.compile(NUMBER)


def plain_number(text: str) -> int | None:
    """From 1, in plain digits without a zero before them; None for everything else."""
    return int(text) if _NUMBER.fullmatch(text) else None
