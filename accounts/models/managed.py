"""What staff change of an account: asked again under locks, logged, and told to whom it is about."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from accounts import audit, notices
from accounts.models.session import Session
from accounts.names import FORMER_READER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import AbstractUser, Group

    from accounts.models.user import User

    ForUser = AbstractUser
else:
    ForUser = object

logger = logging.getLogger(__name__)

MANAGE_STAFF = "accounts.manage_staff"


@dataclass(frozen=True)
class Standing:
    """Whose account it is, what it may do, and where its mails go, at one instant."""

    name: str
    email: str | None
    is_active: bool
    is_staff: bool
    is_superuser: bool
    groups: frozenset[str]

    @classmethod
    def of(cls, user: User) -> Standing:
        groups = frozenset(user.groups.values_list("name", flat=True))
        return cls(user.username, user.email, user.is_active, user.is_staff, user.is_superuser, groups)


class StaffChange:
    """A change of one account by somebody at the desk, inside a transaction: begun here, ended by `done`.

    Both rows are locked, in one order, and read under the lock. So of two who deactivate one another at once the second
    is no longer somebody who may, and the paper is not left without anybody.
    """

    def __init__(self, person: User, by: User) -> None:
        people = type(person)._default_manager.select_for_update().order_by("pk")
        locked = {each.pk: each for each in people.filter(pk__in=[person.pk, by.pk])}
        if not locked.keys() >= {person.pk, by.pk}:
            raise PermissionDenied
        self.person, self.by = locked[person.pk], locked[by.pk]
        self.before = Standing.of(self.person)

    def refuse(self, own: bool = False, invites: bool = False) -> None:
        """Raise PermissionDenied unless `by` may.

        `own`: a superuser saves the form of their own account, which has no field that could shut them out. `invites`:
        a reader has accepted an invitation, which is the one way by which a Chief changes a reader.
        """
        by, person = self.by, self.person
        is_own = own and by == person and by.is_superuser and by.is_active
        if not (by.may_manage(person) or is_own or invites and by.manages_staff):
            raise PermissionDenied

    @staticmethod
    def made(person: User, by: User) -> None:
        """Log that somebody at the desk has made this account of staff, and tell the person."""
        nobody = Standing(person.username, person.email, True, False, False, frozenset())
        audit.note_permissions(person, by=by)
        notices.tell_of_change(person, nobody, Standing.of(person), by=by)

    def done(self) -> None:
        """Log what has changed since, and tell the person, if they are or were staff."""
        self.person.refresh_from_db()
        after = Standing.of(self.person)
        if _rights(after) != _rights(self.before):
            audit.note_permissions(self.person, by=self.by)
        notices.tell_of_change(self.person, self.before, after, by=self.by)


def _rights(standing: Standing) -> tuple[object, ...]:
    return standing.is_active, standing.is_staff, standing.is_superuser, standing.groups


@contextlib.contextmanager
def change_by(person: Managed, by: User | None, invites: bool = False) -> Iterator[None]:
    """Who changes an account in this block, None for a command. Raises PermissionDenied as `refuse` does."""
    with transaction.atomic():
        change = StaffChange(cast("User", person), by) if by else None
        if change:
            change.refuse(invites=invites)
        yield
        if change:
            change.done()


class Managed(ForUser):
    """The part of the user that is about staff: who may change whom, and the verbs."""

    # Questions

    @property
    def is_erased(self) -> bool:
        return self.username.startswith(FORMER_READER)

    @property
    def manages_staff(self) -> bool:
        """Whether this is a superuser or a Chief, or somebody else who was given the permission."""
        return self.is_active and self.is_staff and self.has_perm(MANAGE_STAFF)

    def may_manage(self, person: Managed) -> bool:
        """Whether this one may change what `person` may do here, or end it.

        Superusers may of everybody, others who manage staff may of staff, but not of superusers. Nobody may of their
        own account, so nobody locks themselves out, and there is always somebody left who may.
        """
        if not self.manages_staff or self.pk == person.pk:
            return False
        return self.is_superuser or person.is_staff and not person.is_superuser

    def grantable_groups(self) -> models.QuerySet[Group]:
        """The groups that this one may give and take: those that may nothing that this one may not."""
        from django.contrib.auth.models import Group, Permission

        if not self.manages_staff:
            return Group.objects.none()
        groups = Group.objects.order_by("name")
        if self.is_superuser:
            return groups
        own = models.Q(group__user=self) | models.Q(user=self)
        return groups.exclude(
            permissions__in=Permission.objects.exclude(pk__in=Permission.objects.filter(own))
        )

    # Verbs

    def deactivate(self, by: User | None = None) -> None:
        """Sign the person out everywhere, and let nobody sign in until reactivated. Safe to repeat."""
        with change_by(self, by):
            self._set_active(False)

    def reactivate(self, by: User | None = None) -> None:
        """Undo deactivate. Safe to repeat; an erased account stays closed."""
        with change_by(self, by):
            if not self.is_erased:
                self._set_active(True)

    def _set_active(self, active: bool) -> None:
        if type(self)._default_manager.filter(pk=self.pk).exclude(is_active=active).update(is_active=active):
            # Whoever is not active is signed in nowhere, and a session that is only asleep would wake with them.
            Session.objects.of(self).end()
            logger.info("account %s %s", self.pk, "reactivated" if active else "deactivated")
        self.is_active = active
