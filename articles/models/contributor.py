from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.names import NameKeyField, fold_person, reserves, same_name
from articles.models.listing import ContributorListing
from articles.models.merging import Mergeable, MergeableQuerySet
from core.collation import KEY_LENGTH, sort_key


class ContributorQuerySet(MergeableQuerySet):
    def called(self, name: str) -> list["Contributor"]:
        """The contributors of that name, however it is typed, oldest first: two people can have one name."""
        alike = self.unmerged().filter(name_key=fold_person(name)).order_by("pk")
        return [each for each in alike if same_name(each.name) == same_name(name)]


class Contributor(Mergeable):
    """Somebody whose name can stand on a story: a person, or a desk such as "Meridian TV"."""

    page, listing = "articles:contributor", ContributorListing

    # Translators: of a section, a contributor
    name = models.CharField(_("name"), max_length=100)
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
        indexes = [models.Index(fields=["sort_key", "name"], name="contributor_by_name")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, name: str) -> "Contributor":
        """The contributor of that name, the oldest of several; a new one where there is none."""
        known = cls.objects.called(name)
        return known[0] if known else cls.objects.create(name=" ".join(name.split()))


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


# What a story says about those who have a role.
CREDITS = {
    # Translators: over a story. The names are joined already: Ines Calloway and Lena Hartvig
    Contribution.Role.BYLINE: _("By %(names)s"),
    # Translators: under a story, as the next two
    Contribution.Role.REPORTING: _("Additional reporting by %(names)s"),
    Contribution.Role.WRITING: _("Writing by %(names)s"),
    Contribution.Role.EDITING: _("Editing by %(names)s"),
}
