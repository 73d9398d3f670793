"""What is kept in a process's memory: under versions, one copy for each place, and never more than it may be."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from core.kept import Kept

TEXT = "x" * 1000
SIZE = sys.getsizeof(TEXT)


def made(kept, place, versions, text=TEXT):
    """Whether it had to be made."""
    makings = []
    assert kept.get_or_make(place, versions, lambda: makings.append(1) or text) == text
    return bool(makings)


def is_there(kept, place, versions):
    try:
        return bool(kept.get_or_make(place, versions, lambda: 1 // 0))
    except ZeroDivisionError:
        return False


def test_it_is_made_once_for_each_version():
    kept = Kept()
    assert made(kept, "here", 1)
    assert not made(kept, "here", 1)
    assert made(kept, "here", 2, TEXT + "!")
    assert not made(kept, "here", 2, TEXT + "!")
    assert made(kept, "there", 2)


def test_an_old_copy_makes_room_for_the_new_one():
    kept = Kept()
    for version in range(10):
        made(kept, "here", version)
    assert kept.size == SIZE


def test_there_is_never_more_than_may_be_and_what_was_not_asked_for_longest_goes():
    kept = Kept(most=3 * SIZE)
    for place in "abc":
        made(kept, place, 1)
    assert not made(kept, "a", 1)
    made(kept, "d", 1)
    assert kept.size == 3 * SIZE
    assert not made(kept, "a", 1)
    assert made(kept, "b", 1)


def test_letters_that_take_more_memory_count_for_more():
    kept = Kept(most=3 * SIZE)
    made(kept, "wide", 1, "’" * 1000)
    made(kept, "narrow", 1)
    made(kept, "another", 1)
    assert made(kept, "wide", 1, "’" * 1000)


def test_what_is_too_large_for_all_of_it_is_not_kept():
    kept = Kept(most=SIZE)
    made(kept, "large", 1, TEXT * 2)
    assert kept.size == 0
    assert made(kept, "large", 1, TEXT * 2)


def test_what_fails_is_not_kept():
    kept = Kept()
    assert not is_there(kept, "here", 1)
    assert made(kept, "here", 1)


def test_many_threads_lose_count_of_nothing(monkeypatch):
    kept = Kept(most=5 * SIZE)

    def size_of(text):
        # Another thread's turn.
        time.sleep(0.0001)
        return SIZE

    monkeypatch.setattr("core.kept.getsizeof", size_of)
    with ThreadPoolExecutor(8) as threads:
        asked = threads.map(
            lambda number: kept.get_or_make(number % 13, number % 3, lambda: TEXT), range(500)
        )
        assert set(asked) == {TEXT}
    there = [each for each in range(39) if is_there(kept, each % 13, each % 3)]
    assert (len(there), kept.size) == (5, 5 * SIZE)
