"""When a paper publishes and when its readers write."""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

YEARS = 12
# No generated story is younger: one that was published a moment ago has no comments yet.
NEWEST = datetime.timedelta(minutes=10)
# Of the stories of a week, by day from Monday; and of a day, by hour: mornings and late afternoons.
DAYS = (10, 10, 10, 10, 9, 5, 4)
HOURS = (2, 1, 1, 1, 2, 4, 7, 10, 12, 12, 11, 10, 10, 9, 9, 10, 11, 12, 10, 7, 5, 4, 3, 2)
# Most comments come soon: half of them in the first tenth of the window.
HASTE = 3.3
FIRST_COMMENT_AFTER = 60


def publications(rng, count, now):
    """So many instants of first publication, in order: years of them up to now, a little more from year to year."""
    zone, days = ZoneInfo(settings.TIME_ZONE), YEARS * 365
    last = now - NEWEST
    today = last.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    hours = _cumulated(HOURS)
    found = []
    while len(found) < count:
        day = today - datetime.timedelta(days=int(days * (1 - rng.random() ** 0.8)))
        if rng.random() * max(DAYS) > DAYS[day.weekday()]:
            continue
        [hour] = rng.choices(range(24), cum_weights=hours)
        seconds = int(rng.random() * 3600)
        at = day.replace(hour=hour, minute=seconds // 60, second=seconds % 60).astimezone(datetime.UTC)
        if at <= last:
            found.append(at)
    return sorted(found)


def comments(rng, count, published_at, end):
    """So many instants of one discussion, in order: seconds from first publication."""
    span = (end - published_at).total_seconds() - FIRST_COMMENT_AFTER
    return sorted(FIRST_COMMENT_AFTER + span * rng.random() ** HASTE for _ in range(count))


def _cumulated(weights):
    total, sums = 0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums
