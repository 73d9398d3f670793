from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.names import NameKeyField, same_name
from articles.models.listing import TopicListing
from articles.models.merging import Mergeable, MergeableQuerySet
from core.collation import KEY_LENGTH, sort_key
from core.fields import LineField, WordsField


class TopicQuerySet(MergeableQuerySet):
    def called(self, name: str) -> "Topic | None":
        """The topic of that name, however it is typed."""
        key = sort_key(" ".join(name.split()))
        alike = self.unmerged().filter(sort_key=key)
        return next((each for each in alike if same_name(each.name) == same_name(name)), None)


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
        validators=[
            RegexValidator(r"\Amedtop:\d{8}\Z", _("A code is medtop: and eight digits, as medtop:20000430."))
        ],
        help_text=_("The code of the same topic in the agencies’ list, as medtop:20000430. Empty: none."),
    )
    sort_key = NameKeyField(source="name", folded_by=sort_key, max_length=KEY_LENGTH)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "name"]
        verbose_name, verbose_name_plural = _("topic"), _("topics")
        indexes = [models.Index(fields=["sort_key", "name"], name="topic_by_name")]

    def __str__(self) -> str:
        return self.name


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
        return str(self.topic)
