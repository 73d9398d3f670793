"""What stands between thousands follows from the digits, else from the language."""

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
