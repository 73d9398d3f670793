"""Fragments in a process's memory: one for each key, under its versions, and never more bytes than there may be."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from core.fragment_cache import FragmentCache

TEXT = "x" * 1000
SIZE = sys.getsizeof(TEXT)


def made(cache, key, versions, text=TEXT):
    """Whether it had to be made."""
    makings = []
    assert cache.get_or_set(key, versions, lambda: makings.append(1) or text) == text
    return bool(makings)


def is_there(cache, key, versions):
    try:
        return bool(cache.get_or_set(key, versions, lambda: 1 // 0))
    except ZeroDivisionError:
        return False


def test_it_is_made_once_for_each_version():
    cache = FragmentCache()
    assert made(cache, "here", 1)
    assert not made(cache, "here", 1)
    assert made(cache, "here", 2, TEXT + "!")
    assert not made(cache, "here", 2, TEXT + "!")
    assert made(cache, "there", 2)


def test_an_old_copy_makes_room_for_the_new_one():
    cache = FragmentCache()
    for version in range(10):
        made(cache, "here", version)
    assert cache.size == SIZE


def test_there_is_never_more_than_may_be_and_what_was_not_asked_for_longest_goes():
    cache = FragmentCache(max_bytes=3 * SIZE)
    for key in "abc":
        made(cache, key, 1)
    assert not made(cache, "a", 1)
    made(cache, "d", 1)
    assert cache.size == 3 * SIZE
    assert not made(cache, "a", 1)
    assert made(cache, "b", 1)


def test_letters_that_take_more_memory_count_for_more():
    cache = FragmentCache(max_bytes=3 * SIZE)
    made(cache, "wide", 1, "’" * 1000)
    made(cache, "narrow", 1)
    made(cache, "another", 1)
    assert made(cache, "wide", 1, "’" * 1000)


def test_what_is_too_large_for_all_of_it_is_not_kept():
    cache = FragmentCache(max_bytes=SIZE)
    made(cache, "large", 1, TEXT * 2)
    assert cache.size == 0
    assert made(cache, "large", 1, TEXT * 2)


def test_what_fails_is_not_kept():
    cache = FragmentCache()
    assert not is_there(cache, "here", 1)
    assert made(cache, "here", 1)


def test_many_threads_lose_count_of_nothing(monkeypatch):
    cache = FragmentCache(max_bytes=5 * SIZE)

    def size_of(text):
        # Another thread's turn.
        time.sleep(0.0001)
        return SIZE

    monkeypatch.setattr("core.fragment_cache.getsizeof", size_of)
    with ThreadPoolExecutor(8) as threads:
        asked = threads.map(
            lambda number: cache.get_or_set(number % 13, number % 3, lambda: TEXT), range(500)
        )
        assert set(asked) == {TEXT}
    there = [each for each in range(39) if is_there(cache, each % 13, each % 3)]
    assert (len(there), cache.size) == (5, 5 * SIZE)
