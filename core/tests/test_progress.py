"""How far a command is: for who watches a terminal, and for who reads a log."""

import io
import itertools
from types import SimpleNamespace

import pytest
from django.core.management.base import OutputWrapper

from core.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def told():
    """told(out) -> the progress, and what it said so far."""

    def told(out):
        return Progress(OutputWrapper(out)), out.getvalue

    return told


def test_a_log_has_a_line_for_each_tenth_and_what_was_said(told):
    progress, said = told(io.StringIO())
    progress.begin("Making", 1_000)
    progress.show("Never seen here")
    for _ in range(1_000):
        progress.more("comments", 1)
    progress.say("All were made.")
    lines = said().splitlines()
    assert len(lines) == 11
    assert lines[1].startswith("Making comments: 200 of 1,000 (20%, about ")
    assert lines[-2:] == ["Making comments: 1,000 of 1,000 (100%)", "All were made."]


def test_where_much_is_done_at_once_it_has_no_more_lines_than_steps(told):
    progress, said = told(io.StringIO())
    progress.begin("Making", 10)
    progress.more("comments", 9)
    progress.more("comments", 1)
    assert len(said().splitlines()) == 2


@pytest.mark.parametrize("parts", [1, 4])
def test_a_log_has_as_many_lines_as_it_is_asked_for(told, parts):
    progress, said = told(io.StringIO())
    for done in range(100):
        progress.step(f"{done + 1} of 100", done, done + 1, 100, parts)
    assert said().splitlines() == [f"{number * 100 // parts} of 100" for number in range(1, parts + 1)]


def test_a_terminal_has_one_line_that_changes_now_and_then_and_its_end(told, monkeypatch):
    hundredths = itertools.count(100)
    monkeypatch.setattr("core.progress.time", SimpleNamespace(monotonic=lambda: next(hundredths) / 100))
    progress, said = told(Terminal())
    progress.begin("Making", 1_000)
    for _ in range(1_000):
        progress.more("comments", 1)
    lines = said().split("\r\x1b[K")[1:]
    assert 50 < len(lines) < 150
    assert lines[-1] == "Making comments: 1,000 of 1,000 (100%)"
    assert "\n" not in said()


def test_what_a_terminal_is_told_stays_in_the_place_of_what_it_was_shown(told):
    progress, said = told(Terminal())
    progress.show("a.toml: 1 of 3 steps")
    progress.say("a.toml: 1 story")
    progress.show("b.toml: …")
    assert said() == "\r\x1b[Ka.toml: 1 of 3 steps\r\x1b[Ka.toml: 1 story\n\r\x1b[Kb.toml: …"


def test_of_nothing_at_all_nothing_is_said(told):
    progress, said = told(io.StringIO())
    progress.begin("Making", 0)
    progress.more("comments", 0)
    assert said() == ""
