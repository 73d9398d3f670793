"""Invitations to join the staff: a link that is good once and for 48 hours, sent to an address."""

from __future__ import annotations

import datetime
import hashlib
import logging
import secrets
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import audit
from accounts.addresses import AddressModelField
from accounts.models.managed import change_by
from accounts.models.user import User
from accounts.notices import groups_in_words, mail, name_of
from accounts.signals import user_renamed

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = logging.getLogger(__name__)

GOOD_FOR = datetime.timedelta(hours=48)
# The same form sent again so soon is one click of somebody impatient.
ONE_CLICK = datetime.timedelta(minutes=1)
# An invitation that nobody accepted has somebody's address. So long after its end it is forgotten.
KEPT_FOR = datetime.timedelta(days=30)


class InvitationOver(Exception):
    """It can’t be accepted, or not by this account: the page of the link says why."""


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> Self:
        """Neither accepted nor withdrawn: there is one for an address at most. It may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self, now: datetime.datetime) -> Self:
        return self.unanswered().filter(expires_at__gt=now)

    def by_token(self, token: str) -> Invitation | None:
        return self.filter(token_digest=digest(token)).first()

    def invite(self, address: str, groups: Iterable[Group], by: User, **names: str) -> Invitation:
        """Send a new one; one to this address that has expired is withdrawn.

        Where one is open, it is that one, and no mail is sent: two who invite somebody at once send one mail.
        """
        with transaction.atomic():
            by = _locked_inviter(by, groups)
            now = timezone.now()
            before = self.unanswered().select_for_update().filter(address=address).first()
            if before and before.is_open(now):
                return before
            if before:
                before.withdraw(by)
            invitation = Invitation(address=address, invited_by=by, invited_at=now, **names)
            token = invitation._renew(now)
            try:
                with transaction.atomic():
                    invitation.save()
            except IntegrityError:
                # Another Chief has invited them in this instant, which the constraint knows.
                return self.unanswered().get(address=address)
            invitation.groups.set(groups)
            invitation._send(token, by)
            audit.note_invitation(invitation, "sent", by)
        return invitation

    def delete_old(self) -> int:
        """Delete what nobody accepted, KEPT_FOR after its end."""
        ended = self.filter(accepted_at=None, expires_at__lt=timezone.now() - KEPT_FOR)
        return ended.delete()[0] if ended.exists() else 0


class Invitation(models.Model):
    """An invitation to join the staff. Whoever has its link has the mailbox of its address."""

    class State(models.TextChoices):
        # Translators: of an invitation: it waits to be accepted
        OPEN = "open", pgettext_lazy("invitation", "Open")
        # Translators: of an invitation
        ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
        # Translators: of an invitation: its time is over
        EXPIRED = "expired", pgettext_lazy("invitation", "Expired")
        # Translators: of an invitation
        WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Withdrawn")
        # Translators: of an invitation: who invited may not give these groups any more
        VOID = "void", pgettext_lazy("invitation", "Void: who invited may not any more")

    address = AddressModelField(_("email address"), help_text=_("The link goes there, and nowhere else."))
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    groups = models.ManyToManyField(Group, verbose_name=_("groups"), related_name="+")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("good until"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment] # a manager of it

    class Meta:
        ordering = ["-pk"]
        verbose_name, verbose_name_plural = _("invitation"), _("invitations")
        # Who manages staff may all of it, and nobody else anything.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["address"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_unanswered_once",
            )
        ]

    def __str__(self) -> str:
        # Once the account is erased, no address is left.
        return self.address or f"{self.pk}"

    # Questions

    def is_open(self, now: datetime.datetime) -> bool:
        return not self.accepted_at and not self.withdrawn_at and now < self.expires_at

    def state(self, now: datetime.datetime) -> State:
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        if now >= self.expires_at:
            return self.State.EXPIRED
        return self.State.OPEN if self._is_backed else self.State.VOID

    def is_of_this_click(self, by: User, groups: Iterable[Group]) -> bool:
        """Whether the same person has just sent it, with these groups."""
        is_new = timezone.now() < self.expires_at - GOOD_FOR + ONE_CLICK
        return is_new and self.invited_by == by and {*self.groups.all()} == {*groups}

    @property
    def _is_backed(self) -> bool:
        """Whether who invited still manages staff, and may still give these groups, and any are left."""
        wanted = {group.pk for group in self.groups.all()}
        inviter = self.invited_by
        if not inviter or not wanted:
            return False
        return wanted <= {group.pk for group in inviter.grantable_groups()}

    @property
    def owner(self) -> User | None:
        """Whose account has this address for good, if anybody’s."""
        return User.objects.with_confirmed(self.address).first()

    # Verbs

    def send_again(self, by: User) -> None:
        """Send a new link, which takes the place of the old one, in the name of who sends it.

        Raises InvitationOver where it was accepted or withdrawn.
        """
        with transaction.atomic():
            by = _locked_inviter(by, self.groups.all())
            self._lock()
            if self.accepted_at or self.withdrawn_at:
                raise InvitationOver
            self.invited_by = by
            token = self._renew(timezone.now())
            self.save(update_fields=["invited_by", "token_digest", "expires_at"])
            self._send(token, by)
            audit.note_invitation(self, "sent again", by)

    def withdraw(self, by: User) -> bool:
        """Let nobody accept it; whether somebody could until now. Safe to repeat."""
        with transaction.atomic():
            by = _locked_inviter(by, [])
            self._lock()
            if self.accepted_at or self.withdrawn_at:
                return False
            self.withdrawn_at = timezone.now()
            self.save(update_fields=["withdrawn_at"])
            audit.note_invitation(self, "withdrawn", by)
        return True

    def accept_as_new(self, person: User) -> None:
        """Make `person`, who is not stored yet and has a name and a password, an account of staff.

        The address counts as proved: the link was sent there alone. Raises InvitationOver, and IntegrityError where
        somebody else has just taken the name.
        """
        with transaction.atomic():
            self._lock_to_accept()
            if self.owner:
                raise InvitationOver
            User.objects.give_way(self.address, person.username)
            person.is_staff, person.email = True, None
            person.save()
            # Takes the address from accounts that never proved it.
            person.confirm_address(self.address, knows_password=True)
            person.email = self.address
            person.save(update_fields=["email"])
            person.set_only_address(confirmed=True)
            person.groups.set(self.groups.all())
            self._accepted(person)
            audit.note_permissions(person, by=self.invited_by or person)

    def accept_as(self, person: User) -> None:
        """Make the reader with this address one of the staff. Raises InvitationOver.

        They keep name and comments. From then on their session is one of staff, and may be over.
        """
        with transaction.atomic():
            self._lock_to_accept()
            if self.owner != person or person.is_staff or not person.is_active or not self.invited_by:
                raise InvitationOver
            with change_by(person, self.invited_by, invites=True):
                person.is_staff = True
                person.save(update_fields=["is_staff"])
                person.groups.add(*self.groups.all())
                user_renamed.send(sender=User, user=person)
            self._accepted(person)

    def _accepted(self, person: User) -> None:
        self.accepted_by, self.accepted_at = person, timezone.now()
        self.save(update_fields=["accepted_by", "accepted_at"])
        audit.note_invitation(self, "accepted", by=person)

    def _lock(self) -> None:
        self.refresh_from_db(from_queryset=Invitation.objects.select_for_update(of=("self",)))

    def _lock_to_accept(self) -> None:
        """Lock who invited and who has the address, in one order, then the invitation; ask again if it is open."""
        has_address = Q(email=self.address) | Q(emailaddress__email=self.address)
        people = User.objects.filter(
            pk__in=User.objects.filter(has_address | Q(pk=self.invited_by_id)).values("pk")
        )
        list(people.select_for_update().order_by("pk"))
        link = self.token_digest
        self._lock()
        # It may have been sent again since it was found: then another link is the right one.
        if self.token_digest != link or self.state(timezone.now()) != self.State.OPEN:
            raise InvitationOver

    def _renew(self, now: datetime.datetime) -> str:
        """A new token; of it the database has the digest alone."""
        token = secrets.token_urlsafe(32)
        self.token_digest, self.expires_at = digest(token), now + GOOD_FOR
        return token

    def _send(self, token: str, by: User) -> None:
        """After the commit; the token is nowhere but in the mail."""
        context = {
            "by": name_of(by),
            "groups": groups_in_words(group.name for group in self.groups.all()),
            "link": settings.SITE_URL + reverse("accounts:invitation", args=[token]),
            "until": self.expires_at,
        }
        mail("account/email/invitation", self.address, context)


def digest(token: str) -> str:
    """Of 256 random bits, so nobody finds them by trying, and no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _locked_inviter(by: User, groups: Iterable[Group]) -> User:
    """Who invites, read under a lock, which a form sent twice waits for. Raises PermissionDenied."""
    inviter = User.objects.select_for_update().get(pk=by.pk)
    wanted = {group.pk for group in groups}
    if not inviter.manages_staff or wanted - {group.pk for group in inviter.grantable_groups()}:
        raise PermissionDenied
    return inviter
