"""docs/benchmarks.md and its chart, from what was measured."""

import datetime
import re
import statistics
import textwrap
from dataclasses import dataclass, field

from benchmarks.bench import chart, machine
from benchmarks.bench.asking import CONNECTIONS
from benchmarks.bench.posting import CROWD, POSTS
from benchmarks.bench.servers import THREADS

GROWTH = re.compile(r"<!-- growth -->\n.*<!-- end of growth -->\n", re.DOTALL)
NO_GROWTH = "<!-- growth -->\n\nNot measured yet: `make bench GROWTH=on`.\n\n<!-- end of growth -->\n"
# A generator that uses more of its core would itself be measured, not the server.
MAX_GENERATOR_SHARE = 0.8


@dataclass
class Results:
    rounds: int
    sites: list = field(default_factory=list)
    pages: list = field(default_factory=list)
    posting: object = None
    crowd: list = field(default_factory=list)
    memory: dict = field(default_factory=dict)
    strangers: dict = field(default_factory=dict)

    @property
    def public(self):
        """Every kind of public page, as browsers ask for it."""
        return [each for each in self.pages if f"{self.sites[0]}, rendered" in each.turns]

    @property
    def others(self):
        return [each for each in self.pages if each not in self.public and "signed in" not in each.name]

    @property
    def signed_in(self):
        return [each for each in self.pages if "signed in" in each.name]


def write(found, folder):
    """Write both files; returns the lines for the terminal."""
    page, picture = folder / "benchmarks.md", folder / "benchmarks.svg"
    before = GROWTH.search(page.read_text()) if page.exists() else None
    picture.write_text(_chart(found))
    page.write_text(_page(found, before[0] if before else NO_GROWTH))
    return "".join(f"{each}\n" for each in (*_lines(found), f"Written: {page} and {picture}"))


def put_growth(folder, small, large, rows):
    """Put the table of growth into the page that is there; all else stays."""
    page = folder / "benchmarks.md"
    numbers = [
        f"{each['stories']:,} stories and {each['longest']:,} comments on one" for each in (small, large)
    ]
    words = (
        f"{numbers[0]} of them, against {numbers[1]}: SQLite, through Django, without the page cache, with as many "
        "rows on each page. The ratio is that of processor times. Steps are SQLite’s own unit of work, in the small "
        "paper and in the large one; a page that looked at every row would take millions."
    )
    table = _table(
        ["page", "ratio", "queries", "steps, small", "steps, large"],
        [
            [row.name, f"{row.ratio:.2f}", str(row.queries[1]), *(f"{each:,}" for each in row.steps)]
            for row in rows
        ],
    )
    block = f"<!-- growth -->\n\n{textwrap.fill(words, 118)}\n\n{table}\n\n<!-- end of growth -->\n"
    whole = page.read_text() if page.exists() else NO_GROWTH
    page.write_text(GROWTH.sub(lambda _: block, whole))


def _chart(found):
    rows = [(each.name, [each.speed(f"{site}, cached") for site in found.sites]) for each in found.public]
    title = "Public pages from memory: requests a second"
    unit = "1 = gunicorn sending the same bytes from a constant; lines: least and most of the rounds"
    return chart.bars(title, unit, found.sites, rows)


def _lines(found):
    """For the terminal."""
    for each in (*found.pages, found.posting):
        for server in each.turns:
            if server != "constant":
                speed, cost = each.speed(server), each.cost(server)
                yield f"{each.name:32} {server:22} {speed.middle:6.3f} of the requests {_times(cost):>7} the time"


def _page(found, growth):
    databases = " and ".join(found.sites)
    return _reflowed(f"""# Benchmarks

`make bench` writes this page; what stands here was measured on {datetime.date.today():%B %-d, %Y} on
{databases}. Nearly all numbers are ratios: beside each page the same server, gunicorn, sent the same bytes
with the same headers from a constant, with no framework and no database. That is about as fast as a Python
server of this kind can answer, and the ratio says how much of it is left once the right page has to be
found.

![Requests a second for each kind of page, as shares of a constant's](benchmarks.svg)

## Public pages from memory

What readers without an account ask for. “Requests” is requests a second, “time” the processor time of one
request, each as a multiple of the constant’s: the median of {found.rounds} rounds, with the least and the
most in parentheses. Before each answer the database is asked whether the page is still right, once, by
primary keys; lists of stories are asked about by time alone. No page can be quicker than the constant: a share
above 1 says that the turns differed by more than that page costs, and the processor time is the better figure.

{_cached(found, found.public)}

The same story asked for in other ways. “Unchanged” is an answer 304 without a body, to a browser that has
the page.

{_cached(found, found.others)}

## Pages that are rendered

The first request after a change: Django makes the page, nothing of it is kept from before. Processor time
of one request, as a multiple of the constant’s. On PostgreSQL its own processes use the time in the last
column besides.

{_rendered(found, found.public)}

When a page was just changed and {CROWD} readers asked for it at the same moment, it was rendered
{_crowd(found)}.

## Readers who are signed in

Their pages are their own, and Django makes each, with the discussion kept from before. A comment posted is
checked (session, form token, limits, the same text twice, whether the discussion is open), stored and
answered; {POSTS} in each round, one after the other, each by another reader.

{_rendered(found, [*found.signed_in, found.posting], "cached")}

## Memory

What one worker process holds after so many requests for some thousand addresses of all kinds, in three
encodings, a seventh of them with something in the query that is no part of the address. Pages in memory
have a bound of their own, after which those not asked for longest go.

{_memory(found.memory, "requests")}

And after so many requests each for another address, as strangers make them up: something else in the query,
another name or port of the host, paths and numbers that are not there.

{_memory(found.strangers, "addresses")}

## Growth

{growth}
## How it was measured

One machine, {machine.name()}. The servers had one core, the generator and PostgreSQL {_other_core()}. Each
server was gunicorn with one worker process of the class gthread and {THREADS} threads. wrk asked over
{CONNECTIONS} connections that stayed open, for a second at a time: the constant, then each site with its
page cache, then without; then the next kind of page, and so on for {found.rounds} rounds, so that what
slows the machine down for a while slows all of them. Each ratio is to the constant of the same round. wrk
used at most {_generator(found)} of its core{_too_busy(found)}. Every server’s answer was looked at before
each turn (status, length, a whole page), and after it the count of refusals and the bytes received had to
agree with that. Processor time is that of all of the server’s processes, from the kernel’s own accounts.

The paper has 1,500 stories and 20,000 comments. “Story” has three photographs, 25 threads and 25 replies.
Pages were asked for as browsers do, with `Accept-Encoding: gzip, deflate, br`, where nothing else is said;
those that are rendered without compression, as the page cache asks for them, and those of signed-in readers
in gzip. The bytes are those that were sent, without the headers.

In absolute numbers, once: the constant answered {_constant(found)}.
""")


def _reflowed(page):
    """The page with its paragraphs wrapped anew, since figures change their length; tables and all else stay."""
    parts = [
        textwrap.fill(each, 118, break_long_words=False, break_on_hyphens=False)
        if each[0].isalpha()
        else each
        for each in page.strip().split("\n\n")
    ]
    return "\n\n".join(parts) + "\n"


def _table(heads, rows):
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cached(found, pages):
    heads = ["page", "bytes", *(f"{site}: {what}" for site in found.sites for what in ("requests", "time"))]
    rows = []
    for page in pages:
        servers = [f"{site}, cached" for site in found.sites]
        numbers = [
            each for server in servers for each in (_share(page.speed(server)), _times(page.cost(server)))
        ]
        rows.append([page.name, f"{page.size:,}", *numbers])
    return _table(heads, rows)


def _rendered(found, pages, how="rendered"):
    heads, rows = ["", *(f"{site}: time" for site in found.sites)], []
    if len(found.sites) > 1:
        heads.append("PostgreSQL’s own")
    for page in pages:
        costs = [_times(page.cost(f"{site}, {how}")) for site in found.sites]
        if len(found.sites) > 1:
            costs.append(_times(page.database_cost(f"{found.sites[1]}, {how}")))
        rows.append([page.name, *costs])
    return _table(heads, rows)


def _memory(sizes, of_what):
    heads = [of_what, "megabytes"]
    return _table(heads, [[f"{count:,}", f"{size / 1e6:.0f}"] for count, size in sizes.items()])


def _share(spread):
    return f"{spread.middle:.2f} ({spread.least:.2f}–{spread.most:.2f})"


def _times(spread):
    digits = 2 if spread.middle < 10 else 0
    return f"{spread.middle:.{digits}f} ({spread.least:.{digits}f}–{spread.most:.{digits}f})"


def _crowd(found):
    counts = sorted(set(found.crowd))
    if counts == [1]:
        return f"once, in each of {len(found.crowd)} trials"
    return f"{' or '.join(map(str, counts))} times, in {len(found.crowd)} trials"


def _other_core():
    return "another" if machine.SERVERS != machine.OTHERS else "the same, for there is no other"


def _shares_of_generator(found):
    return [
        turn.generator / turn.seconds
        for page in found.pages
        for turns in page.turns.values()
        for turn in turns
    ]


def _generator(found):
    return f"{max(_shares_of_generator(found)):.0%}"


def _too_busy(found):
    return (
        " (too much: it slowed down what it measured)"
        if max(_shares_of_generator(found)) > MAX_GENERATOR_SHARE
        else ""
    )


def _constant(found):
    story = next(page for page in found.pages if page.name == "story").turns["constant"]
    speed = statistics.median(turn.requests / turn.seconds for turn in story)
    cost = statistics.median(turn.processor / turn.requests for turn in story)
    return f"{speed:,.0f} requests a second for the story, with {cost * 1000:.3f} ms of processor time each"
