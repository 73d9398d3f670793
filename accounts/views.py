import time
from typing import TYPE_CHECKING, Any, cast

from allauth.account import app_settings
from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.core.internal.httpkit import add_query_params
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import FormView

from accounts import limits
from accounts.forms import ChooseNameForm
from accounts.models import User
from accounts.stages import NameStage

if TYPE_CHECKING:
    from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
    from allauth.account.mixins import NextRedirectMixin

    from accounts.requests import SignedInRequest

    class _CodeView(NextRedirectMixin, FormView[Any]):
        _process: AbstractCodeVerificationProcess

else:
    _CodeView = object

# In the session: what was typed, for who has to register again because the address was wrong.
TYPED, AGAIN = "sign-up", "sign-up again"


class SignUpView(allauth.SignupView):
    def get_initial(self) -> dict[str, Any]:
        """What was typed before; and nothing of the address, for a link of another's would fill in the form."""
        return self.initial | self.request.session.pop(AGAIN, {})

    def form_valid(self, form: BaseForm) -> HttpResponse:
        # Kept whether or not there is an account, so that it tells nobody.
        self.request.session[TYPED] = {name: form.cleaned_data[name] for name in ("username", "email")}
        try:
            return super().form_valid(form)
        except IntegrityError:
            # Somebody took the name or the address in this instant: looked at again, the form knows.
            form.full_clean()
            return super().form_valid(form) if form.is_valid() else self.form_invalid(form)


class CodeMixin(_CodeView):
    """Counts in the database, before allauth does in the session: of many requests at once each reads the session as
    it was before all of them, and a session can be thrown away.
    """

    # Whether who types the code has shown the account's password too.
    knows_password = False

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if "code" in kwargs and self._process.user is None:
            # Nobody's, or of a sign-up that is over: no code is right.
            kwargs["code"] = ""
        return kwargs

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if "code" not in form.cleaned_data:
            return super().form_valid(form)
        try:
            # Until all of it is written down nobody else's sign-up takes its place.
            with transaction.atomic():
                user = cast(User, self._process.user)  # without one no code was right
                user.confirm_address(self._process.state["email"], self.knows_password)
                return super().form_valid(form)
        except User.DoesNotExist:
            form.add_error("code", get_adapter().validation_error("incorrect_code"))
            return self.form_invalid(form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        process = self._process
        address = process.state["email"]
        if getattr(self, "_action", "verify") == "resend":
            # Where there is no account nothing is sent, and so nothing counts it.
            if not limits.may_ask_for_mail(request, address, count=process.user is None):
                adapter = get_adapter()
                adapter.add_message(request, messages.ERROR, message=adapter.error_messages["rate_limited"])
                return redirect(self.passthrough_next_url(request.path))
        elif not limits.may_compare_code(request, address, process.state["at"]):
            # As after the last wrong one, whatever the session says.
            process.state["failed_attempts"] = process.max_attempts
            return self.form_invalid(self.get_form())
        return super().post(request, *args, **kwargs)


class ConfirmLoginCodeView(CodeMixin, allauth.ConfirmLoginCodeView):
    pass


class ConfirmEmailVerificationCodeView(CodeMixin, allauth.ConfirmEmailVerificationCodeView):  # type: ignore[misc] # allauth’s is None until it is asked
    knows_password = True


class ConfirmPasswordResetCodeView(CodeMixin, allauth.ConfirmPasswordResetCodeView):  # type: ignore[misc] # the same
    pass


@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """Back from the page that asks for the code, for a wrong address. Never tells if there is an account."""
    # Only this stage: whoever is in it has registered in this session, or knows the password.
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    address = reverse("account_signup")
    if stage:
        request.session[AGAIN] = request.session.pop(TYPED, {})
        if stage.login.user:
            stage.login.user.cancel_sign_up()
        if stage.login.redirect_url:
            address = add_query_params(address, {REDIRECT_FIELD_NAME: stage.login.redirect_url})
        if process := EmailVerificationProcess.resume(request):
            process.abort()
    return redirect(address)


@method_decorator(
    login_stage_required(stage=NameStage.key, redirect_urlname="account_login"), name="dispatch"
)
class ChooseNameView(FormView):
    form_class, template_name = ChooseNameForm, "account/choose_name.html"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        stage = self.request._login_stage  # type: ignore[attr-defined] # from the decorator
        try:
            stage.login.user.choose_name(form.cleaned_data["username"])
        except IntegrityError:
            # Somebody took the name in this instant: looked at again, the form knows.
            form.full_clean()
            return self.form_invalid(form)
        return stage.exit()


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """All that the site knows of who looks."""
    return render(request, "account/account.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
# First, or allauth keeps the request of whoever is not signed in, in a new session each.
@login_required
@reauthentication_required(app="accounts")
def erase(request: "SignedInRequest") -> HttpResponse:
    user = request.user
    if user.is_staff:
        return render(request, "account/erase_staff.html", status=403)
    if not user.has_usable_password() and not _signed_in_just_now(request):
        return render(request, "account/erase_sign_in.html", status=403)
    if request.method == "POST":
        user.erase()
        logout(request)
        return redirect("accounts:erased")
    return render(request, "account/erase.html")


def _signed_in_just_now(request: "SignedInRequest") -> bool:
    """allauth asks who has a password for that, and nobody else for anything."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "account/erased.html")
