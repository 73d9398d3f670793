"""allauth's pages of second factors, those that this site has: the addresses are ours, the names are its own."""

from allauth.mfa.base import views as base
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_required
from django.urls import path, reverse_lazy

from accounts.second_factor import views
from accounts.second_factor.views import asks_for_passkey, needs_recent_sign_in

INDEX = reverse_lazy("mfa_index")
# login_required stands before what asks for the password again: else allauth stores each request of a stranger in a
# new session.

urlpatterns = [
    path("", views.IndexView.as_view(), name="mfa_index"),
    path("sign-in/", asks_for_passkey(views.AuthenticateView.as_view()), name="mfa_authenticate"),
    path("again/", base.reauthenticate, name="mfa_reauthenticate"),
    path(
        "again/passkey/",
        asks_for_passkey(views.ReauthenticatePasskeyView.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("app/add/", needs_recent_sign_in(totp.activate_totp), name="mfa_activate_totp"),
    path("app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "passkeys/add/",
        asks_for_passkey(needs_recent_sign_in(views.AddPasskeyView.as_view())),
        name="mfa_add_webauthn",
    ),
    path(
        "passkeys/<int:pk>/remove/",
        login_required(webauthn.RemoveWebAuthnView.as_view(success_url=INDEX)),
        name="mfa_remove_webauthn",
    ),
    path(
        "passkeys/<int:pk>/rename/",
        login_required(webauthn.EditWebAuthnView.as_view(success_url=INDEX)),
        name="mfa_edit_webauthn",
    ),
    path("recovery-codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/",
        login_required(views.NewCodesView.as_view()),
        name="mfa_generate_recovery_codes",
    ),
]
