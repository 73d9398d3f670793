"""How times are written in Arabic; `core.times` says what the letters are."""

# The desk, wherever Django sets a time: 6 يوليو 2013، 2:55 م EET
DATE_FORMAT = "j F Y"
TIME_FORMAT = "g:i A T"
DATETIME_FORMAT = f"{DATE_FORMAT}، {TIME_FORMAT}"

# Readers' pages
DATELINE = "l j F Y، g:i a T"
COMMENT_TIME = "j F Y، g:i a T"
CLOCK = "g:i a T"
CLOCK_TO_THE_SECOND = "g:i:s a T"
DAY = "j F Y"
DAY_IN_FULL = "l j F Y"
ZONES: dict[str, str] = {}
