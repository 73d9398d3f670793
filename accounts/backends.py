from allauth.account import auth_backends as allauth

from accounts.models import User


class AuthenticationBackend(allauth.AuthenticationBackend):
    """allauth's looks for one login as a name and as an address, in several ways, and compares the password with each
    account that it finds. Here it is one account or none, and one hash: the clock tells nobody which.
    """

    def _authenticate(self, request, **credentials):
        login = credentials.get("email") or credentials.get("username") or ""
        return self._check_password(User.objects.by_login(login), credentials["password"])
