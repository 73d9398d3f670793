import logging
from functools import partial
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.names import NameKeyField, same_name
from articles.fields import NameSlugField
from core.collation import KEY_LENGTH, sort_key
from core.fields import LineField
from core.models import Edition, FormerAddress

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

# Names and addresses of retired sections are free again.
IN_USE = Q(retired_into=None)


class NotRetirable(Exception):
    """A section can't be retired into that one; the sentence says why."""


class OrderOvertaken(Exception):
    """Somebody changed the order of the sections meanwhile."""


class SectionQuerySet(models.QuerySet["Section"]):
    def in_use(self) -> Self:
        """Those that are not retired: a story can be filed in them, and each has a page."""
        return self.filter(IN_USE)


class Section(models.Model):
    # Translators: of a section, a contributor
    name = LineField(_("name"), max_length=60)
    slug = NameSlugField(
        # Translators: the last part of a page's address
        _("address"),
        source="name",
        follows=False,
        among=IN_USE,
        max_length=60,
        blank=True,
        help_text=_(
            "The last part of its page’s address. Empty: made from the name. Where you change it, the former address "
            "leads to the new one."
        ),
    )
    position = models.PositiveSmallIntegerField(
        # Translators: a number by which sections, photos or contributors are put in order
        _("position"),
        default=0,
        help_text=_("Order in the masthead and on the front page."),
    )
    is_hidden = models.BooleanField(
        # Translators: of a section
        _("hidden"),
        default=False,
        db_default=False,
        help_text=_(
            "It is not in the masthead, and has no part of the front page. Its page stays at its address. Its stories "
            "are hidden nowhere: they can lead the front page, and stand among the latest."
        ),
    )
    # Where its stories stand, and its address leads; None: it is in use. Never a retired one.
    retired_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="retired",
        # Translators: of a section: the one that took its stories
        verbose_name=_("retired into"),
    )
    sort_key = NameKeyField(source="name", folded_by=sort_key, max_length=KEY_LENGTH)
    # Goes up with every change of what its list of stories shows. Only the verbs of stories raise it.
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "sort_key", "name"]
        # Translators: a part of the paper, as Politics or Sport
        verbose_name, verbose_name_plural = _("section"), _("sections")
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=IN_USE, name="section_name"),
            models.UniqueConstraint(fields=["slug"], condition=IN_USE, name="section_address"),
            models.CheckConstraint(
                condition=IN_USE | ~Q(retired_into=F("pk")), name="section_not_into_itself"
            ),
        ]

    def __str__(self) -> str:
        # Another section may have its name by now.
        return gettext("%(name)s (retired)") % {"name": self.name} if self.is_retired else self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:section", args=[self.slug])

    if TYPE_CHECKING:
        retired_into_id: int | None

    # Questions

    @classmethod
    def called(cls, name: str) -> "Section | None":
        """The section in use of that name, however it is typed. All are read, for a paper has few."""
        return next((each for each in cls.objects.in_use() if same_name(each.name) == same_name(name)), None)

    @classmethod
    def filed_under(cls, name: str) -> "Section | None":
        """Where a story stands that is filed under that name: in the section of it, or where a retired one leads."""
        retired = cls.objects.exclude(IN_USE).select_related("retired_into").order_by("-pk")
        former = (each for each in retired if same_name(each.name) == same_name(name))
        return cls.called(name) or next((each.standing for each in former), None)

    @property
    def is_retired(self) -> bool:
        return self.retired_into_id is not None

    @property
    def standing_id(self) -> int:
        return self.retired_into_id or self.pk

    @property
    def standing(self) -> "Section":
        """Where what is filed in it stands: itself, or the section that it was retired into."""
        return self.retired_into or self if self.is_retired else self

    # Verbs

    def take_address(self, former: str | None = None) -> str | None:
        """Take its address after it was made, or renamed from the address `former`, which then leads here.

        Returns where its own address led until now. Safe to repeat.
        """
        return FormerAddress.take(self.get_absolute_url(), former)

    def retire(self, into: "Section", by: "User") -> None:
        """Close it for good: its address leads to the other section's page, and its stories stand there from now on.

        Its name and address are free again. Safe to repeat: what the first retirement said stays. The worker moves the
        stories (articles/refiling.py); those readers look for first are moved before the page is answered. Raises
        NotRetirable.
        """
        # Imported late: it moves stories, which know this module.
        from articles.refiling import refile_newest, refile_stories

        with transaction.atomic():
            held = type(self).objects.filter(pk__in=[self.pk, into.pk]).order_by("pk")
            rows = {each.pk: each for each in held.select_for_update(of=("self",), no_key=True)}
            self.retired_into_id = rows[self.pk].retired_into_id
            if self.is_retired:
                return
            if self.pk == into.pk:
                raise NotRetirable(gettext("A section can’t be retired into itself."))
            if rows[into.pk].is_retired:
                said = gettext("%(name)s was retired meanwhile. Choose another section.")
                raise NotRetirable(said % {"name": rows[into.pk].name})
            type(self).objects.filter(Q(pk=self.pk) | Q(retired_into=self)).update(
                retired_into=into, version=F("version") + 1
            )
            self.retired_into = into
            refile_stories.enqueue(self.pk)
            FormerAddress.move(self.get_absolute_url(), into.get_absolute_url())
            Edition.note_removal()
            transaction.on_commit(partial(refile_newest, self.pk), robust=True)
        logger.info("section %s retired into section %s by %s", self.pk, into.pk, by)

    @classmethod
    def arrange(cls, wanted: list[int], seen: list[int], by: "User") -> bool:
        """Put these sections into this order, in the places that they have together: all others keep theirs.

        Keys of sections; `seen` is the order that whoever wants another one saw. Returns whether anything moved. Safe
        to repeat. Raises OrderOvertaken where it is not so any more.
        """
        with transaction.atomic():
            # Held in the order of their keys, as everybody holds them.
            rows = list(cls.objects.in_use().order_by("pk").select_for_update(no_key=True))
            now = [
                each.pk for each in sorted(rows, key=lambda each: (each.position, each.sort_key, each.name))
            ]
            is_meant = set(wanted).__contains__
            listed = list(filter(is_meant, now))
            if listed == wanted:
                return False
            if listed != seen or sorted(listed) != sorted(wanted):
                raise OrderOvertaken
            rest = iter(wanted)
            order = [next(rest) if is_meant(pk) else pk for pk in now]
            for each in rows:
                each.position = order.index(each.pk) + 1
            cls.objects.bulk_update(rows, ["position"])
            Edition.bump()
        logger.info("sections put into another order by %s", by)
        return True
