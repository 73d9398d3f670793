"""How times are written in English; `core.times` says what the letters are."""

# The desk, wherever Django sets a time: Jul 6, 2013 2:55 PM EDT
DATE_FORMAT = "M j, Y"
TIME_FORMAT = "g:i A T"
DATETIME_FORMAT = f"{DATE_FORMAT} {TIME_FORMAT}"

# Readers' pages
DATELINE = "D M j, Y g:ia T"
COMMENT_TIME = "M d, Y g:ia T"
CLOCK = "g:ia T"
# Where the zone is said already
TIME_OF_DAY = "g:ia"
CLOCK_TO_THE_SECOND = "g:i:sa T"
DAY = "M j, Y"
DAY_IN_FULL = "l, F j, Y"
# Of the year in which the page is read, or under it
DAY_OF_YEAR = "l, F j"
# Calendars
MONTH = "F Y"
MONTH_OF_YEAR, MONTH_IN_SHORT = "F", "M"
YEAR = "Y"
# {a zone's name in the tables of time zones: what readers call it}
ZONES: dict[str, str] = {}

# How a day and a time of day may be typed, besides figures; core.dateparse reads them, those in English always
DAY_EXAMPLE, CLOCK_EXAMPLE = "Nov 28, 2026 or 2026-11-28", "2:55pm or 14:55"
# Whether 3/4/2026 is the third of April; None where nobody knows
DAY_FIRST: bool | None = None
# {from 1: names that Django does not have, in small letters}
MORE_MONTHS: dict[int, list[str]] = {}
# {from 1 for Monday: the same}
MORE_WEEKDAYS: dict[int, list[str]] = {}
# [(a pattern in the small letters of what was typed, what to read in its place)]
DAY_WORDS: list[tuple[str, str]] = []
CLOCK_WORDS: list[tuple[str, str]] = [
    (r"(?<![a-z])([ap])\. ?m\b\.?", r"\1m"),
    # Noon is the middle of one day; midnight, which is refused, is the end of one and the beginning of another.
    (r"^(?:12(?:[:.]00)? ?)?noon\b", "12pm"),
]
