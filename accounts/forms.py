"""allauth's forms in the paper's words. A label says what a field is; there are no placeholders."""

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from django.contrib.auth.hashers import make_password

from accounts import limits

NEW_PASSWORD = "At least 8 characters; not one that many people use, and not like your pen name."  # noqa: S105


class PaperForm:
    """`words` gives a field its label and help text, `attrs` attributes; `without` drops fields."""

    words = {}
    attrs = {}
    without = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.without:
            self.fields.pop(name, None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, (field.label, field.help_text))
            field.widget.attrs |= self.attrs.get(name, {})


class MailForm(PaperForm):
    """Has a mail sent to an address, and says so at the field where that is one too many; sending it is what counts."""

    def clean_email(self):
        email = super().clean_email()
        if not limits.may_ask_for_mail(email, count=False):
            raise get_adapter().validation_error("rate_limited")
        return email


class LoginForm(PaperForm, allauth.LoginForm):
    words = {"login": ("Pen name or email address", ""), "password": ("Password", "")}
    attrs = {"login": {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}}


class SignupForm(MailForm, allauth.SignupForm):
    words = {
        "username": ("Pen name", "3 to 30 letters A to Z, digits, - and _. Everybody sees it, and it stays."),
        "email": ("Email address", "Nobody sees it. We send a code to it."),
        "password1": ("Password", NEW_PASSWORD),
    }
    attrs = {"username": {"autocapitalize": "none", "spellcheck": "false"}}
    field_order = ["username", "email", "password1"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The adapter says what is wrong with a name, and nothing cuts off what is typed or pasted.
        self.fields["username"].validators = []
        for attribute in ("minlength", "maxlength"):
            self.fields["username"].widget.attrs.pop(attribute, None)
        self.fields["username"].min_length = self.fields["username"].max_length = None

    def try_save(self, request):
        if self.account_already_exists:
            # Hashing takes longer than all the rest: without it the clock tells that the address is known.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class AddEmailForm(MailForm, allauth.AddEmailForm):
    words = {
        "email": ("New email address", "We send a code to it. The old one stays until you have typed that.")
    }


class ChangePasswordForm(PaperForm, allauth.ChangePasswordForm):
    words = {"oldpassword": ("Password you have now", ""), "password1": ("New password", NEW_PASSWORD)}
    without = ("password2",)

    def clean_oldpassword(self):
        """By the door that counts: whoever found a session open does not guess at the password without end."""
        password = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class SetPasswordForm(PaperForm, allauth.SetPasswordForm):
    words = {"password1": ("Password", NEW_PASSWORD)}
    without = ("password2",)


class ResetPasswordForm(MailForm, allauth.ResetPasswordForm):
    words = {"email": ("Email address", "The one you registered with.")}


class ResetPasswordKeyForm(PaperForm, allauth.ResetPasswordKeyForm):
    words = {"password1": ("New password", NEW_PASSWORD)}
    without = ("password2",)


class ReauthenticateForm(PaperForm, allauth.ReauthenticateForm):
    words = {"password": ("Password", "")}


class RequestLoginCodeForm(MailForm, allauth.RequestLoginCodeForm):
    words = {"email": ("Email address", "The one you registered with.")}


class CodeForm(PaperForm):
    words = {"code": ("Code", "8 digits; you can leave out the dash.")}
    attrs = {"code": {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}}


class ConfirmLoginCodeForm(CodeForm, allauth.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(CodeForm, allauth.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmPasswordResetCodeForm(CodeForm, allauth.ConfirmPasswordResetCodeForm):
    pass
