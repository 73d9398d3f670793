from allauth.account import auth_backends as allauth

from accounts.models import User
from accounts.names import fold


class AuthenticationBackend(allauth.AuthenticationBackend):
    """allauth's, which looks for a pen name in any case among all people: an index knows only its key."""

    def _authenticate_by_username(self, username, password):
        user = User.objects.filter(name_key=fold(username)).first()
        # A look-alike has the same key and is somebody else.
        if user is None or user.username.lower() != username.lower():
            return None
        return self._check_password(user, password)
