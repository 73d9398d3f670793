"""How the desk shows times, wherever Django formats them: Jul 6, 2013 2:55 PM EDT.

Readers’ pages have core.times.
"""

DATE_FORMAT = "M j, Y"
TIME_FORMAT = "g:i A T"
DATETIME_FORMAT = f"{DATE_FORMAT} {TIME_FORMAT}"
