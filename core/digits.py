"""The digits that readers' pages write numbers with: settings.DIGITS. The desk writes 0 to 9, as Django does."""

from django.conf import settings
from django.utils.formats import number_format
from django.utils.functional import lazy

LATIN = "0123456789"


def in_digits(text: str) -> str:
    """The text with the paper's own digits."""
    return text if settings.DIGITS == LATIN else text.translate(str.maketrans(LATIN, settings.DIGITS))


def number(value: int) -> str:
    return in_digits(number_format(value))


def grouped(value: int) -> str:
    """250,000, as the desk writes it in sentences"""
    return number_format(value, force_grouping=True)


grouped_lazy = lazy(grouped, str)


# For what is put together when the site starts, such as labels and error messages.
number_lazy = lazy(number, str)


def grouped_number(value: int) -> str:
    """250,000, as readers' pages write it in sentences"""
    return in_digits(grouped(value))
