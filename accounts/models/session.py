"""The rows of sessions: each knows whose it is, so that its owner sees and ends it. Its content: accounts.sessions."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from typing import Self

    from django.contrib.auth.models import AbstractBaseUser

    from accounts.sessions import SessionStore


class SessionQuerySet(models.QuerySet["Session"]):
    def of(self, user: AbstractBaseUser) -> Self:
        """The person's own that have not expired, the last used first."""
        return self.filter(user=user.pk, expire_date__gt=timezone.now()).order_by("-seen_at", "pk")

    def end(self) -> int:
        """End these at once, on every machine, and return how many: each request asks for its session's row."""
        return self.delete()[0]


class Session(AbstractBaseSession):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, editable=False, related_name="sessions"
    )
    seen_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment] # Django’s own saves

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        # By its name: it knows this module.
        store: type[SessionStore] = import_module(settings.SESSION_ENGINE).SessionStore
        return store
