from io import BytesIO
from typing import TYPE_CHECKING, Any

import qrcode
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from accounts.second_factor import encryption

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.base_user import AbstractBaseUser


class SecondFactorAdapter(DefaultMFAAdapter):
    """Where this site differs from allauth's defaults."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This is not the code, or it has been used. Type the one that your app shows now."
        ),
        "incorrect_passkey": _(
            "That did not work: the passkey is another one, or it took too long. Try again."
        ),
        "unverified_email": _("First confirm your new email address, or take the change back."),
        "unreadable": _(
            "The secret of this second factor can’t be read here any more. Whoever runs the site can remove it, and you"
            " set up a new one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return encryption.decrypt(encrypted_text)
        except encryption.Unreadable:
            raise self.validation_error("unreadable") from None

    def build_totp_svg(self, url: str) -> str:
        """On white in the dark too: phones read no light code on dark ground."""
        out = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(out)
        return out.getvalue().decode()

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def get_totp_label(self, user: "AbstractBaseUser") -> str:
        """The pen name: an app shows it to whoever looks at the phone, so no address."""
        return user.get_username()

    def generate_authenticator_name(self, user: "AbstractBaseUser", type: "Authenticator.Type") -> str:
        return gettext("Passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host that was asked, which ALLOWED_HOSTS names: at another no browser would use the passkey."""
        host = context.request.get_host()
        return {"id": host.rpartition(":")[0] or host, "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: "AbstractBaseUser") -> dict[str, Any]:
        return super().get_public_key_credential_user_entity(user) | {"name": user.get_username()}
