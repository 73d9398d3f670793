"""allauth's forms in the paper's words. A label says what a field is; there are no placeholders."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.addresses import AddressField, as_address
from accounts.models import User
from accounts.names import LONGEST, SHORTEST, fold
from accounts.normalize import normalize_code
from core.digits import number_lazy
from core.maxlength import without_maxlength

NEW_PASSWORD = format_lazy(
    _("At least {number} characters; not one that many people use, and not like your pen name."),
    number=number_lazy(8),
)
NEW_NAME = format_lazy(
    _("{shortest} to {longest} letters A to Z, digits, - and _. Everybody sees it, and it stays."),
    shortest=number_lazy(SHORTEST),
    longest=number_lazy(LONGEST),
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    _Form = forms.BaseForm
else:
    _Form = object


class PaperForm(_Form):
    """`words` gives a field its label and help text, `attrs` attributes; `without` drops fields."""

    words: "ClassVar[dict[str, tuple[str | _StrPromise, str | _StrPromise]]]" = {}
    attrs: ClassVar[dict[str, dict[str, str]]] = {}
    without: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.without:
            self.fields.pop(name, None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, (field.label, field.help_text))
            field.widget.attrs |= self.attrs.get(name, {})


class MailForm(PaperForm):
    """Has a mail sent, or says at the field that it would be one too many. Sending is what counts, not this check."""

    def clean_email(self) -> str:
        email: str = super().clean_email()  # type: ignore[misc] # of the form of allauth’s that it is mixed into
        if not limits.may_ask_for_mail(context.request, email, count=False):
            raise get_adapter().validation_error("rate_limited")
        return email


def reached_by(email: str) -> list[User]:
    """Whose codes go to this address. Somebody who only wants to change to it is not among them."""
    user = User.objects.by_login(email)
    return [user] if user and user.is_active else []


class LoginForm(PaperForm, allauth.LoginForm):
    words = {"login": (_("Pen name or email address"), ""), "password": (_("Password"), "")}
    attrs = {"login": {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}}

    def clean_login(self) -> str:
        login = super().clean_login()
        return as_address(login) or login


class SignupForm(MailForm, allauth.SignupForm):  # type: ignore[misc] # allauth’s `clean` says nothing of what it answers
    email = AddressField()
    words = {
        "username": (_("Pen name"), NEW_NAME),
        "email": (_("Email address"), _("Nobody sees it. We send a code to it.")),
        "password1": (_("Password"), NEW_PASSWORD),
    }
    attrs = {"username": {"autocapitalize": "none", "spellcheck": "false"}}
    field_order = ["username", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The adapter validates names. Without a maxlength the browser cuts off nothing that is typed or pasted.
        username = cast(forms.CharField, self.fields["username"])
        username.validators = []
        without_maxlength(username).widget.attrs.pop("minlength", None)
        username.min_length = username.max_length = None

    def clean_username(self) -> str:
        try:
            return super().clean_username()
        except ValidationError as refusal:
            name, email = self.cleaned_data["username"], self.data.get("email", "")
            # Whoever registers again with the same address keeps the name.
            own = User.objects.newcomers().filter(
                name_key=fold(name), email=User.objects.normalize_email(email)
            )
            if refusal.code == "name_taken" and own.exists():
                return name
            raise

    def validate_unique_email(self, value: str) -> str:
        self.account_already_exists = User.objects.with_address(value).exists()
        return value

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists:
            # Hashing takes longer than all the rest: without it the time of the answer tells that the address is known.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class AddEmailForm(MailForm, allauth.AddEmailForm):
    email = AddressField()
    words = {
        "email": (
            _("New email address"),
            _("We send a code to it. The old one stays until you have typed that."),
        )
    }


class ChangePasswordForm(PaperForm, allauth.ChangePasswordForm):
    words = {"oldpassword": (_("Password you have now"), ""), "password1": (_("New password"), NEW_PASSWORD)}
    without = ("password2",)

    def clean_oldpassword(self) -> str:
        """Let allauth count the attempts, so that whoever finds an open session can't guess without end."""
        password = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):  # type: ignore[arg-type] # who is signed in
            raise get_adapter().validation_error("enter_current_password")
        return password


class SetPasswordForm(PaperForm, allauth.SetPasswordForm):
    words = {"password1": (_("Password"), NEW_PASSWORD)}
    without = ("password2",)


class ResetPasswordForm(MailForm, allauth.ResetPasswordForm):
    email = AddressField()
    words = {"email": (_("Email address"), _("The one you registered with."))}

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users = reached_by(email)
        return email


class ResetPasswordKeyForm(PaperForm, allauth.ResetPasswordKeyForm):
    words = {"password1": (_("New password"), NEW_PASSWORD)}
    without = ("password2",)


class ReauthenticateForm(PaperForm, allauth.ReauthenticateForm):
    words = {"password": (_("Password"), "")}


class RequestLoginCodeForm(MailForm, allauth.RequestLoginCodeForm):
    email = AddressField()
    words = {"email": (_("Email address"), _("The one you registered with."))}

    def clean_email(self) -> str:
        email = super().clean_email()
        self._user = next(iter(reached_by(email)), None)
        return email


class CodeField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return normalize_code(super().to_python(value) or "")


class CodeForm(PaperForm):
    words = {
        "code": (
            # Translators: the number from a mail, by which somebody signs in or confirms an address
            _("Code"),
            format_lazy(
                _("{number} digits; you can leave out the dash."),
                number=number_lazy(settings.ALLAUTH_USER_CODE_FORMAT["length"]),
            ),
        )
    }
    attrs = {"code": {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}}


class ConfirmLoginCodeForm(CodeForm, allauth.ConfirmLoginCodeForm):
    code = CodeField()


class ConfirmEmailVerificationCodeForm(CodeForm, allauth.ConfirmEmailVerificationCodeForm):
    code = CodeField()

    def clean_code(self) -> str:
        """Not allauth's, which also refuses an address that somebody else has only claimed."""
        code = super(allauth.ConfirmEmailVerificationCodeForm, self).clean_code()
        if User.objects.with_confirmed(self.email).exclude(pk=self.user.pk).exists():
            raise get_adapter().validation_error("email_taken")
        return code


class ChooseNameForm(PaperForm, forms.Form):
    username = forms.CharField(
        label=_("Pen name"),
        help_text=NEW_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "username"} | SignupForm.attrs["username"]),
    )

    def clean_username(self) -> str:
        return get_adapter().clean_username(self.cleaned_data["username"])


class ConfirmPasswordResetCodeForm(CodeForm, allauth.ConfirmPasswordResetCodeForm):
    code = CodeField()
