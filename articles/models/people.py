from django.db import models
from django.utils.text import slugify

from accounts.names import NameKeyField, fold_person, reserves


class Contributor(models.Model):
    """Whose name may stand at a story: a person, or a desk such as "Meridian TV"."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    name_key = NameKeyField(source="name", folded_by=fold_person, max_length=110, db_index=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    @classmethod
    def named(cls, name):
        """The contributor of that name, made where there is none."""
        slug = slugify(name, allow_unicode=True)[:100]
        return cls.objects.get_or_create(slug=slug, defaults={"name": name})[0]


@reserves
def is_contributor_name(key):
    return Contributor.objects.filter(name_key=key).exists()


class Contribution(models.Model):
    class Role(models.TextChoices):
        BYLINE = "byline", "By"
        REPORTING = "reporting", "Additional reporting by"
        WRITING = "writing", "Writing by"
        EDITING = "editing", "Editing by"

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="all_contributions")
    # Null is the working copy.
    revision = models.ForeignKey(
        "articles.Revision", models.PROTECT, null=True, editable=False, related_name="contributions"
    )
    contributor = models.ForeignKey(Contributor, models.PROTECT, related_name="contributions")
    role = models.CharField(max_length=10, choices=Role, default=Role.BYLINE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name, verbose_name_plural = "contributor in a story", "contributors in stories"

    def __str__(self):
        return f"{self.get_role_display()} {self.contributor}"

    @property
    def is_byline(self):
        return self.role == self.Role.BYLINE
