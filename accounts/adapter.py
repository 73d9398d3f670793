from allauth.account.adapter import DefaultAccountAdapter

from accounts.models import User
from accounts.names import fold, is_reserved, validate_length, validate_letters
from accounts.network import client_address


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks of this site."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "name_taken": "This pen name is taken, or looks like one that is. Please choose another.",
        "name_reserved": "This pen name is kept for the paper's own people. Please choose another.",
    }

    def clean_username(self, username, shallow=False):
        validate_letters(username)
        validate_length(username)
        if is_reserved(username):
            raise self.validation_error("name_reserved")
        if User.objects.filter(name_key=fold(username)).exists():
            raise self.validation_error("name_taken")
        return username

    def get_client_ip(self, request):
        return client_address(request) or super().get_client_ip(request)

    def add_message(self, request, *args, **kwargs):
        """Only to who is signed in: a page for anonymous readers has nothing of one person."""
        if request.user.is_authenticated:
            super().add_message(request, *args, **kwargs)
