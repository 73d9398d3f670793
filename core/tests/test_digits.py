"""What stands between thousands follows from the digits, else from the language."""

import os
import subprocess
import sys

import pytest
from django.utils.translation import override

from core.digits import grouped, grouped_number


@pytest.mark.parametrize(
    ("language", "digits", "written"),
    [
        ("en", "0123456789", "250,000"),
        ("de", "0123456789", "250.000"),
        ("ar", "0123456789", "250,000"),
        ("ar", "٠١٢٣٤٥٦٧٨٩", "٢٥٠٬٠٠٠"),
        ("ar", "۰۱۲۳۴۵۶۷۸۹", "۲۵۰٬۰۰۰"),
        ("en", "०१२३४५६७८९", "२५०,०००"),
    ],
)
def test_thousands_have_the_sign_of_their_digits(settings, language, digits, written):
    settings.DIGITS = digits
    with override(language):
        assert grouped_number(250_000) == written
        # The desk's
        assert grouped(250_000).isascii()


@pytest.mark.parametrize(
    ("digits", "refused"),
    [
        ("٠١٢٣٤٥٦٧٨٩", False),
        ("0123456789", False),
        ("01234567899", True),
        ("9876543210", True),
        ("0123", True),
        ("abcdefghij", True),
    ],
)
@pytest.mark.usefixtures("starts_programs")
def test_digits_that_are_not_0_to_9_in_their_order_are_refused_at_the_start(digits, refused):
    """One too many would fail on every page, not at the start."""
    started = subprocess.run(
        [sys.executable, "-c", "import newsroom.settings"],
        env=os.environ | {"DIGITS": digits},
        capture_output=True,
        text=True,
    )
    assert ("DIGITS are the ten from 0 to 9" in started.stderr) == refused == (started.returncode != 0)
