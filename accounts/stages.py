from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.stages import EmailVerificationStage, LoginStage
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.models import User


class AddressStage(EmailVerificationStage):
    """Asks everybody who has an address for the code that confirms it."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = cast(User | None, self.login.user)
        if user and not user.email and not user.emailaddress_set.exists():
            return self._handle_without(user)
        return super().handle()

    def _handle_without(self, user: User) -> tuple[HttpResponse | None, bool]:
        if user.is_staff or user.last_login:
            # An operator may make an administrator without an address, and a reader may have lost theirs to its proven
            # owner. No code could ever reach them.
            return None, True
        adapter = get_adapter()
        adapter.add_message(self.request, messages.ERROR, message=adapter.error_messages["sign_up_over"])
        return redirect("account_signup"), False


class NameStage(LoginStage):
    """Asks for a pen name where somebody else may have chosen the account's."""

    key = "choose_name"
    urlname = "accounts:choose_name"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = cast(User | None, self.login.user)
        if user and user.is_unnamed:
            return redirect(self.urlname), True
        return None, True
