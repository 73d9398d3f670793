"""What a password has to be, besides what Django's own validators ask for."""

from django.contrib.auth.password_validation import MinimumLengthValidator

from core.digits import in_digits


class LengthValidator(MinimumLengthValidator):
    """Django's, which would refuse with 0 to 9 in a paper of other digits."""

    def get_error_message(self) -> str:
        return in_digits(super().get_error_message())
