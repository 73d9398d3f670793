import datetime
import logging
from typing import Any, Self

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit, erasure
from accounts.addresses import AddressModelField, as_address, canonical
from accounts.names import (
    FORMER_READER,
    LONGEST,
    UNNAMED_READER,
    NameKeyField,
    fold,
    fold_person,
    is_reserved,
    reserves,
    validate_length,
    validate_letters,
)
from accounts.signals import user_renamed
from accounts.typed import forms_of_password, plain_password

logger = logging.getLogger(__name__)

# A sign-up that nobody confirms holds a pen name for so long: over a weekend without one's mailbox.
SIGN_UP_DAYS = 3
# By then the last code that was sent before is over too.
SIGN_UP_GRACE = datetime.timedelta(hours=1)
# Rows: the lock on the database is given back in between.
AT_ONCE, BATCHES = 500, 20


class UserQuerySet(models.QuerySet["User"]):
    def confirmed(self) -> Self:
        """Active people who have proved that an email address is theirs; `is_confirmed` asks it of one."""
        return self.filter(is_active=True, emailaddress__verified=True).distinct()

    def unproved(self) -> Self:
        """Sign-ups that are nobody's: nobody has proved the address, or was ever signed in. Barred ones too."""
        waiting = self.filter(last_login=None, is_staff=False, seeded=False)
        return waiting.exclude(emailaddress__verified=True)

    def newcomers(self) -> Self:
        """Those of them that somebody can still prove."""
        return self.unproved().filter(is_active=True)

    def over(self) -> Self:
        """Sign-ups that nobody confirmed in time: nobody comes in by one, and its name is free."""
        return self.newcomers().filter(date_joined__lt=timezone.now() - datetime.timedelta(days=SIGN_UP_DAYS))

    def not_over(self) -> Self:
        return self.exclude(pk__in=User.objects.over().values("pk"))

    def end_sign_ups(self) -> int:
        """Delete those that are over, the oldest first; what is left has its turn the next time."""
        until = timezone.now() - datetime.timedelta(days=SIGN_UP_DAYS) - SIGN_UP_GRACE
        waiting = self.newcomers().filter(date_joined__lt=until).order_by("date_joined", "pk")
        ended, after = 0, None
        for _ in range(BATCHES):
            rest = waiting.filter(date_joined__gte=after) if after else waiting
            users = list(rest[:AT_ONCE])
            with transaction.atomic():
                ended += sum(user.end_sign_up() for user in users)
            if len(users) < AT_ONCE:
                break
            after = users[-1].date_joined
        if ended:
            logger.info("%s sign-ups that nobody confirmed are deleted", ended)
        return ended

    def with_address(self, address: str) -> Self:
        """Who has it for good: a sign-up that nobody confirmed keeps it from nobody."""
        claims = User.objects.unproved().filter(email=address)
        return self.filter(email=address).exclude(pk__in=claims.values("pk"))

    def with_proof_of(self, address: str) -> Self:
        """Whom nobody takes it from by typing a code: who typed one before, and staff, of whom it is known."""
        proved = EmailAddress.objects.filter(email=address, verified=True).values("user")
        return self.filter(Q(pk__in=proved) | Q(email=address, is_staff=True))

    def by_login(self, login: str) -> "User | None":
        """Whose pen name, in any case, or email address that is."""
        if address := as_address(login):
            return self.not_over().filter(email=address).first()
        user = self.not_over().filter(name_key=fold(login)).first()
        # A look-alike has the same key and is somebody else.
        return user if user and user.username.lower() == login.lower() else None

    def give_way(self, address: str, name: str = "") -> None:
        """Let go of what sign-ups that nobody confirmed hold: the address, and the name if both are theirs, or if
        they are over.

        Whoever waits with the code of one can still type it, and has proved the address with it.
        """
        for user in self.over().select_for_update(of=("self",)).filter(name_key=fold(name)):
            user.end_sign_up()
        if not address:
            return
        claims = [user.pk for user in self.unproved().select_for_update(of=("self",)).filter(email=address)]
        # Asked again under the lock: one of them may have been proved while it was waited for.
        for claim in self.unproved().filter(pk__in=claims):
            if claim.is_active and claim.name_key == fold(name):
                claim.delete()
            else:
                claim.wait_without_address()

    def demonstration_sign_ins(self) -> Self:
        """Accounts whose password is printed, in their order: while there are any, the site keeps to this machine."""
        people = self.filter(seeded=True, is_active=True).order_by("pk")
        return people.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)


class PeopleManager(UserManager.from_queryset(UserQuerySet)):
    @classmethod
    def normalize_email(cls, email: str | None) -> str | None:
        """One spelling an address, so that unique means unique; null where there is none."""
        return canonical(email or "") or None

    def get_by_natural_key(self, username: str | None) -> "User":
        """For Django's commands, which ask whether a name is taken."""
        return self.not_over().get(username=username)

    def _create_user_object(
        self, username: str, email: str | None, password: str | None, **fields: Any
    ) -> "User":
        password = plain_password(password) if password else password
        return super()._create_user_object(username, email, password, **fields)

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        """Whoever can run this holds the database: the address typed there counts as confirmed.

        A code to confirm it could lock the operator out of a site that has no mail server yet.
        """
        address = self.normalize_email(email)
        if address and self.with_address(address).exists():
            raise ValidationError("Another account has this email address.")
        with transaction.atomic():
            self.give_way(address, username)
            user = super().create_superuser(username, email, password, **fields)
            user.settle_address(confirmed=True)
        audit.note_operator(user)
        return user


class User(AbstractUser):
    """Somebody with a sign-in: a reader under a pen name, or staff."""

    username = models.CharField(
        "pen name",
        max_length=LONGEST,
        unique=True,
        validators=[validate_letters, validate_length],
        help_text="3 to 30 letters A to Z, digits, - and _. Everybody sees it.",
        error_messages={"unique": "This pen name is taken."},
    )
    name_key = NameKeyField(source="username", max_length=LONGEST, unique=True)
    email = AddressModelField("email address", unique=True, null=True, blank=True)
    seeded = models.BooleanField(
        default=False,
        editable=False,
        help_text="Made from a seed file; only then may a seed file speak under this name again.",
    )

    objects = PeopleManager()

    class Meta(AbstractUser.Meta):
        # Few among any number of readers; who they are is asked at each sign-up and at each start.
        indexes = [
            models.Index(fields=["id"], condition=models.Q(is_staff=True), name="user_staff"),
            models.Index(fields=["id"], condition=models.Q(is_active=False), name="user_not_active"),
            models.Index(fields=["id"], condition=models.Q(seeded=True), name="user_seeded"),
            models.Index(
                fields=["date_joined"],
                condition=Q(last_login=None, is_staff=False, seeded=False, is_active=True),
                name="user_newcomer",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        try:
            validate_letters(self.username)
        except ValidationError:
            # Its field says so; there are letters that PostgreSQL is not to be asked for.
            return
        key = fold(self.username)
        if User.objects.not_over().filter(name_key=key).exclude(pk=self.pk).exists():
            raise ValidationError({"username": "This pen name is taken, or looks like one that is."})
        # Only for who comes in: a name that was a reader's before it was kept for somebody stays theirs.
        if self._state.adding and not self.is_staff and is_reserved(self.username):
            raise ValidationError({"username": "This pen name is kept for the paper's own people."})

    # Questions

    @property
    def is_confirmed(self) -> bool:
        return self.is_active and self.emailaddress_set.filter(verified=True).exists()

    @property
    def is_erased(self) -> bool:
        return self.username.startswith(FORMER_READER)

    @property
    def is_unnamed(self) -> bool:
        return self.username == f"{UNNAMED_READER}{self.pk}"

    def check_password(self, raw_password: str | None) -> bool:
        """In whatever form of Unicode it is typed: a second hash only where an older version may have kept another."""
        if not raw_password:
            return super().check_password(raw_password)
        plain, *other = forms_of_password(raw_password)
        # Not hashed anew, or every session of theirs would end.
        return super().check_password(plain) or bool(other) and super().check_password(other[0])

    # Verbs

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(plain_password(raw_password) if raw_password else raw_password)

    def prove_address(self, address: str, knows_password: bool) -> None:
        """Somebody has typed the code that was sent there. The first proof makes all that was before it worthless.

        Who has shown no password may be another than who chose it, and the name with it. Who had the address unproved
        has it no more. Sign-ups with it come to nothing, but look as before until they are over: whoever began one
        knows its password, and would learn that there is an account. Raises DoesNotExist where another sign-up took the
        place of this one in this instant.
        """
        with transaction.atomic():
            claims = EmailAddress.objects.filter(email=address).values("user")
            people = User.objects.filter(Q(pk=self.pk) | Q(email=address) | Q(pk__in=claims))
            # In one order, or two who prove it at once would wait for each other.
            people = list(people.select_for_update().order_by("pk"))
            unproved = set(User.objects.unproved().filter(pk__in=[each.pk for each in people]))
            for other in people:
                if other.pk != self.pk:
                    other._give_way_to_proof(address, is_newcomer=other in unproved)
            if not knows_password and not self.emailaddress_set.filter(verified=True).exists():
                self._forget_what_was_before(is_newcomer=self in unproved)
            self.refresh_from_db()

    def _give_way_to_proof(self, address: str, is_newcomer: bool) -> None:
        if is_newcomer:
            self.wait_without_address()
        elif not User.objects.with_proof_of(address).filter(pk=self.pk).exists():
            self.lose_address(address)

    def _forget_what_was_before(self, is_newcomer: bool) -> None:
        """Open sessions end with the password they were opened under."""
        self.set_unusable_password()
        if is_newcomer:
            self.username = f"{UNNAMED_READER}{self.pk}"
        self.save(update_fields=["password", "username", "name_key"])
        user_renamed.send(sender=User, user=self)
        logger.info("account %s: what was set before its address was proved is void", self.pk)

    def choose_name(self, name: str) -> None:
        """Once, for who has none. Raises IntegrityError where somebody was quicker."""
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=self.pk)
            if user.is_unnamed:
                User.objects.give_way("", name)
                user.username = name
                user.save(update_fields=["username", "name_key"])
                user_renamed.send(sender=User, user=user)
        self.refresh_from_db()

    def wait_without_address(self) -> None:
        """Of a sign-up: its code can still be typed, unless somebody else has proved the address."""
        self.email = None
        self.save(update_fields=["email"])

    def lose_address(self, address: str) -> None:
        self.emailaddress_set.filter(email=address).delete()
        if self.email == address:
            self.email = None
            self.save(update_fields=["email"])
            logger.info("account %s has no address any more", self.pk)

    def settle_address(self, confirmed: bool) -> None:
        """Make `email` the one address of this person, or none, wherever sign-in looks for it."""
        with transaction.atomic():
            self.emailaddress_set.exclude(email=self.email or "").delete()
            if self.email:
                standing = {"primary": True, "verified": confirmed}
                self.emailaddress_set.update_or_create(email=self.email, defaults=standing)

    def deactivate(self) -> None:
        """Sign out everywhere, and for as long as it lasts. Safe to repeat."""
        self._set_active(False)

    def reactivate(self) -> None:
        """Safe to repeat. Who was erased stays so."""
        if not self.is_erased:
            self._set_active(True)

    def _set_active(self, active: bool) -> None:
        if type(self).objects.filter(pk=self.pk).exclude(is_active=active).update(is_active=active):
            logger.info("account %s %s", self.pk, "reactivated" if active else "deactivated")
        self.is_active = active

    def take_back_sign_up(self) -> bool:
        """Give the pen name free again while nobody has confirmed the address; answers whether it did."""
        with transaction.atomic():
            user = User.objects.newcomers().select_for_update(of=("self",)).filter(pk=self.pk).first()
            if user is None:
                return False
            user.delete()
        logger.info("sign-up of account %s taken back", self.pk)
        return True

    def end_sign_up(self) -> bool:
        """Of one that is over; whoever has written, by a door that asked for no address, stays."""
        try:
            # In a savepoint: nothing of it is undone with the others.
            with transaction.atomic():
                User.objects.filter(pk=self.pk).delete()
        except models.ProtectedError:
            return False
        return True

    def erase(self) -> None:
        """Forget the person for good; the comments stay, under a name that says nothing. Safe to repeat.

        Open sessions end with the password they were opened under.
        """
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=self.pk)
            name, address = user.username, user.email
            user.username = f"{FORMER_READER}{user.pk}"
            user.first_name = user.last_name = ""
            user.email = None
            user.is_active = user.is_staff = user.is_superuser = False
            user.set_unusable_password()
            user.save()
            user.emailaddress_set.all().delete()
            user.groups.clear()
            user.user_permissions.clear()
            user_renamed.send(sender=User, user=user)
            if name != user.username:
                erasure.forget(user, name, address)
        self.refresh_from_db()
        logger.info("account %s erased", self.pk)


@reserves
def is_staff_name(key: str) -> bool:
    staff = User.objects.filter(is_staff=True).values_list("username", "first_name", "last_name")
    return any(key in (fold(username), fold_person(first + last)) for username, first, last in staff)
