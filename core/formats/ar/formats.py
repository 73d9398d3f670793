"""How times are written in Arabic; `core.times` says what the letters are."""

# The desk, wherever Django sets a time: 6 يوليو 2013، 2:55 م EET
DATE_FORMAT = "j F Y"
TIME_FORMAT = "g:i A T"
DATETIME_FORMAT = f"{DATE_FORMAT}، {TIME_FORMAT}"

# Readers' pages
DATELINE = "l j F Y، g:i a T"
COMMENT_TIME = "j F Y، g:i a T"
CLOCK = "g:i a T"
TIME_OF_DAY = "g:i a"
CLOCK_TO_THE_SECOND = "g:i:s a T"
DAY = "j F Y"
DAY_IN_FULL = "l j F Y"
DAY_OF_YEAR = "l j F"
# Saturday, as most who read Arabic have it
FIRST_DAY_OF_WEEK = 6
# Others have no names that readers know: EET.
ZONES = {"UTC": "بتوقيت غرينتش", "GMT": "بتوقيت غرينتش"}

# As browsers write Arabic's numbers, whose digits are DIGITS.
NUMBER_GROUPING, THOUSAND_SEPARATOR, DECIMAL_SEPARATOR = 3, ",", "."

# Isolated, or the parts of the second way would stand from right to left.
DAY_EXAMPLE = "28 نوفمبر 2026 أو \N{LEFT-TO-RIGHT ISOLATE}2026-11-28\N{POP DIRECTIONAL ISOLATE}"
CLOCK_EXAMPLE = "2:55 م أو 14:55"
DAY_FIRST = True
# Of the Levant and Iraq, and of the Maghreb
MORE_MONTHS = {
    1: ["كانون الثاني", "جانفي"],
    2: ["شباط", "فيفري"],
    3: ["آذار"],
    4: ["نيسان", "أفريل"],
    5: ["أيار", "ماي"],
    6: ["حزيران", "جوان"],
    7: ["تموز", "جويلية", "يوليوز"],
    8: ["آب", "أوت", "غشت"],
    9: ["أيلول", "شتنبر"],
    10: ["تشرين الأول"],
    11: ["تشرين الثاني", "نونبر"],
    12: ["كانون الأول", "دجنبر"],
}
# The day; of; and the sign of the common era behind a year
DAY_WORDS = [(r"^يوم ", ""), (r" من ", " "), (r"(?<=\d{4}) ?م\.?$", "")]
# Greenwich's time; at the hour of; in the morning; at noon, after noon, in the evening; midnight is refused
CLOCK_WORDS = [
    (r" ?(?:بتوقيت |توقيت )?[غج]رينت?ش$", " utc"),
    (r"^(?:في )?(?:تمام )?الساعة ", ""),
    (r"(?<=\d) ?صباح[\p{L}\p{M}]*", " am"),
    (r"(?<=\d) ?(?:بعد الظهر|(?:ظهر|عصر|مساء)[\p{L}\p{M}]*)", " pm"),
    (r"منتصف الليل", "midnight"),
]
