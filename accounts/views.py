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
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import FormView

from accounts import limits, open_sessions
from accounts.forms import ChooseNameForm
from accounts.models import User
from accounts.second_factor.obligation import has_second_factor
from accounts.stages import NameStage
from core.digits import number

if TYPE_CHECKING:
    from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
    from allauth.account.mixins import NextRedirectMixin

    from accounts.requests import SignedInRequest

    class _CodeView(NextRedirectMixin, FormView[Any]):
        _process: AbstractCodeVerificationProcess

else:
    _CodeView = object

# Keys of the session: what was typed, and what fills in the form again after a wrong address.
TYPED, AGAIN = "sign-up", "sign-up again"


class SignUpView(allauth.SignupView):
    def get_initial(self) -> dict[str, Any]:
        """What was typed before. Nothing comes from the query: a link of somebody else's could fill in the form."""
        return self.initial | self.request.session.pop(AGAIN, {})

    def form_valid(self, form: BaseForm) -> HttpResponse:
        # Stored whether or not the address has an account, so that nobody can tell.
        self.request.session[TYPED] = {name: form.cleaned_data[name] for name in ("username", "email")}
        try:
            return super().form_valid(form)
        except IntegrityError:
            # Somebody took the name or the address in this instant: validated again, the form says so.
            form.full_clean()
            return super().form_valid(form) if form.is_valid() else self.form_invalid(form)


class CodeMixin(_CodeView):
    """Counts attempts in the database, before allauth counts them in the session.

    The session is not enough: requests sent at once all read it as it was before them, and it can be thrown away.
    """

    # Whether whoever types the code has given the account's password too.
    knows_password = False

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if "code" in kwargs and self._process.user is None:
            # There is no account, or only a sign-up that has expired: no code is right.
            kwargs["code"] = ""
        return kwargs

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if "code" not in form.cleaned_data:
            return super().form_valid(form)
        try:
            # In one transaction, so that nobody else's sign-up takes its place before all of it is stored.
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
            # Without an account no mail is sent, and sending is what counts: so it is counted here.
            if not limits.may_ask_for_mail(request, address, count=process.user is None):
                adapter = get_adapter()
                adapter.add_message(request, messages.ERROR, message=adapter.error_messages["rate_limited"])
                return redirect(self.passthrough_next_url(request.path))
        elif not limits.may_compare_code(request, address, process.state["at"]):
            # The answer is that of the last wrong attempt, whatever the session says.
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
    """Back from the page of the code to correct the address. Never tells if there is an account."""
    # Only from this stage: whoever is in it has registered in this session, or knows the password.
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
            # Somebody took the name in this instant: validated again, the form says so.
            form.full_clean()
            return self.form_invalid(form)
        return stage.exit()


@login_required
@require_safe
def account(request: "SignedInRequest") -> HttpResponse:
    """All that the site knows about the person who is signed in, and where they are."""
    return render(
        request,
        "account/account.html",
        {"sessions": open_sessions.of(request), "has_second_factor": has_second_factor(request.user)},
    )


@login_required
@require_POST
def end_sessions(request: "SignedInRequest") -> HttpResponse:
    """End the one that is named, or all others; never this one, which is signed out."""
    named = request.POST.get("session", "")
    ended = open_sessions.end(request, named) if named else open_sessions.end_others(request)
    adapter = get_adapter()
    if ended:
        adapter.send_notification_mail("account/email/sessions_ended", request.user)
        said = ngettext("%(number)s sign-in is ended.", "%(number)s sign-ins are ended.", ended)
        messages.success(request, said % {"number": number(ended)})
    else:
        messages.success(request, _("There was nothing to end: it is over already."))
    return redirect("accounts:account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
# Before reauthentication: or allauth stores each request of a stranger in a new session.
@login_required
@reauthentication_required(app="accounts")
def erase(request: "SignedInRequest") -> HttpResponse:
    user = request.user
    if user.is_staff:
        return render(request, "account/erase_staff.html", status=403)
    if not user.has_usable_password() and not signed_in_just_now(request):
        return render(request, "account/erase_sign_in.html", status=403)
    if request.method == "POST":
        user.erase()
        logout(request)
        return redirect("accounts:erased")
    return render(request, "account/erase.html")


def signed_in_just_now(request: "SignedInRequest") -> bool:
    """For people without a password: allauth asks only those who have one to sign in again."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "account/erased.html")
