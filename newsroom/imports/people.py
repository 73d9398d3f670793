"""The accounts that seed files speak with: their own, and never anybody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.names import fold, is_reserved
from newsroom.imports.formats.seed import SignIns, read
from newsroom.imports.refusal import ImportRefused

if TYPE_CHECKING:
    import datetime
    from typing import Any

    from newsroom.imports.formats.seed import SignIn

SIGN_INS = settings.BASE_DIR / "seeds" / "sign-ins.toml"
# RFC 2606: no mail can ever be sent there.
DOMAIN = "readers.invalid"


def sign_ins() -> dict[str, SignIn]:
    """{name: SignIn} of those who can sign in where the demonstration is loaded."""
    return {person.name: person for person in read(SIGN_INS, SignIns).people} if SIGN_INS.exists() else {}


def open_demonstration() -> list[str]:
    """Make the demonstration's accounts, all with DEMO_PASSWORD; answers the names that somebody else's account has.

    An account that was made without a password, for a single file, gets it too. Safe to repeat.
    """
    hashed: str | None = None
    foreign: list[str] = []
    for person in sign_ins().values():
        with transaction.atomic():
            user = User.objects.filter(name_key=fold(person.name)).first()
            if user is not None and not user.seeded:
                foreign.append(user.username)
                continue
            user = user or _make(person.name, person)
            if not user.has_usable_password():
                # One hash for all: making one takes half a second, as it should.
                hashed = hashed or make_password(settings.DEMO_PASSWORD or None)
                user.password = hashed
                user.save(update_fields=["password"])
    return foreign


def close_demonstration() -> list[str]:
    """Take the printed password from the demonstration's accounts, which signs them out; answers their names."""
    with transaction.atomic():
        people = list(User.objects.select_for_update().demo_accounts())
        for user in people:
            user.set_unusable_password()
            user.save(update_fields=["password"])
    return [user.username for user in people]


class Cast:
    """The accounts that speak in one file. New ones are made in its transaction, so that a refusal removes them."""

    def __init__(self) -> None:
        self._known: dict[str, User] = {}
        self._sign_ins = sign_ins()

    def staff(self, name: str, permission: str, place: str) -> User:
        """The account of that name, made by seeds or not, which must have the permission. Raises ImportRefused."""
        user = self._known.get(name) or User.objects.filter(username=name).first()
        if user is None and name in self._sign_ins:
            user = _make(name, self._sign_ins[name])
        if user is None:
            raise ImportRefused(place, f"Nobody here has the name {name}, and sign-ins.toml names nobody so.")
        if not user.has_perm(permission):
            raise ImportRefused(
                place, f"{name} is not allowed to do this: the permission {permission} is missing."
            )
        self._known[name] = user
        return user

    def reader(self, name: str, since: datetime.datetime, place: str) -> User:
        """The seeds' own reader of that name; where there is none, one is made who joined at `since`."""
        if name not in self._known:
            self._known[name] = self._found(name, place) or self._joined(name, since, place)
        user = self._known[name]
        if not user.seeded:
            raise ImportRefused(
                place, f"{name} is the name of somebody's own account. A seed can't speak in its name."
            )
        return user

    def _found(self, name: str, place: str) -> User | None:
        user = User.objects.without_expired().filter(name_key=fold(name)).first()
        if user is not None and user.username != name:
            raise ImportRefused(
                place, f"The pen name {name} can't be told from {user.username}, which is taken."
            )
        return user

    def _joined(self, name: str, since: datetime.datetime, place: str) -> User:
        person = self._sign_ins.get(name)
        if person is None:
            try:
                User._meta.get_field("username").run_validators(name)
            except ValidationError as error:
                raise ImportRefused(place, " ".join(error.messages)) from None
            if is_reserved(name):
                raise ImportRefused(place, f"The pen name {name} is kept for the paper's own people.")
        return _make(name, person, date_joined=since)


def _make(name: str, person: SignIn | None = None, **fields: Any) -> User:
    """An account of the seeds', confirmed so that it can post, and without a password."""
    email = person.email if person else f"{name}@{DOMAIN}"
    group = person.group if person else ""
    User.objects.give_way(User.objects.normalize_email(email), name)
    user = User.objects.create_user(name, email, seeded=True, is_staff=bool(group), **fields)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)  # type: ignore[misc] # it has one
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user
