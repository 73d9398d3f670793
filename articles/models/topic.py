from django.core.validators import RegexValidator
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.names import NameKeyField, same_name
from articles.models.listing import TopicListing
from articles.models.merging import Mergeable, MergeableQuerySet
from core.collation import KEY_LENGTH, sort_key
from core.fields import LineField, WordsField

CODE = r"\Amedtop:[0-9]{8}\Z"
# Unicode writes some letters out, so that a key can be longer than its name.
NAME_KEY_LENGTH = 200


def name_key(name: str) -> str:
    return same_name(name)[:NAME_KEY_LENGTH]


class TopicQuerySet(MergeableQuerySet):
    def called(self, name: str) -> "Topic | None":
        """The topic of that name, however it is typed."""
        return self.unmerged().filter(name_key=name_key(name)).first()


class Topic(Mergeable):
    """What stories are about, across sections: a place, a person, an affair."""

    page, listing = "articles:topic", TopicListing

    # Translators: of a topic
    name = LineField(_("name"), max_length=100, help_text=_("As readers see it: Harbor dredging."))
    description = WordsField(
        # Translators: what a topic is about, in a sentence or two
        _("description"),
        max_length=500,
        blank=True,
        help_text=_("One or two sentences on the topic’s page, for readers who come from elsewhere."),
    )
    # https://iptc.org/standards/media-topics/
    code = models.CharField(
        _("IPTC Media Topic"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(CODE, _("A code is medtop: and eight digits, as medtop:20000430."))],
        help_text=_("The code of the same topic in the agencies’ list, as medtop:20000430. Empty: none."),
    )
    # Goes up with every change of what its newest stories are, or say. Only the verbs of stories raise it.
    version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    name_key = NameKeyField(source="name", folded_by=name_key, max_length=NAME_KEY_LENGTH)
    sort_key = NameKeyField(source="name", folded_by=sort_key, max_length=KEY_LENGTH)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "name"]
        verbose_name, verbose_name_plural = _("topic"), _("topics")
        indexes = [models.Index(fields=["sort_key", "name"], name="topic_by_name")]
        # The name of one that was merged is free again.
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"], condition=models.Q(merged_into=None), name="topic_called_so"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, name: str, **described: str) -> "Topic":
        """The topic that readers see under that name, also where one of it was merged; a new one where there is none.

        `described`: other fields of a new one. Safe to repeat, and by two at once.
        """
        former = cls.objects.exclude(merged_into=None).filter(name_key=name_key(name)).order_by("-pk")
        if known := cls.objects.called(name) or former.select_related("merged_into").first():
            return known.shown
        try:
            with transaction.atomic():
                topic = cls.objects.create(name=" ".join(name.split()), **described)
                topic.take_address()
        except IntegrityError:
            # Somebody made it meanwhile.
            if known := cls.objects.called(name):
                return known
            raise
        return topic


class Tagging(models.Model):
    """A topic of a story: of its working copy, or of what was published."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="all_taggings")
    # Null is the working copy.
    revision = models.ForeignKey(
        "articles.Revision", models.PROTECT, null=True, editable=False, related_name="taggings"
    )
    topic = models.ForeignKey(
        Topic,
        models.PROTECT,
        related_name="taggings",
        # Translators: the label of a field or a column
        verbose_name=pgettext_lazy("field", "topic"),
    )
    # Translators: which one it is in the order of a story’s topics
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name, verbose_name_plural = _("topic of a story"), _("topics of stories")

    def __str__(self) -> str:
        return str(self.topic.shown)
