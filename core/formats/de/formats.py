"""How times are written in German; `core.times` says what the letters are."""

# The desk, wherever Django sets a time: 6. Juli 2013, 14:55 MESZ
DATE_FORMAT = "j. F Y"
TIME_FORMAT = "H:i T"
DATETIME_FORMAT = f"{DATE_FORMAT}, {TIME_FORMAT}"

# Readers' pages
DATELINE = "j. F Y, H:i T"
# Short: beside it stand “Antworten” and “Melden”, on a phone too.
COMMENT_TIME = "d.m.Y, H:i T"
CLOCK = "H:i T"
TIME_OF_DAY = r"H:i \U\h\r"
CLOCK_TO_THE_SECOND = "H:i:s T"
DAY = "j. F Y"
DAY_IN_FULL = "l, j. F Y"
DAY_OF_YEAR = "l, j. F"
# DIN 1355-1 and the timekeepers' own names
ZONES = {"CET": "MEZ", "CEST": "MESZ", "EET": "OEZ", "EEST": "OESZ", "WET": "WEZ", "WEST": "WESZ"}

DAY_EXAMPLE, CLOCK_EXAMPLE = "28. November 2026, 28.11.2026 oder 2026-11-28", "14:55"
DAY_FIRST = True
MORE_MONTHS = {1: ["jänner"], 2: ["feber"], 3: ["mrz"]}
MORE_WEEKDAYS = {6: ["sonnabend"]}
# Samstag, den 28. November
DAY_WORDS = [(r"\b(?:am|den|dem) ", "")]
# um 14 Uhr 55, 14.55 Uhr, 12 Uhr mittags; Mitternacht is refused as midnight is
CLOCK_WORDS = [
    (r"^um ", ""),
    (r"^(?:12(?:[:.]00)? ?(?:uhr)? ?)?mittags?\b", "12:00"),
    (r"^(\d{1,2}) ?uhr ?(\d{2})\b", r"\1:\2"),
    (r"^(\d{1,2}) ?uhr\b", r"\1:00"),
    (r" ?\buhr\b|(?<=\d)uhr\b", ""),
    (r"\bmitternachts?\b", "midnight"),
]
