"""How much is said about which story: most have little or nothing, some hundreds, one many thousands."""

import datetime
from bisect import bisect_right
from itertools import accumulate

# Stories that nobody writes about; those whose editors want no discussion, have closed it, or killed the story.
SILENT, OFF, SHUT, PULLED = 0.4, 0.03, 0.02, 0.002
KILLED = "killed"
SPREAD = 1.7
# The longest discussion is still open: its story came out so long ago.
LONGEST_BEGAN = datetime.timedelta(days=10)
# Of the newest comments so many wait for a moderator, one in six of them hidden; at most one in ten.
WAITING, AMONG = 60, 600


def with_longest(instants, now):
    """(instants, index of the story with the longest discussion): one of them is moved to its time."""
    at = now - LONGEST_BEGAN
    index = max(0, bisect_right(instants, at) - 1)
    return [*instants[:index], at, *instants[index + 1 :]], index


def fates(rng, count, longest_at):
    """{index: what became of it} of the stories that editors killed, or whose discussion they closed or never had."""
    found = {}
    for index in range(count):
        lot = rng.random()
        if lot < OFF + SHUT + PULLED and index != longest_at:
            found[index] = "off" if lot < OFF else "closed" if lot < OFF + SHUT else KILLED
    return found


def sizes(rng, fates, count, comments, longest, longest_at):
    """How many comments each story has; they add up to `comments`."""
    weights = [rng.lognormvariate(0, SPREAD) * (rng.random() > SILENT) for _ in range(count)]
    for index in [longest_at, *(index for index, fate in fates.items() if fate == "off")]:
        weights[index] = 0
    total = sum(weights)
    if not total:
        longest = comments
    sums = [int(each / (total or 1) * (comments - longest) + 0.5) for each in accumulate(weights)]
    found = [after - before for before, after in zip([0, *sums], sums, strict=False)]
    found[longest_at] = longest
    return found


def waiting(rng, sizes):
    """{story: {comment: hidden or not}} by indexes: what lies in the moderators' queue, all of it new."""
    total, first = 0, len(sizes)
    while first and total < AMONG:
        first -= 1
        total += sizes[first]
    chosen = sorted(rng.sample(range(total), min(WAITING, total // 10)))
    ends, found = list(accumulate(sizes[first:])), {}
    for number, position in enumerate(chosen):
        story = bisect_right(ends, position)
        before = ends[story - 1] if story else 0
        found.setdefault(first + story, {})[position - before] = number % 6 == 0
    return found
