"""How times are written in English; `core.times` says what the letters are."""

# The desk, wherever Django sets a time: Jul 6, 2013 2:55 PM EDT
DATE_FORMAT = "M j, Y"
TIME_FORMAT = "g:i A T"
DATETIME_FORMAT = f"{DATE_FORMAT} {TIME_FORMAT}"

# Readers' pages
DATELINE = "D M j, Y g:ia T"
COMMENT_TIME = "M d, Y g:ia T"
CLOCK = "g:ia T"
CLOCK_TO_THE_SECOND = "g:i:sa T"
DAY = "M j, Y"
DAY_IN_FULL = "l, F j, Y"
# {a zone's name in the tables of time zones: what readers call it}
ZONES: dict[str, str] = {}
