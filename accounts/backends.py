from typing import TYPE_CHECKING, Any

from allauth.account import auth_backends as allauth
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.models import User
from accounts.normalize import password_spellings

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class AuthenticationBackend(allauth.AuthenticationBackend):
    """Finds one account or none for a login, and makes one hash, so that the time taken does not tell which it was.

    allauth's own looks for a login as a name and as an address, and compares the password with each account it finds.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> "AbstractBaseUser | None":
        login = credentials.get("email") or credentials.get("username") or ""
        return self._check_password(User.objects.by_login(login), credentials["password"])

    def _mitigate_timing_attack(self, password: str) -> None:
        """Without an account, make as many hashes as a wrong password takes with one."""
        for form in password_spellings(password):
            make_password(form)
