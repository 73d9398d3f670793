"""Sessions in the database, of a bounded size, and short where nobody is signed in."""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.core.exceptions import RequestDataTooBig
from django.db import router, transaction
from django.utils import timezone

# What waits in the session of somebody unknown is half a sign-in, and of no use after 15 minutes.
STRANGERS_AGE = 60 * 60
# Bytes, of what the database keeps: three comments of the longest kind in any script, and a sign-in.
LARGEST = 131_072
# Rows: the lock on the database is given back in between.
AT_ONCE, BATCHES = 1000, 20


class SessionStore(db.SessionStore):
    """Two windows of one browser write into one session. Each takes what the other has changed meanwhile, and changes
    only what it means to: Django's writes back the whole of what it had read, and the first one's text is lost.
    """

    # As the database had it when it was read.
    _stored = ""

    def load(self) -> dict[str, Any]:
        row = self._get_session_from_db()
        self._stored = row.session_data if row else ""
        return self.decode(self._stored) if row else {}

    def save(self, must_create: bool = False) -> None:
        if must_create or self.session_key is None:
            super().save(must_create)
        else:
            with self.held():
                super().save()
        self._stored = self.encode(self._session_cache)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """As it stands now, and nobody else writes it meanwhile."""
        using = router.db_for_write(self.model)
        with transaction.atomic(using):
            rows = self.model.objects.using(using).select_for_update().filter(pk=self.session_key)
            mine = self._session
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

    def cycle_key(self) -> None:
        """At a sign-in, with what another window has put into it in this instant."""
        with self.held():
            super().cycle_key()

    def get_session_cookie_age(self) -> int:
        return super().get_session_cookie_age() if SESSION_KEY in self else STRANGERS_AGE

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Whatever puts it there: allauth, for one, keeps a whole request while it asks for a password."""
        data = super().encode(session_dict)
        if len(data) > LARGEST:
            raise RequestDataTooBig("A session would become too large.")
        return data

    @classmethod
    def clear_expired(cls) -> None:
        """The oldest of them; what is left has its turn the next time."""
        sessions = cls.get_model_class().objects
        expired = sessions.filter(expire_date__lt=timezone.now()).order_by("expire_date")
        for _ in range(BATCHES):
            keys = list(expired.values_list("pk", flat=True)[:AT_ONCE])
            if keys:
                sessions.filter(pk__in=keys).delete()
            if len(keys) < AT_ONCE:
                return
