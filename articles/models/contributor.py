import logging
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.names import NameKeyField, fold_person, reserves, same_name
from articles.models.listing import ContributorListing
from articles.models.merging import Mergeable, MergeableQuerySet
from articles.photographs.models import Photo
from articles.photographs.tasks import take_offline
from core.blank import visible
from core.collation import KEY_LENGTH, sort_key
from core.fields import LineField, WordsField
from core.models import Edition
from core.models.paper import validate_profiles

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)


class WasMerged(Exception):
    """A contributor can’t be changed: it became one with another one meanwhile."""


class ContributorQuerySet(MergeableQuerySet):
    def called(self, name: str) -> list["Contributor"]:
        """The contributors of that name, however it is typed, oldest first: two people can have one name."""
        return [each for each in self._alike(name) if each.merged_into_id is None]

    def once_called(self, name: str) -> "Contributor | None":
        """The one whom readers see in place of somebody of that name who was merged."""
        return next((each.shown for each in self._alike(name) if each.merged_into_id), None)

    def _alike(self, name: str) -> list["Contributor"]:
        alike = self.filter(name_key=fold_person(name)).select_related("merged_into").order_by("pk")
        return [each for each in alike if same_name(each.name) == same_name(name)]


class Contributor(Mergeable):
    """Somebody whose name can stand on a story: a person, or a desk such as "Meridian TV"."""

    page, listing = "articles:contributor", ContributorListing

    class Kind(models.TextChoices):
        PERSON = "person", _("A person")
        # Translators: a part of the newsroom, or an agency
        DESK = "desk", _("A desk, or an agency")

    # Translators: of a section, a contributor
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(
        # Translators: whether a contributor is a person or a desk
        pgettext_lazy("contributor", "what it is"),
        max_length=10,
        choices=Kind,
        default=Kind.PERSON,
        db_default=Kind.PERSON,
        help_text=_("Search engines are told so: a desk is an organization."),
    )
    title = LineField(
        # Translators: what somebody does at the paper, in a line
        _("title"),
        max_length=120,
        blank=True,
        db_default="",
        help_text=_("What they do here, in a line under the name: Shipping correspondent."),
    )
    biography = WordsField(
        # Translators: a few sentences about a writer
        _("biography"),
        max_length=1000,
        blank=True,
        db_default="",
        help_text=_("A few sentences for readers. An empty line begins a new paragraph."),
    )
    photo = models.ForeignKey(
        Photo,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributors",
        # Translators: a photo of a contributor
        verbose_name=_("picture"),
        help_text=_("A photo with a credit line, which stands under it."),
    )
    email = models.EmailField(
        # Translators: where readers write to a contributor
        _("public email"),
        blank=True,
        db_default="",
        help_text=_("Everybody can read it, programs that send spam too. Empty: none is shown."),
    )
    profiles = models.TextField(
        # Translators: a contributor’s accounts at other sites
        _("profiles elsewhere"),
        max_length=2000,
        blank=True,
        db_default="",
        validators=[validate_profiles],
        help_text=_("Their own accounts at other sites: an address in each line, beginning with https://."),
    )
    has_left = models.BooleanField(
        _("no longer with the paper"),
        default=False,
        db_default=False,
        help_text=_(
            "The page stays, with all stories, and says so. Title, email and profiles are shown no longer."
        ),
    )
    name_key = NameKeyField(source="name", folded_by=fold_person, max_length=110, db_index=True)
    sort_key = NameKeyField(source="name", folded_by=sort_key, max_length=KEY_LENGTH)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributor",
        # Translators: whom of the staff a contributor is: the account that they sign in with
        verbose_name=_("account"),
        limit_choices_to={"is_staff": True, "is_active": True},
        help_text=_(
            "Who of the staff this is. Stories that name the contributor are then their own: they see and change the "
            "drafts."
        ),
    )

    objects = ContributorQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "name"]
        # Translators: somebody who wrote, reported or edited a story: a person or a desk
        verbose_name, verbose_name_plural = _("contributor"), _("contributors")
        indexes = [
            models.Index(fields=["sort_key", "name"], name="contributor_by_name"),
            # The order in which the desk offers them.
            models.Index(fields=["has_left", "sort_key", "name"], name="contributor_offered"),
        ]

    def __str__(self) -> str:
        if self.merged_into is None:
            return self.name
        # Translators: a contributor who was merged, and the name that readers see by now
        return gettext("%(name)s (now %(other)s)") % {"name": self.name, "other": self.shown.name}

    if TYPE_CHECKING:
        photo_id: int | None

    # Questions

    @property
    def is_desk(self) -> bool:
        return self.kind == self.Kind.DESK

    @property
    def picture(self) -> Photo | None:
        """The photo, while there is one that readers may see."""
        photo = self.photo
        return photo if photo and photo.renditions_key and visible(photo.credit_line) else None

    @property
    def picture_alt(self) -> str:
        return self.photo.alt or self.name if self.photo else ""

    @property
    def role_here(self) -> str:
        """The title of somebody who is with the paper."""
        return "" if self.has_left else self.title

    @property
    def contact(self) -> str:
        """The public address of somebody who is with the paper."""
        return "" if self.has_left else self.email

    @property
    def profile_addresses(self) -> list[str]:
        return [] if self.has_left else self.profiles.split()

    @property
    def profile_links(self) -> list[tuple[str, str]]:
        """[(address, what is shown of it)] of the profiles elsewhere."""
        return [(each, each.removeprefix("https://").rstrip("/")) for each in self.profile_addresses]

    @property
    def summary(self) -> str:
        """What search engines and link previews are told, in a line."""
        return " ".join(self.biography.split()) or self.role_here

    # Verbs

    @classmethod
    def named(cls, name: str) -> "Contributor":
        """The contributor of that name, the oldest of several; a new one where there is none.

        Where the name was merged, it is the one that it was merged into.
        """
        if known := cls.objects.called(name):
            return known[0]
        if one := cls.objects.once_called(name):
            return one
        with transaction.atomic():
            new = cls.objects.create(name=" ".join(name.split()))
            new.take_address()
        return new

    def change(self, by: "User", **values: Any) -> str | None:
        """Give these fields these values, and leave the others as they are by now; a new row is stored.

        With another name the page has another address, to which the former one leads. Returns where the new address
        led until now. Safe to repeat. Raises WasMerged.
        """
        with transaction.atomic():
            former = self._lock() if self.pk else None
            changed = [name for name, value in values.items() if getattr(self, name) != value]
            if self.pk and not changed:
                return None
            photo_before = self.photo
            for name in changed:
                setattr(self, name, values[name])
            if former is None:
                self.save()
            else:
                made = ["slug", "name_key", "sort_key"] if "name" in changed else []
                self.save(update_fields=[*changed, *made])
            if "photo" in changed:
                _take_offline(photo_before)
                if self.photo:
                    transaction.on_commit(self.photo.make_renditions, robust=True)
            Edition.bump()
            led = None if self.get_absolute_url() == former else self.take_address(former)
        logger.info("contributor %s: %s changed by %s", self.pk, ", ".join(sorted(changed)), by)
        return led

    def merge(self, into: Self, by: "User") -> bool:
        """Make the two one, as Mergeable does; the picture of this one is shown no more.

        Whose account it is goes along, where the other has none.
        """
        with transaction.atomic():
            if is_merging := super().merge(into, by):
                _take_offline(self.photo)
                rows = type(self)._base_manager
                person = self.person_id
                rows.filter(pk=self.pk).update(person=None)
                rows.filter(pk=self.shown_id, person=None).update(person=person)
        return is_merging

    def _lock(self) -> str:
        """Lock its row and read it again; returns the address that it has."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(of=("self",), no_key=True))
        if self.merged_into_id is not None:
            said = gettext("%(name)s is one with %(other)s since: nothing of this is saved.")
            raise WasMerged(said % {"name": self.name, "other": self.shown.name})
        return self.get_absolute_url()


def _take_offline(photo: Photo | None) -> None:
    """Have the worker take its files offline, unless another page shows it."""
    if photo is not None and photo.renditions_key:
        take_offline.enqueue({photo.pk: photo.renditions_key})


def validate_picture(photo: Photo) -> None:
    """A picture of a contributor can be shown, and is credited."""
    if photo.withdrawn_at:
        raise ValidationError(gettext("This photo was withdrawn. Choose another one."))
    if not visible(photo.credit_line):
        raise ValidationError(gettext("This photo has no credit line. Write one on the photo’s own page."))


@reserves
def is_contributor_name(key: str) -> bool:
    return Contributor.objects.filter(name_key=key).exists()


class Contribution(models.Model):
    class Role(models.TextChoices):
        # Translators: here and in what follows, what a contributor did, as editors choose it beside the name
        BYLINE = "byline", pgettext_lazy("role", "By")
        REPORTING = "reporting", pgettext_lazy("role", "Additional reporting by")
        WRITING = "writing", pgettext_lazy("role", "Writing by")
        EDITING = "editing", pgettext_lazy("role", "Editing by")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="all_contributions")
    # Null is the working copy.
    revision = models.ForeignKey(
        "articles.Revision", models.PROTECT, null=True, editable=False, related_name="contributions"
    )
    contributor = models.ForeignKey(
        Contributor,
        models.PROTECT,
        related_name="contributions",
        # Translators: the label of a field or a column
        verbose_name=pgettext_lazy("field", "contributor"),
    )
    # Translators: what a contributor did for a story
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.BYLINE)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name, verbose_name_plural = _("contributor in a story"), _("contributors in stories")
        # Whose name stands where, read from the index alone: ArticleQuerySet.own_of.
        indexes = [
            models.Index(fields=["contributor", "revision", "article"], name="contribution_by_contributor")
        ]

    def __str__(self) -> str:
        return str(CREDITS[self.Role(self.role)]) % {"names": self.contributor}

    @property
    def is_byline(self) -> bool:
        return self.role == self.Role.BYLINE

    @property
    def is_listed(self) -> bool:
        """Whether the story stands on the contributor’s page: an editor’s credit makes it no story of theirs."""
        return self.role in LISTED


# The roles whose stories stand on the page of a contributor.
LISTED = {Contribution.Role.BYLINE, Contribution.Role.REPORTING, Contribution.Role.WRITING}

# What a story says about those who have a role.
CREDITS = {
    # Translators: over a story. The names are joined already: Ines Calloway and Lena Hartvig
    Contribution.Role.BYLINE: _("By %(names)s"),
    # Translators: under a story, as the next two
    Contribution.Role.REPORTING: _("Additional reporting by %(names)s"),
    Contribution.Role.WRITING: _("Writing by %(names)s"),
    Contribution.Role.EDITING: _("Editing by %(names)s"),
}
