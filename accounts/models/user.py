import datetime
import logging
from typing import TYPE_CHECKING, Any, ClassVar, Self

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts import audit, erasure
from accounts.addresses import AddressModelField, as_address, canonical
from accounts.models.managed import Managed, change_by
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
from accounts.normalize import normalize_password, password_spellings
from accounts.signals import user_renamed

logger = logging.getLogger(__name__)

# A sign-up that nobody confirms holds its pen name for so many days: a weekend without one's mailbox is no loss.
SIGN_UP_DAYS = 3
# An hour later the last code that was sent has expired too.
SIGN_UP_GRACE = datetime.timedelta(hours=1)
# Rows in one transaction, and transactions in one run: others write in between.
AT_ONCE, BATCHES = 500, 20


class UserQuerySet(models.QuerySet["User"]):
    def confirmed(self) -> Self:
        """Active people who have proved that an email address is theirs; `is_confirmed` asks it of one."""
        return self.filter(is_active=True, emailaddress__verified=True).distinct()

    def unconfirmed(self) -> Self:
        """Sign-ups, deactivated ones too, that nobody has confirmed or signed in with: they belong to nobody yet."""
        waiting = self.filter(last_login=None, is_staff=False, seeded=False)
        return waiting.exclude(emailaddress__verified=True)

    def newcomers(self) -> Self:
        """The unconfirmed sign-ups that somebody can still confirm."""
        return self.unconfirmed().filter(is_active=True)

    def expired(self) -> Self:
        """Sign-ups that nobody confirmed in time: nobody can sign in with one, and its name is free."""
        return self.newcomers().filter(date_joined__lt=timezone.now() - datetime.timedelta(days=SIGN_UP_DAYS))

    def without_expired(self) -> Self:
        return self.exclude(pk__in=User.objects.expired().values("pk"))

    def delete_expired_sign_ups(self) -> int:
        """Delete them, the oldest first, and return how many; a later run deletes what is left."""
        until = timezone.now() - datetime.timedelta(days=SIGN_UP_DAYS) - SIGN_UP_GRACE
        waiting = self.newcomers().filter(date_joined__lt=until).order_by("date_joined", "pk")
        ended, after = 0, None
        for _batch in range(BATCHES):
            rest = waiting.filter(date_joined__gte=after) if after else waiting
            users = list(rest[:AT_ONCE])
            with transaction.atomic():
                ended += sum(user.delete_sign_up() for user in users)
            if len(users) < AT_ONCE:
                break
            after = users[-1].date_joined
        if ended:
            logger.info("%s sign-ups that nobody confirmed are deleted", ended)
        return ended

    def with_address(self, address: str) -> Self:
        """Who has this address for good. An unconfirmed sign-up does not count: it keeps the address from nobody."""
        claims = User.objects.unconfirmed().filter(email=address)
        return self.filter(email=address).exclude(pk__in=claims.values("pk"))

    def with_confirmed(self, address: str) -> Self:
        """Who keeps this address although somebody else types its code: they typed one before, or are staff."""
        proved = EmailAddress.objects.filter(email=address, verified=True).values("user")
        return self.filter(Q(pk__in=proved) | Q(email=address, is_staff=True))

    def by_login(self, login: str) -> "User | None":
        """The account with this pen name, in any case, or this email address."""
        if address := as_address(login):
            return self.without_expired().filter(email=address).first()
        user = self.without_expired().filter(name_key=fold(login)).first()
        # A look-alike has the same key and is somebody else.
        return user if user and user.username.lower() == login.lower() else None

    def give_way(self, address: str | None, name: str = "") -> None:
        """Take the address from unconfirmed sign-ups, and the name too from one that has both or has expired.

        Somebody who was sent a code for such a sign-up can still type it, and confirms the address with it.
        """
        for user in self.expired().select_for_update(of=("self",)).filter(name_key=fold(name)):
            user.delete_sign_up()
        if not address:
            return
        claims = [
            user.pk for user in self.unconfirmed().select_for_update(of=("self",)).filter(email=address)
        ]
        # Ask again under the lock: one of them may have been confirmed while this waited for it.
        for claim in self.unconfirmed().filter(pk__in=claims):
            if claim.is_active and claim.name_key == fold(name):
                claim.delete()
            else:
                claim.release_address()

    def demo_accounts(self) -> Self:
        """Accounts whose password is printed, oldest first. While there is one, only this machine reaches the site."""
        people = self.filter(seeded=True, is_active=True).order_by("pk")
        return people.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)


if TYPE_CHECKING:
    # What the checker's plugin finds of `from_queryset` depends on the order in which it reads the modules.
    class _UserManager(UserQuerySet, UserManager["User"]):  # type: ignore[misc] # each has Django's methods
        pass

else:
    _UserManager = UserManager.from_queryset(UserQuerySet)


class PeopleManager(_UserManager):
    @classmethod
    def normalize_email(cls, email: str | None) -> str | None:  # type: ignore[override] # Django’s has always one
        """The one spelling of an address, so that unique means unique; None where there is no address."""
        return canonical(email or "") or None

    def get_by_natural_key(self, username: str | None) -> "User":
        """For Django's commands, which ask whether a name is taken."""
        return self.without_expired().get(username=username)

    def _create_user_object(
        self, username: str, email: str | None, password: str | None, **fields: Any
    ) -> "User":
        password = normalize_password(password) if password else password
        user: User = super()._create_user_object(username, email, password, **fields)  # type: ignore[misc] # Django’s, not in its stubs
        return user

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        """Whoever can run this command has the database, so the address typed there counts as confirmed.

        To ask for a code could lock the operator out of a site that has no mail server yet.
        """
        address = self.normalize_email(email)
        if address and self.with_address(address).exists():
            raise ValidationError(gettext("Another account has this email address."))
        with transaction.atomic():
            self.give_way(address, username)
            user = super().create_superuser(username, email, password, **fields)
            user.set_only_address(confirmed=True)
        audit.note_operator(user)
        return user


class User(Managed, AbstractUser):
    """Somebody with a sign-in: a reader under a pen name, or staff."""

    username = models.CharField(
        _("pen name"),
        max_length=LONGEST,
        unique=True,
        validators=[validate_letters, validate_length],
        help_text=_("3 to 30 letters A to Z, digits, - and _. Everybody sees it."),
        error_messages={"unique": _("This pen name is taken.")},
    )
    name_key = NameKeyField(source="username", max_length=LONGEST, unique=True)
    email = AddressModelField(_("email address"), unique=True, null=True, blank=True)  # type: ignore[assignment] # Django’s is never null
    seeded = models.BooleanField(
        default=False,
        editable=False,
        help_text="Made from a seed file; only then may a seed file speak under this name again.",
    )

    objects: ClassVar[PeopleManager] = PeopleManager()

    class Meta(AbstractUser.Meta):
        # Translators: somebody with an account: of the staff, or a reader
        verbose_name, verbose_name_plural = _("person"), _("people")  # type: ignore[assignment] # Django takes both
        permissions = [("manage_staff", gettext_noop("Can invite, change and deactivate staff"))]
        # They are few among any number of readers, and each sign-up and each start asks for them.
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
            # The field says so itself. PostgreSQL fails on some letters, so it is not asked about this name.
            return
        key = fold(self.username)
        if User.objects.without_expired().filter(name_key=key).exclude(pk=self.pk).exists():
            raise ValidationError({"username": gettext("This pen name is taken, or looks like one that is.")})
        # Only a new account is refused: a reader who had the name before it was reserved keeps it.
        if self._state.adding and not self.is_staff and is_reserved(self.username):
            raise ValidationError({"username": gettext("This pen name is kept for the paper's own people.")})

    # Questions

    @property
    def is_confirmed(self) -> bool:
        return self.is_active and self.emailaddress_set.filter(verified=True).exists()

    @property
    def is_unnamed(self) -> bool:
        return self.username == f"{UNNAMED_READER}{self.pk}"

    def check_password(self, raw_password: str | None) -> bool:
        """Any Unicode form of it is right. A second hash is made only where an older release stored another."""
        if not raw_password:
            return super().check_password(raw_password)
        plain, *other = password_spellings(raw_password)
        # It is not hashed anew: that would end all their sessions.
        return super().check_password(plain) or bool(other) and super().check_password(other[0])

    # Verbs

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(normalize_password(raw_password) if raw_password else raw_password)

    def confirm_address(self, address: str, knows_password: bool) -> None:
        """Record that somebody has typed the code that was sent to this address.

        At the first such proof, somebody who has shown no password may be another person than the one who chose name
        and password, so both are made void. Other accounts lose the address unless they had confirmed it. Other
        sign-ups with it can't be finished, but look as before until they expire: whoever began one knows its password,
        and would otherwise learn that there is an account. Raises DoesNotExist where another sign-up has just taken
        the place of this one.
        """
        with transaction.atomic():
            claims = EmailAddress.objects.filter(email=address).values("user")
            people = User.objects.filter(Q(pk=self.pk) | Q(email=address) | Q(pk__in=claims))
            # Locked in one order: else two who confirm it at once would deadlock.
            locked = list(people.select_for_update().order_by("pk"))
            unconfirmed = set(User.objects.unconfirmed().filter(pk__in=[each.pk for each in locked]))
            for other in locked:
                if other.pk != self.pk:
                    other._give_way_to_proof(address, is_newcomer=other in unconfirmed)
            if not knows_password and not self.emailaddress_set.filter(verified=True).exists():
                self._void_name_and_password(is_newcomer=self in unconfirmed)
            self.refresh_from_db()

    def _give_way_to_proof(self, address: str, is_newcomer: bool) -> None:
        if is_newcomer:
            self.release_address()
        elif not User.objects.with_confirmed(address).filter(pk=self.pk).exists():
            self.remove_address(address)

    def _void_name_and_password(self, is_newcomer: bool) -> None:
        """Open sessions end too, for they hang on the password."""
        self.set_unusable_password()
        if is_newcomer:
            self.username = f"{UNNAMED_READER}{self.pk}"
        self.save(update_fields=["password", "username", "name_key"])
        user_renamed.send(sender=User, user=self)
        logger.info("account %s: what was set before its address was proved is void", self.pk)

    def choose_name(self, name: str) -> None:
        """Give a name to somebody who has none. Raises IntegrityError where somebody else has just taken it."""
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=self.pk)
            if user.is_unnamed:
                User.objects.give_way("", name)
                user.username = name
                user.save(update_fields=["username", "name_key"])
                user_renamed.send(sender=User, user=user)
        self.refresh_from_db()

    def release_address(self) -> None:
        """Free the address of a sign-up. Its code can still be typed until somebody else confirms the address."""
        self.email = None
        self.save(update_fields=["email"])

    def remove_address(self, address: str) -> None:
        self.emailaddress_set.filter(email=address).delete()
        if self.email == address:
            self.email = None
            self.save(update_fields=["email"])
            logger.info("account %s has no address any more", self.pk)

    def set_only_address(self, confirmed: bool) -> None:
        """Make `email` the person's only address, or leave none, in allauth's table too."""
        with transaction.atomic():
            self.emailaddress_set.exclude(email=self.email or "").delete()
            if self.email:
                state = {"primary": True, "verified": confirmed}
                self.emailaddress_set.update_or_create(email=self.email, defaults=state)

    def cancel_sign_up(self) -> bool:
        """Delete the sign-up and so free its pen name, unless somebody has confirmed it; returns whether it did."""
        with transaction.atomic():
            user = User.objects.newcomers().select_for_update(of=("self",)).filter(pk=self.pk).first()
            if user is None:
                return False
            user.delete()
        logger.info("sign-up of account %s taken back", self.pk)
        return True

    def delete_sign_up(self) -> bool:
        """Delete an expired sign-up and return True. One that has written something stays: False."""
        try:
            # A savepoint: a refusal here undoes none of the other deletions.
            with transaction.atomic():
                User.objects.filter(pk=self.pk).delete()
        except models.ProtectedError:
            return False
        return True

    def erase(self, by: "User | None" = None) -> None:
        """Forget the person for good; the comments stay, under a name that says nothing. Safe to repeat.

        Open sessions end too, for they hang on the password. `by` is somebody else, at the desk.
        """
        with change_by(self, by):
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
