"""A number has one spelling, wherever it is sent."""

import pytest

from core.numbers import plain_number, small_number


@pytest.mark.parametrize("read", [plain_number, small_number])
@pytest.mark.parametrize(
    "typed", ["", "0", "01", "+1", "-1", " 1", "1\n", "1.0", "1_0", "٢", "²", "one", "9" * 30]
)
def test_whatever_is_spelt_otherwise_is_none(read, typed):
    assert read(typed) is None


def test_each_is_as_long_as_its_column_holds():
    assert (plain_number("9" * 18), plain_number("9" * 19)) == (10**18 - 1, None)
    assert (small_number("9" * 9), small_number("9" * 10)) == (10**9 - 1, None)
