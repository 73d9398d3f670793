"""Sessions in the database: none is larger than LARGEST, those of strangers end soon, and each knows whose it is."""

from __future__ import annotations

import contextlib
import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError, router, transaction
from django.utils import timezone

from accounts.models.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# Seconds. A stranger's session holds half a sign-in, which is of no use after 15 minutes.
STRANGERS_AGE = 60 * 60
# Bytes in the database: enough for a sign-in and three comments of the greatest length in any script.
LARGEST = 131_072
# Rows in one transaction, and transactions in one run: others write in between.
AT_ONCE, BATCHES = 1000, 20
# How exactly a session knows when it was last used: noting it is a write.
SEEN_EVERY = datetime.timedelta(minutes=10)


class SessionStore(db.SessionStore):
    """A session that two windows of one browser can write into without a loss.

    Each write first takes over what the other window has changed meanwhile, and changes its own keys alone. Django's
    own store writes back all that it has read, and so loses the other window's text.
    """

    # As the database had it when it was read.
    _stored = ""
    _seen_at: datetime.datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment] # of get_model_class
        row.user_id = data.get(SESSION_KEY)
        self._seen_at = row.seen_at
        return row

    def load(self) -> dict[str, Any]:
        row = self._get_session_from_db()  # type: ignore[attr-defined] # Django’s own, and not in its stubs
        self._stored = row.session_data if row else ""
        self._seen_at = row and row.seen_at
        return self.decode(self._stored) if row else {}

    def save(self, must_create: bool = False) -> None:
        if must_create or self.session_key is None:
            super().save(must_create)
        else:
            with self.locked():
                super().save()
        self._stored = self.encode(self._session_cache)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the row, take over what others have changed in it, and keep them from writing meanwhile."""
        using = router.db_for_write(self.model)
        with transaction.atomic(using):
            rows = self.model.objects.using(using).select_for_update().filter(pk=self.session_key)
            mine = self._session  # type: ignore[attr-defined] # the same
            if (row := rows.first()) and row.session_data != self._stored:
                before = self.decode(self._stored) if self._stored else {}
                now = self.decode(row.session_data)
                gone = before.keys() - mine.keys()
                changed = {
                    key: value for key, value in mine.items() if key not in before or before[key] != value
                }
                self._session_cache = {key: value for key, value in now.items() if key not in gone} | changed
                self._stored = row.session_data
            yield

    def note_use(self) -> None:
        """Note that its owner was here, every SEEN_EVERY. Where that can't be written, a page is shown all the same."""
        now = timezone.now()
        if self._seen_at and now - self._seen_at >= SEEN_EVERY:
            self._seen_at = now
            with contextlib.suppress(OperationalError), transaction.atomic():
                Session.objects.filter(pk=self.session_key).update(seen_at=now)

    def cycle_key(self) -> None:
        """At a sign-in keep what another window has just written, too."""
        with self.locked():
            super().cycle_key()

    def get_session_cookie_age(self) -> int:
        return super().get_session_cookie_age() if SESSION_KEY in self else STRANGERS_AGE

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Refuse what is too large, whoever stores it: allauth keeps a whole request while it asks for a password."""
        data = super().encode(session_dict)
        if len(data) > LARGEST:
            raise RequestDataTooBig("A session would become too large.")
        return data

    @classmethod
    def clear_expired(cls) -> None:
        """Delete the oldest first; a later run deletes what is left."""
        sessions = cls.get_model_class().objects
        expired = sessions.filter(expire_date__lt=timezone.now()).order_by("expire_date")
        for _ in range(BATCHES):
            keys = list(expired.values_list("pk", flat=True)[:AT_ONCE])
            if keys:
                sessions.filter(pk__in=keys).delete()
            if len(keys) < AT_ONCE:
                return
