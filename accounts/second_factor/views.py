import base64
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes_views
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.second_factor import obligation, passkeys, recovery
from accounts.views import signed_in_just_now

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest

View = Callable[..., HttpResponseBase]


def asks_for_passkey(view: View) -> View:
    """Lets the page's script ask the browser for a passkey."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Permissions-Policy"] = passkeys.PERMISSIONS_POLICY
        return response

    return never_cache(answer)


def needs_recent_sign_in(view: View) -> View:
    """For people with neither a password nor a second factor: allauth asks nothing of them again.

    Whoever finds a session of theirs open could set up a factor of their own, and lock them out.
    """

    @login_required
    @wraps(view)
    def answer(request: "SignedInRequest", *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not get_reauthentication_flows(request.user) and not signed_in_just_now(request):
            return render(request, "mfa/sign_in_first.html", status=403)
        return view(request, *args, **kwargs)

    return answer


class IndexView(base.IndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        return context | {
            "place": passkeys.place_of(self.request),
            "codes_left": recovery.left(user),
            "few_codes": recovery.FEW,
            "is_due": obligation.lacks(user) and obligation.is_due(timezone.now()),
            "due_from": settings.STAFF_SECOND_FACTOR_FROM,
        }


class AuthenticateView(base.AuthenticateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True)
        return super().get_context_data(**kwargs) | {
            "place": passkeys.place_of(self.request),
            "has_passkey": Authenticator.Type.WEBAUTHN in own,
            "has_app": Authenticator.Type.TOTP in own,
        }


class AddPasskeyView(webauthn.AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"place": passkeys.place_of(self.request)}


class ReauthenticatePasskeyView(webauthn.ReauthenticateWebAuthnView):
    def form_invalid(self, form: Form) -> HttpResponse:
        """To the same page; allauth leads to the sign-in, which sends whoever is signed in elsewhere."""
        super().form_invalid(form)
        return redirect(self.request.get_full_path())


class NewCodesView(codes_views.GenerateRecoveryCodesView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Not allauth's, which reads the old codes and so fails with another SECRET_KEY."""
        context: dict[str, Any] = super(codes_views.GenerateRecoveryCodesView, self).get_context_data(
            **kwargs
        )
        return context


@never_cache
@login_required
@reauthentication_required(app="allauth.mfa")
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: "SignedInRequest") -> HttpResponse:
    """How many are left; and once, to who asks for them, the codes themselves."""
    codes = recovery.of(request.user)
    if codes is None:
        return redirect("mfa_index")
    context: dict[str, Any] = {"codes_left": recovery.left(request.user), "were_shown": codes.did_view}
    if request.method == "POST" and not codes.did_view:
        try:
            shown = recovery.show(request.user)
        except ValidationError as refusal:
            context["unreadable"] = refusal.message
        else:
            text = "\n".join([settings.SITE_URL, *shown, ""])
            context["file"] = f"data:text/plain;base64,{base64.b64encode(text.encode()).decode()}"
            context["codes"] = shown
    return render(request, "mfa/recovery_codes/index.html", context)
