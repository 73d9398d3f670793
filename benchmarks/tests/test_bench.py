"""That it measures what it says, and says what it measured."""

import re
from xml.etree import ElementTree

import pytest

from benchmarks.bench import asking, chart, report
from benchmarks.bench.asking import Answer, Turn, Wrong
from benchmarks.bench.kinds import constant
from benchmarks.bench.rounds import Measured, Spread

HTML = [("Server", "gunicorn"), ("Date", "Sat, 06 Jul 2013 18:55:00 GMT"), ("Content-Length", "9900")]
PAGE = Answer("200 OK", HTML, b"x" * 9900, 10_000)
GONE = Answer("410 Gone", HTML, b"x" * 9900, 10_000)
WELL = {"requests": 1000, "bytes": 10_000_000, "refused": 0, "lost": 0}


def measured(name, server="SQLite, cached"):
    found = Measured(name, 9900)
    # The second round's machine is half as fast.
    for requests in (1000, 500):
        found.add("constant", Turn(requests, 1, 0.8, 0.2))
    for requests, processor in ((700, 0.84), (400, 0.96)):
        found.add(server, Turn(requests, 1, processor, 0.1))
    return found


def results():
    pages = [measured("story"), measured("story, signed in")]
    for requests in (10, 5):
        pages[0].add("SQLite, rendered", Turn(requests, 1, 0.8))
    return report.Results(
        2, ["SQLite"], pages, measured("a comment posted"), [1, 1], {1000: 99_600_000}, {1000: 101_000_000}
    )


def test_each_round_is_compared_with_its_own_yardstick():
    found = measured("story")
    assert found.speed("SQLite, cached") == Spread(pytest.approx(0.75), 0.7, 0.8)
    # 1.2 ms and 2.4 ms, where the yardstick took 0.8 ms and 1.6 ms.
    assert found.cost("SQLite, cached") == Spread(*[pytest.approx(1.5)] * 3)


@pytest.mark.parametrize(
    ("expected", "changes", "is_well"),
    [
        (PAGE, {}, True),
        (PAGE, {"refused": 1}, False),
        (PAGE, {"lost": 1}, False),
        (PAGE, {"bytes": 9_000_000}, False),
        (PAGE, {"bytes": 11_000_000}, False),
        (GONE, {"refused": 1000}, True),
        (GONE, {"refused": 999}, False),
    ],
)
def test_answers_that_are_not_what_was_asked_for_are_not_measured(expected, changes, is_well):
    if is_well:
        asking._check(WELL | changes, expected, "a page")
    else:
        with pytest.raises(Wrong):
            asking._check(WELL | changes, expected, "a page")


def test_the_constant_says_what_the_page_says_but_for_what_gunicorn_adds():
    assert constant(PAGE) == ("200 OK", [("Content-Length", "9900")], PAGE.body)


def test_the_page_and_its_chart(tmp_path):
    said = report.write(results(), tmp_path)
    page = (tmp_path / "benchmarks.md").read_text()
    assert "| story | 9,900 | 0.75 (0.70–0.80) | 1.50 (1.50–1.50) |" in page
    assert "rendered once, in each of 2 trials" in page.replace("\n", " ")
    assert "| 1,000 | 100 |" in page
    assert "wrk used at most 20% of its core." in page.replace("\n", " ")
    assert "too much" not in page
    assert re.search(r"story +SQLite, cached +0.750 of the requests", said)
    assert max(map(len, re.sub(r"(?m)^\|.*$", "", page).splitlines())) < 120
    root = ElementTree.parse(tmp_path / "benchmarks.svg").getroot()
    [bar] = [
        each for each in root.iter() if each.get("class") == "first" and each.get("x") == str(chart.NAMES)
    ]
    assert float(bar.get("width")) == pytest.approx(0.75 * chart.SCALE, abs=0.1)


def test_a_generator_without_time_to_spare_is_told_of(tmp_path):
    found = results()
    found.pages[0].turns["constant"][0].generator = 0.95
    report.write(found, tmp_path)
    assert "95% of its core (too much" in (tmp_path / "benchmarks.md").read_text().replace("\n", " ")


def test_growth_stays_until_it_is_measured_again(tmp_path):
    from benchmarks.growth.compare import LARGE, SMALL, Row

    report.write(results(), tmp_path)
    page = tmp_path / "benchmarks.md"
    assert "Not measured yet" in page.read_text()
    report.put_growth(tmp_path, SMALL, LARGE, [Row("front", (2, 3), (9, 9), (7, 7), (1000, 1200), [])])
    grown = page.read_text()
    assert "| front | 1.50 | 7 | 1,000 | 1,200 |" in grown
    assert "500,000 stories" in grown
    assert "Not measured yet" not in grown
    report.write(results(), tmp_path)
    assert page.read_text() == grown
