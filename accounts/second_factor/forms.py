"""allauth's forms of second factors in the paper's words, with limits that nobody can reset for others."""

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, validate_totp_code
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit, limits, sign_in_records
from accounts.forms import CodeField, CodeForm, PaperForm
from accounts.models import SignIn, User
from core.digits import number

# Of a passkey’s name, in letters: it stands in a line of a list.
LONGEST_NAME = 60

if TYPE_CHECKING:
    _Form = forms.Form
else:
    _Form = object


class _Limited(_Form):
    """Counts each attempt before it is compared, and takes back the count of one that was right."""

    user: User
    way = SignIn.Way.APP

    def count(self) -> Any:
        usage = limits.count_second_factor(context.request, self.user)
        if usage is None:
            self.note_failure(SignIn.Outcome.TOO_MANY)
            raise get_account_adapter().validation_error("too_many_login_attempts")
        return usage

    def note_failure(self, outcome: SignIn.Outcome = SignIn.Outcome.WRONG_FACTOR) -> None:
        audit.note_factor_failure(context.request, self.user, outcome == SignIn.Outcome.TOO_MANY)
        sign_in_records.note_failure(context.request, self.user, self.way, outcome)


def take(user: User, code: str) -> bool:
    """Take a right code of an app, once: True at its first use. It is right for three of the app's periods."""
    seconds = (1 + 2 * app_settings.TOTP_TOLERANCE) * app_settings.TOTP_PERIOD
    return cache.add(f"second-factor:{user.pk}:{code}", "used", timeout=seconds)


class _CodeForm(_Limited, CodeForm):
    words = {"code": (_("Code"), _("The 6 digits that your app shows now, or one of your recovery codes."))}

    def clean_code(self) -> str:
        usage = self.count()
        code: str = self.cleaned_data["code"]
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
        for each in Authenticator.objects.filter(user=self.user, type__in=kinds).order_by("-type"):
            each.user = self.user
            is_right = each.wrap().validate_code(code)
            if is_right and (each.type != Authenticator.Type.TOTP or take(self.user, code)):
                usage.rollback()
                self.authenticator = each
                return code
        self.note_failure()
        raise get_adapter().validation_error("incorrect_code")


class AuthenticateForm(_CodeForm, base.AuthenticateForm):
    code = CodeField()


class ReauthenticateForm(_CodeForm, base.ReauthenticateForm):
    code = CodeField()


class ActivateAppForm(_Limited, CodeForm, totp.ActivateTOTPForm):
    code = CodeField()
    words = {"code": (_("Code"), _("The 6 digits that your app shows now."))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The same secret each time: phones load the page anew when their owner comes back from the app."""
        secret = context.request.session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if secret:
            self.secret = context.request.session[SECRET_SESSION_KEY] = secret

    @property
    def key(self) -> str:
        """The secret as people type it: apps leave the blanks out."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))

    def clean_code(self) -> str:
        validate_can_add_authenticator(self.user)
        usage = self.count()
        code: str = self.cleaned_data["code"]
        if not (validate_totp_code(self.secret, code) and take(self.user, code)):
            raise get_adapter().validation_error("incorrect_code")
        usage.rollback()
        return code


class _PasskeyName(PaperForm):
    words = {"name": (_("Name"), _("By which you tell it from others: “Phone”, “Key in the drawer”."))}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if len(name) > LONGEST_NAME:
            said = gettext("A name has at most %(number)s characters.")
            raise forms.ValidationError(said % {"number": number(LONGEST_NAME)})
        return name or gettext("Passkey")


class AddPasskeyForm(_PasskeyName, webauthn.AddWebAuthnForm):
    name = forms.CharField(required=False)


class RenamePasskeyForm(_PasskeyName, webauthn.EditWebAuthnForm):
    name = forms.CharField(required=False)


class _PasskeyForm(_Limited, webauthn.AuthenticateWebAuthnForm):
    way = SignIn.Way.PASSKEY

    def clean_credential(self) -> Authenticator:
        usage = self.count()
        credential = self.cleaned_data["credential"]
        try:
            auth.parse_authentication_response(credential)
            authenticator = auth.complete_authentication(self.user, credential)
        except (forms.ValidationError, KeyError):
            self.note_failure()
            raise get_adapter().validation_error("incorrect_passkey") from None
        usage.rollback()
        return authenticator


class PasskeyForm(_PasskeyForm):
    pass


class ReauthenticatePasskeyForm(_PasskeyForm, webauthn.ReauthenticateWebAuthnForm):
    pass
