import datetime
from email.headerregistry import Address
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import audit, limits, sign_in_records
from accounts.addresses import LONGEST_ADDRESS
from accounts.models import SignIn, User
from accounts.names import fold, is_reserved, validate_length, validate_letters
from accounts.normalize import normalize_password
from core.digits import number_lazy
from core.models import Paper
from core.network import client_address

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

STAGES = {"allauth.account.stages.EmailVerificationStage": "accounts.stages.AddressStage"}


class AccountAdapter(DefaultAccountAdapter):
    """Where this site differs from allauth's defaults."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "name_taken": _("This pen name is taken, or looks like one that is. Please choose another."),
        "name_reserved": _("This pen name is kept for the paper’s own people. Please choose another."),
        "username_password_mismatch": _("This pen name and this password do not belong together."),
        "email_password_mismatch": _("This email address and this password do not belong together."),
        "email_too_long": format_lazy(
            _("An email address has at most {number} characters."), number=number_lazy(LONGEST_ADDRESS)
        ),
        "email_taken": _("This email address can’t be used here. Please take another."),
        "duplicate_email": _("This is your address already."),
        "enter_current_password": _("This is not the password you have now."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": format_lazy(
            _("This is not the code. Look at the newest mail, and type its {number} digits."),
            number=number_lazy(settings.ALLAUTH_USER_CODE_FORMAT["length"]),
        ),
        "too_many_login_attempts": _(
            "That were too many attempts. Please wait five minutes, then try again; after very many it takes longer."
        ),
        "sign_up_over": _("This account has no email address. Please register again."),
        "rate_limited": _(
            "Enough mails have gone to this address for now. Please look at the newest, or wait an hour and ask again."
        ),
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        validate_letters(username)
        validate_length(username)
        if is_reserved(username):
            raise self.validation_error("name_reserved")
        if User.objects.without_expired().filter(name_key=fold(username)).exists():
            raise ValidationError(self.error_messages["name_taken"], code="name_taken")
        return username

    def clean_email(self, email: str) -> str:
        if len(email) > LONGEST_ADDRESS:
            raise self.validation_error("email_too_long")
        return email

    def clean_password(self, password: str, user: "AbstractBaseUser | None" = None) -> str:
        return super().clean_password(normalize_password(password), user)

    def save_user(
        self, request: HttpRequest, user: "AbstractBaseUser", form: BaseForm, commit: bool = True
    ) -> User:
        """Hash the password before the database is locked for writing. Raises IntegrityError."""
        person = cast(User, super().save_user(request, user, form, commit=False))
        with transaction.atomic():
            User.objects.give_way(person.email, person.username)
            person.save()
        return person

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Only a new address that waits to replace the current one can be deleted."""
        return not (email_address.primary or email_address.verified)

    def get_login_stages(self) -> list[str]:
        stages = [STAGES.get(stage, stage) for stage in super().get_login_stages()]
        return [*stages, "accounts.stages.NameStage"]

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_safe_url(self, url: str) -> bool:
        """Whether it is a page of this site, named by its path alone."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff come to work, readers to see what became of their words."""
        if request.user.is_staff:
            return reverse("admin:index")
        return super().get_login_redirect_url(request)

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("accounts:account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:account")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count under the folded login alone: allauth's key has the request's Host too, so each Host has its own count.

        Somebody signed in who types the password again has a count of their own, which no stranger can use up.
        """
        if request.user.is_authenticated:
            return f"account {request.user.pk}"
        return limits.key_of(request, _login(credentials))

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Forget the attempts with this login, not those of the network.

        Or somebody could reset their own password to get new attempts at the passwords of others.
        """
        limits.forget_sign_ins(_login(credentials))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._note_failure(request, credentials, "too many attempts", SignIn.Outcome.TOO_MANY)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._note_failure(request, credentials, "wrong password", SignIn.Outcome.WRONG_PASSWORD)

    def _note_failure(
        self, request: HttpRequest, credentials: dict[str, Any], why: str, outcome: SignIn.Outcome
    ) -> None:
        user = User.objects.by_login(_login(credentials))
        audit.note_failure(request, user, why)
        sign_in_records.note_failure(request, user, SignIn.Way.PASSWORD, outcome)

    def get_from_email(self) -> str:
        """Under the paper's name as it is now, unless the operator's setting has another."""
        address: str = settings.DEFAULT_FROM_EMAIL
        # A header has one line.
        name = " ".join(Paper.current().name.split())
        return address if settings.MAIL_FROM else str(Address(name, addr_spec=address))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: "AbstractBaseUser",
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Not allauth's, which asks the request for what no mail of ours says: commands have no request."""
        if address := email or EmailAddress.objects.get_primary_email(user):
            self.send_mail(template_prefix, address, (context or {}) | {"is_notice": True})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails take the paper's name and address from the settings: the request's Host can be anybody's.

        Whoever asks for one mail too many gets an answer that is the same for every address. Notices that nobody asked
        for, such as of a changed password, do not count here, so that some can always be sent.
        """
        if not context.get("is_notice") and not limits.may_ask_for_mail(self.request, email):
            raise ImmediateHttpResponse(respond_429(self.request))
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        given = {"paper": _paper(), "minutes": minutes, "email": email}
        # Not by allauth's, which asks the request for its host.
        self.render_mail(template_prefix, email, given | context).send()

    def send_notice(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail that staff cause: it needs no request, and counts as none that a stranger asked for."""
        self.render_mail(template_prefix, email, {"paper": _paper()} | context).send()

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """A mail with a code or a link says when that expires, and the queue does not send it later.

        While a mail waits it carries its account's key, by which accounts.erasure finds it.
        """
        message = super().render_mail(template_prefix, email, context, headers)
        if user := context.get("user"):
            message.account = user.pk  # type: ignore[attr-defined] # the queue of mails reads it
        until = context.get("until")
        if "code" in context:
            until = timezone.now() + datetime.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
        if until:
            message.extra_headers["Expires"] = format_datetime(until)
        return message

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Whoever is not signed in gets errors alone, which the next page shows."""
        if request.user.is_authenticated or level >= messages.ERROR:
            super().add_message(request, level, *args, **kwargs)


def _paper() -> dict[str, str]:
    return {"name": Paper.current().name, "url": settings.SITE_URL}


def _login(credentials: dict[str, Any]) -> str:
    return credentials.get("email") or credentials.get("username", "")
