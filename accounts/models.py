import logging

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts import audit
from accounts.names import (
    FORMER_READER,
    LONGEST,
    NameKeyField,
    fold,
    fold_person,
    is_reserved,
    reserves,
    validate_length,
    validate_letters,
)

logger = logging.getLogger(__name__)

_hearers = []


def hears_of_people(function):
    """Register function(user), called in the transaction that changes what readers see of somebody."""
    _hearers.append(function)
    return function


class UserQuerySet(models.QuerySet):
    def confirmed(self):
        """Active people who have proved that an email address is theirs; `is_confirmed` asks it of one."""
        return self.filter(is_active=True, emailaddress__verified=True).distinct()

    def by_login(self, login: str) -> "User | None":
        """Whose pen name, in any case, or email address that is."""
        if "@" in login:
            return self.filter(email=login.lower()).first()
        user = self.filter(name_key=fold(login)).first()
        # A look-alike has the same key and is somebody else.
        return user if user and user.username.lower() == login.lower() else None

    def demonstration_sign_ins(self):
        """Accounts whose password is printed: while there are any, the site keeps to this machine."""
        return self.filter(seeded=True, is_active=True).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)


class PeopleManager(UserManager.from_queryset(UserQuerySet)):
    @classmethod
    def normalize_email(cls, email):
        """One spelling an address, so that unique means unique; null where there is none."""
        return (email or "").strip().lower() or None

    def create_superuser(self, username, email=None, password=None, **fields):
        """Whoever can run this holds the database: the address typed there counts as confirmed.

        A code to confirm it could lock the operator out of a site that has no mail server yet.
        """
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
    email = models.EmailField("email address", unique=True, null=True, blank=True)
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
        ]

    def clean(self):
        super().clean()
        key = fold(self.username)
        if User.objects.filter(name_key=key).exclude(pk=self.pk).exists():
            raise ValidationError({"username": "This pen name is taken, or looks like one that is."})
        # Only for who comes in: a name that was a reader's before it was kept for somebody stays theirs.
        if self._state.adding and not self.is_staff and is_reserved(self.username):
            raise ValidationError({"username": "This pen name is kept for the paper's own people."})

    # Questions

    @property
    def is_confirmed(self):
        return self.is_active and self.emailaddress_set.filter(verified=True).exists()

    @property
    def is_erased(self):
        return self.username.startswith(FORMER_READER)

    # Verbs

    def shown_anew(self):
        """After a change of the name or of the word Staff behind it."""
        for hearer in _hearers:
            hearer(self)

    def settle_address(self, confirmed):
        """Make `email` the one address of this person, or none, wherever sign-in looks for it."""
        with transaction.atomic():
            self.emailaddress_set.exclude(email=self.email or "").delete()
            if self.email:
                standing = {"primary": True, "verified": confirmed}
                self.emailaddress_set.update_or_create(email=self.email, defaults=standing)

    def deactivate(self):
        """Sign out everywhere, and for as long as it lasts. Safe to repeat."""
        self._set_active(False)

    def reactivate(self):
        """Safe to repeat. Who was erased stays so."""
        if not self.is_erased:
            self._set_active(True)

    def _set_active(self, active):
        if type(self).objects.filter(pk=self.pk).exclude(is_active=active).update(is_active=active):
            logger.info("account %s %s", self.pk, "reactivated" if active else "deactivated")
        self.is_active = active

    def take_back_sign_up(self):
        """Give the pen name free again while nobody has confirmed the address; answers whether it did."""
        with transaction.atomic():
            newcomers = User.objects.filter(last_login=None, is_staff=False)
            user = newcomers.select_for_update().filter(pk=self.pk).first()
            if user is None or user.emailaddress_set.filter(verified=True).exists():
                return False
            user.delete()
        logger.info("sign-up of account %s taken back", self.pk)
        return True

    def erase(self):
        """Forget the person for good; the comments stay, under a name that says nothing. Safe to repeat.

        Open sessions end with the password they were opened under.
        """
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=self.pk)
            user.username = f"{FORMER_READER}{user.pk}"
            user.first_name = user.last_name = ""
            user.email = None
            user.is_active = user.is_staff = user.is_superuser = False
            user.set_unusable_password()
            user.save()
            user.emailaddress_set.all().delete()
            user.groups.clear()
            user.user_permissions.clear()
            user.shown_anew()
        self.refresh_from_db()
        logger.info("account %s erased", self.pk)


@reserves
def is_staff_name(key):
    staff = User.objects.filter(is_staff=True).values_list("username", "first_name", "last_name")
    return any(key in (fold(username), fold_person(first + last)) for username, first, last in staff)
