"""How times are written in German; `core.times` says what the letters are."""

# The desk, wherever Django sets a time: 6. Juli 2013, 14:55 MESZ
DATE_FORMAT = "j. F Y"
TIME_FORMAT = "H:i T"
DATETIME_FORMAT = f"{DATE_FORMAT}, {TIME_FORMAT}"

# Readers' pages
DATELINE = "l, j. F Y, H:i T"
COMMENT_TIME = "j. F Y, H:i T"
CLOCK = "H:i T"
CLOCK_TO_THE_SECOND = "H:i:s T"
DAY = "j. F Y"
DAY_IN_FULL = "l, j. F Y"
# DIN 1355-1 and the timekeepers' own names
ZONES = {"CET": "MEZ", "CEST": "MESZ", "EET": "OEZ", "EEST": "OESZ", "WET": "WEZ", "WEST": "WESZ"}
