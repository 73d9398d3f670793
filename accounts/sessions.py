"""Sessions in the database, of a bounded size, and short where nobody is signed in."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.core.exceptions import RequestDataTooBig
from django.utils import timezone

# What waits in the session of somebody unknown is half a sign-in, and of no use after 15 minutes.
STRANGERS_AGE = 60 * 60
# Bytes, of what the database keeps: three comments of the longest kind in any script, and a sign-in.
LARGEST = 131_072
# Rows: the lock on the database is given back in between.
AT_ONCE, BATCHES = 1000, 20


class SessionStore(db.SessionStore):
    def get_session_cookie_age(self) -> int:
        return super().get_session_cookie_age() if SESSION_KEY in self else STRANGERS_AGE

    def encode(self, session_dict: dict) -> str:
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
