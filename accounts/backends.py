from typing import Any

from allauth.account import auth_backends as allauth
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.models import User
from accounts.typed import forms_of_password


class AuthenticationBackend(allauth.AuthenticationBackend):
    """allauth's looks for one login as a name and as an address, in several ways, and compares the password with each
    account that it finds. Here it is one account or none, and one hash: the clock tells nobody which.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        login = credentials.get("email") or credentials.get("username") or ""
        return self._check_password(User.objects.by_login(login), credentials["password"])

    def _mitigate_timing_attack(self, password: str) -> None:
        """Where there is no account, as many hashes as a wrong password takes where there is one."""
        for form in forms_of_password(password):
            make_password(form)
