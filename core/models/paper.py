import datetime
import logging
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.blank import is_blank
from core.fields import LineField, WordsField
from core.models.edition import Edition

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

logger = logging.getLogger(__name__)

# A century, so that the last day of every discussion is still in the calendar.
MOST_DAYS = 36_500
# Before it there was no newspaper: the “Relation” of Strasbourg is of 1605.
FIRST_YEAR = 1600


def validate_name(name: str) -> None:
    if is_blank(name):
        raise ValidationError(gettext("A paper has a name."))


def validate_year(year: int) -> None:
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise ValidationError(gettext("This is the year in which the paper was founded, in four digits."))


def validate_profiles(text: str) -> None:
    for line in text.split("\n"):
        parts = urlsplit(line.strip())
        if line.strip() and (
            parts.scheme != "https" or "." not in (parts.hostname or "") or " " in line.strip()
        ):
            told = gettext("“%(line)s” is no address of a page: one in each line, beginning with https://.")
            raise ValidationError(told % {"line": line.strip()})


class Nameplate(models.Model):
    """The paper's name as a picture, which is small: it is kept in the database, where every machine finds it."""

    digest = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=4)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        # Translators: the paper’s name as a picture
        verbose_name, verbose_name_plural = _("nameplate"), _("nameplates")

    def __str__(self) -> str:
        return f"{self.digest}.{self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("core:nameplate", args=[self.digest, self.kind])

    @classmethod
    def stored(cls, plate: "Nameplate | None") -> "Nameplate | None":
        """The row of that picture, made where there is none."""
        if plate is None or plate.pk:
            return plate
        values = {"kind": plate.kind, "width": plate.width, "height": plate.height, "data": plate.data}
        return cls.objects.get_or_create(digest=plate.digest, defaults=values)[0]


class Paper(models.Model):
    """What the paper says of itself, in one row. Until a chief saves it, there is none, and the settings speak."""

    name = LineField(
        _("name"), max_length=80, validators=[validate_name], help_text=_("As it stands over every page.")
    )
    motto = LineField(
        # Translators: the line under a newspaper’s name
        _("motto"),
        max_length=120,
        blank=True,
        help_text=_("One line under the name, on the front page."),
    )
    nameplate = models.ForeignKey(Nameplate, models.SET_NULL, null=True, blank=True, editable=False)
    founded = models.PositiveSmallIntegerField(
        _("founded"),
        null=True,
        blank=True,
        validators=[validate_year],
        help_text=_("The year, such as 1887."),
    )
    publisher = LineField(
        _("publisher"),
        max_length=200,
        blank=True,
        help_text=_("The legal name of the company, foundation or person that publishes the paper."),
    )
    publisher_address = WordsField(
        # Translators: where a letter arrives
        pgettext_lazy("publisher", "address"),
        max_length=500,
        blank=True,
        help_text=_("Where a letter from a court arrives: street, town, country."),
    )
    register = LineField(
        # Translators: the public register in which a company stands, and its number there
        _("register and number"),
        max_length=200,
        blank=True,
        help_text=_(
            "Where the publisher is registered, under which number; its tax number, if the law asks for it."
        ),
    )
    editor_in_chief = LineField(
        _("editor-in-chief"), max_length=200, blank=True, help_text=_("Who answers for what is published.")
    )
    ownership = WordsField(
        _("ownership"),
        max_length=2000,
        blank=True,
        help_text=_(
            "Who owns the publisher, directly and through others, and who stands behind them. In the European Union "
            "the Media Freedom Act asks for it, and for public money for advertising."
        ),
    )
    desk_email = models.EmailField(
        # Translators: the email address of the newsroom
        _("newsroom"),
        blank=True,
        help_text=_("For tips, questions and letters."),
    )
    corrections_email = models.EmailField(
        # Translators: the email address for mistakes that readers find
        _("corrections"),
        blank=True,
        help_text=_("For mistakes that readers find. Empty: the newsroom’s."),
    )
    legal_email = models.EmailField(
        # Translators: the email address for lawyers and authorities
        _("legal matters"),
        blank=True,
        help_text=_("For lawyers, authorities and notices. Empty: the newsroom’s."),
    )
    security_email = models.EmailField(
        # Translators: the email address for security researchers
        _("security"),
        blank=True,
        help_text=_("For those who find a weakness of the site: it stands in /.well-known/security.txt."),
    )
    phone = LineField(
        _("telephone"), max_length=40, blank=True, help_text=_("With the country’s code: +1 555 0100.")
    )
    profiles = models.TextField(
        # Translators: the paper’s accounts at other sites
        _("profiles elsewhere"),
        max_length=2000,
        blank=True,
        validators=[validate_profiles],
        help_text=_(
            "The paper’s own accounts at other sites: an address in each line, beginning with https://."
        ),
    )
    open_days = models.PositiveIntegerField(
        _("days that discussions stay open"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_DAYS)],
        help_text=_(
            "Counted from first publication; 0: they are closed from the beginning; empty: they never close. A new "
            "number is for stories first published from then on. A story’s own setting wins."
        ),
    )
    # [[until (ISO 8601, UTC), days or None], …] in order: stories first published before `until` have so many days.
    earlier_open_days = models.JSONField(default=list, editable=False)

    class Meta:
        # Translators: what the newspaper says of itself; it stands under “The paper”
        verbose_name, verbose_name_plural = _("name and contacts"), _("name and contacts")

    def __str__(self) -> str:
        return self.name

    # Questions

    @classmethod
    def current(cls) -> Self:
        """The paper as it is now; as the settings have it where nobody has saved it yet. 1 query."""
        rows = cls.objects.select_related("nameplate").defer("nameplate__data").order_by("pk")
        return rows.first() or cls.as_installed()

    @classmethod
    def as_installed(cls) -> Self:
        return cls(name=settings.SITE_NAME, open_days=settings.COMMENTS_OPEN_DAYS)

    def open_days_for(self, published_at: datetime.datetime) -> int | None:
        """How many days the discussion of a story first published then stays open; None: for ever."""
        for until, days in self.earlier_open_days:
            if published_at < datetime.datetime.fromisoformat(until):
                earlier: int | None = days
                return earlier
        return self.open_days

    @property
    def profile_addresses(self) -> list[str]:
        return self.profiles.split()

    # Verbs

    @classmethod
    def change(cls, by: "AbstractBaseUser", **values: Any) -> "Paper":
        """Give these fields these values, and leave the others as they are by now. Safe to repeat."""
        with transaction.atomic():
            # Held while the row is made too, so that no two make one each.
            list(Edition.objects.select_for_update().order_by("pk"))
            paper = cls.objects.select_for_update().order_by("pk").first() or cls.as_installed()
            now = timezone.now()
            changed = [name for name, value in values.items() if getattr(paper, name) != value]
            if paper.pk and not changed:
                return paper
            if "open_days" in changed:
                paper.earlier_open_days = [*paper.earlier_open_days, [now.isoformat(), paper.open_days]]
                changed.append("earlier_open_days")
            if "nameplate" in changed:
                values["nameplate"] = Nameplate.stored(values["nameplate"])
            for name, value in values.items():
                setattr(paper, name, value)
            if paper.pk:
                paper.save(update_fields=changed)
            else:
                paper.save()
            # Only now: its row is referred to until then.
            Nameplate.objects.filter(paper=None).delete()
            Edition.bump()
        logger.info("the paper: %s changed by %s", ", ".join(sorted(changed)), by)
        return paper
