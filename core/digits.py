"""The digits that readers' pages write numbers with: settings.DIGITS. The desk writes 0 to 9, as Django does."""

from django.conf import settings
from django.utils.formats import get_format, number_format
from django.utils.functional import lazy

LATIN = "0123456789"
# With these digits thousands have a sign of their own, whatever the language: ٢٥٠٬٠٠٠
NUMBERINGS = {"٠١٢٣٤٥٦٧٨٩": "arab", "۰۱۲۳۴۵۶۷۸۹": "arabext"}
ARABIC_SEPARATOR = "\N{ARABIC THOUSANDS SEPARATOR}"


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
    separator = get_format("THOUSAND_SEPARATOR")
    return in_digits(grouped(value).replace(separator, ARABIC_SEPARATOR if numbering() else separator))


def numbering() -> str | None:
    """What Unicode calls the paper's numbers, for scripts; None where they are not Arabic's or Persian's."""
    return NUMBERINGS.get(settings.DIGITS)
