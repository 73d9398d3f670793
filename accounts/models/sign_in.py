"""Sign-ins of staff, and what failed with their names: kept for Chiefs, who see there what nobody of theirs did."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import browsers

RETENTION = datetime.timedelta(days=90)
# Rows in one transaction, and transactions in one run: others write in between.
AT_ONCE, BATCHES = 1000, 20


class SignInQuerySet(models.QuerySet["SignIn"]):
    def delete_old(self) -> int:
        """Delete what is older than RETENTION, the oldest first, and return how many; a later run deletes the rest."""
        done = 0
        old = self.filter(at__lt=timezone.now() - RETENTION).order_by("at")
        for _batch in range(BATCHES):
            keys = list(old.values_list("pk", flat=True)[:AT_ONCE])
            if keys:
                done += self.filter(pk__in=keys).delete()[0]
            if len(keys) < AT_ONCE:
                break
        return done


class SignIn(models.Model):
    class Way(models.TextChoices):
        PASSWORD = "password", _("password")
        # Translators: a way to sign in: with a code that was sent by mail
        CODE = "code", _("code by mail")
        # Translators: a way to sign in: having forgotten the password, with a new one
        RESET = "reset", _("new password")
        APP = "totp", _("authenticator app")
        PASSKEY = "webauthn", _("passkey")
        RECOVERY = "recovery", _("recovery code")
        INVITATION = "invitation", _("invitation")
        OTHER = "other", pgettext_lazy("way to sign in", "other")

    class Outcome(models.TextChoices):
        SIGNED_IN = "in", _("signed in")
        WRONG_PASSWORD = "password", _("wrong password")
        WRONG_CODE = "code", _("wrong code")
        WRONG_FACTOR = "factor", _("wrong second factor")
        TOO_MANY = "many", _("too many attempts")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins", verbose_name=_("sign-in name")
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    way = models.CharField(_("way"), max_length=12, choices=Way)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    # An IPv4 address, or the /64 that one household has of IPv6: core.network.
    network = models.CharField(_("network"), max_length=50, blank=True)
    browser = models.CharField(_("browser"), max_length=browsers.LONGEST, blank=True)

    objects: ClassVar[SignInQuerySet] = SignInQuerySet.as_manager()  # type: ignore[assignment] # the same rows

    class Meta:
        verbose_name, verbose_name_plural = _("sign-in"), _("sign-ins")
        indexes = [
            models.Index(fields=["at"], name="sign_in_at"),
            models.Index(fields=["-id"], condition=~models.Q(outcome="in"), name="sign_in_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_outcome_display()}"
