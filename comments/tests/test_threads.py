"""The rules of threads by themselves: given plain values, asked of no database."""

from hypothesis import given, settings
from hypothesis import strategies as st

from comments.threads import recount, renumber

LISTS = st.lists(st.integers(0, 30), max_size=12)


@settings(max_examples=300, deadline=None)
@given(LISTS, st.integers(0, 40))
def test_numbers_are_right_once_they_were_put_right(stored, highest):
    right = renumber(stored, highest)
    assert all(before < after for before, after in zip([0, *right], right, strict=False))
    assert renumber(right, max(right, default=0)) == right
    assert renumber(right, highest + 50) == right, "The highest is as wrong as it likes."


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 12), st.data())
def test_one_that_is_wrong_becomes_what_it_was(count, data):
    numbers = list(range(1, count + 1))
    stored = numbers.copy()
    stored[data.draw(st.integers(0, count - 1))] = data.draw(st.integers(0, 99))
    assert renumber(stored, count) == numbers


@settings(max_examples=300, deadline=None)
@given(st.sets(st.integers(1, 40), min_size=1, max_size=12), st.integers(0, 99))
def test_what_rises_is_right_with_its_holes(numbers, highest):
    stored = sorted(numbers)
    assert renumber(stored, max(highest, stored[-1])) == stored


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_second_count_is_the_first(data):
    count = data.draw(st.integers(0, 12))
    parents = [data.draw(st.none() | st.integers(0, index - 1)) if index else None for index in range(count)]
    visible = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))
    kept = recount(parents, visible)
    assert recount(parents, visible, kept) == kept
    assert kept.last_thread_number == parents.count(None)
    assert kept.visible_count == sum(visible)


def test_what_is_kept_of_a_few():
    # Two threads; the first has four replies, of which the second answers the first, which is gone.
    kept = recount([None, 0, 1, None, 0, 0], [False, False, True, True, True, True])
    assert (kept.last_thread_number, kept.visible_count) == (2, 4)
    begins, gone, answer, second, third, fourth = kept.comments
    assert begins == (None, 1, 0, True, True, 3, 4)
    assert gone == (0, 1, 1, True, True, 0, 0)
    assert answer == (0, 1, 2, True, True, 0, 0)
    assert second == (None, 2, 0, True, True, 0, 0)
    assert third == (0, 1, 3, True, True, 0, 0)
    assert fourth == (0, 1, 4, True, False, 0, 0)
