import logging
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.blank import is_blank
from core.fields import LineField, WordsField
from core.gaps import gaps_in, gaps_in_html
from core.models.edition import Edition
from core.models.facts import Facts, lacking_facts
from core.models.former_address import FormerAddress
from core.models.paper import Paper
from core.page_addresses import validate_page_slug
from core.problems import NotPublishable, Problem
from core.rich_text.fields import RichTextField
from core.rich_text.words import excerpt, has_words
from core.slugs import SLUG_LENGTH

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

logger = logging.getLogger(__name__)


class PageText(models.Model):
    """What is versioned of a page: readers see all of it change at once, or nothing."""

    Facts = Facts

    # Translators: of a page
    title = LineField(pgettext_lazy("page", "title"), max_length=100)
    slug = models.CharField(
        # Translators: of a page, within the site
        pgettext_lazy("page", "address"),
        max_length=SLUG_LENGTH,
    )
    text = RichTextField(_("text"), blank=True)
    facts = models.CharField(
        # Translators: facts from the form of the paper that a page shows; one of a list follows
        _("shows from the paper’s form"),
        max_length=10,
        choices=Facts,
        default=Facts.NONE,
        blank=True,
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


TEXT = [field.name for field in PageText._meta.fields]


class PageQuerySet(models.QuerySet["Page"]):
    def public(self) -> Self:
        """Those that readers may see; `is_public` asks it of one."""
        return self.exclude(published=None)

    def in_footer(self) -> Self:
        """The public ones that stand at the foot of every page, in their order.

        Who owns the paper is one click from every page, whatever place it was given: Regulation (EU) 2024/1083, Art. 6.
        """
        placed = Q(position__isnull=False) | Q(published__facts=Page.Facts.IMPRINT)
        pages = self.public().filter(placed).select_related("published").defer("text", "published__text")
        return pages.order_by(F("position").asc(nulls_last=True), "pk")


class Page(PageText):
    """A page of the paper's own: about it, its imprint, its privacy notice. The fields are the working copy."""

    position = models.PositiveSmallIntegerField(
        _("place in the footer"),
        null=True,
        blank=True,
        help_text=_(
            "1 comes first, at the foot of every page; empty: not there. It counts at once, also without publishing. "
            "The imprint is always there."
        ),
    )
    published = models.ForeignKey("PageVersion", models.PROTECT, null=True, editable=False, related_name="+")
    edited_at = models.DateTimeField(_("last edited"), default=timezone.now, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = [F("position").asc(nulls_last=True), "pk"]
        # Translators: a page of the paper’s own, such as its imprint
        verbose_name, verbose_name_plural = _("page"), _("pages")
        permissions = [("publish_page", "Can publish and withdraw pages")]
        constraints = [models.UniqueConstraint(fields=["slug"], name="page_address")]

    def get_absolute_url(self) -> str:
        """Of what readers see, while they see it; else where it will be."""
        return page_address(self.published.slug if self.published else self.slug)

    # Questions

    @property
    def is_public(self) -> bool:
        return self.published_id is not None

    @property
    def has_unpublished_changes(self) -> bool:
        return self.published is not None and not self._is_as(self.published)

    @property
    def can_be_deleted(self) -> bool:
        """What readers have seen is withdrawn, and kept."""
        return not self.versions.exists()

    @cached_property
    def gaps(self) -> list[str]:
        return [*gaps_in(self.title), *gaps_in_html(self.text)]

    def problems(self) -> list[str]:
        """What stands in the way of publishing, a sentence each."""
        facts = (
            [Problem(said, "facts") for said in lacking_facts(self.facts, Paper.current())]
            if self.facts
            else []
        )
        own = [*self._problems_of_title(), *self._problems_of_address(), *self._problems_of_text()]
        return [*own, *facts]

    def _problems_of_title(self) -> list[str]:
        if is_blank(self.title):
            return [Problem(gettext("It has no title."), "title")]
        said = gettext("The title has a gap: %(gap)s")
        return [Problem(said % {"gap": gap}, "title") for gap in gaps_in(self.title)]

    def _problems_of_address(self) -> list[str]:
        try:
            validate_page_slug(self.slug)
        except ValidationError as error:
            return [Problem(" ".join(error.messages), "slug")]
        if other := self.at_address(self.slug):
            return [Problem(other, "slug")]
        return []

    def _problems_of_text(self) -> list[str]:
        if not self.facts and not has_words(self.text):
            return [Problem(pgettext("page", "It has no text."), "text")]
        said = gettext("The text has a gap: %(gap)s")
        return [Problem(said % {"gap": gap}, "text") for gap in gaps_in_html(self.text)]

    def at_address(self, slug: str) -> str:
        """What is to be said of another page that stands at this address, or will; "" where there is none."""
        other = Page.objects.filter(Q(slug=slug) | Q(published__slug=slug)).exclude(pk=self.pk).first()
        if other is None:
            return ""
        return gettext("The page “%(title)s” has the address /%(slug)s/.") % {"title": other, "slug": slug}

    def _is_as(self, version: "PageVersion") -> bool:
        return all(getattr(self, name) == getattr(version, name) for name in TEXT)

    # Verbs

    def publish(self, by: "AbstractBaseUser", note: str = "") -> "PageVersion":
        """Show readers the working copy as it is now, and keep it as a version. Safe to repeat: it stays one version.

        Raises NotPublishable.
        """
        with transaction.atomic():
            self._lock()
            if self.published and self._is_as(self.published):
                return self.published
            if problems := self.problems():
                raise NotPublishable(problems)
            before, last = self.published, self.versions.order_by("-number").first()
            version = self.versions.create(
                number=last.number + 1 if last else 1,
                **{name: getattr(self, name) for name in TEXT},
                note=note.strip(),
                published_at=timezone.now(),
                published_by_id=by.pk,
            )
            self.published = version
            self.save(update_fields=["published"])
            Edition.bump()
            if before and before.slug != version.slug:
                FormerAddress.move(before.get_absolute_url(), version.get_absolute_url())
            elif not before:
                FormerAddress.free(version.get_absolute_url())
        logger.info("page %s: version %s published by %s", self.pk, version.number, by)
        return version

    def withdraw(self, by: "AbstractBaseUser") -> None:
        """Make it a draft again: its address answers as if it had never been there. Safe to repeat."""
        with transaction.atomic():
            self._lock()
            if self.published is None:
                return
            self.published = None
            self.save(update_fields=["published"])
            Edition.bump()
        logger.info("page %s: withdrawn by %s", self.pk, by)

    def place(self, position: int | None) -> None:
        """Give it this place in the footer, or none. Safe to repeat."""
        with transaction.atomic():
            self._lock()
            if self.position == position:
                return
            self.position = position
            self.save(update_fields=["position"])
            if self.is_public:
                Edition.bump()
        logger.info("page %s: place in the footer %s", self.pk, position)

    def _lock(self) -> None:
        """All of them, which are few: two that are published at once never get one address."""
        list(Page.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
        self.refresh_from_db()
        self.__dict__.pop("gaps", None)


class PageVersion(PageText):
    """A page as readers saw it: numbered, never changed afterwards."""

    page = models.ForeignKey(Page, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    note = WordsField(
        # Translators: what somebody says about a change
        _("note"),
        max_length=1000,
        blank=True,
    )
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        ordering = ["-pk"]
        # Translators: a page of the paper’s own, as it was published once
        verbose_name, verbose_name_plural = _("published page"), _("published pages")
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="page_version_number")]

    def get_absolute_url(self) -> str:
        return page_address(self.slug)

    @property
    def summary(self) -> str:
        """One or two sentences for search engines; the title where its facts are all."""
        return excerpt(self.text) or self.title

    @property
    def before(self) -> "PageVersion | None":
        """The version that it took the place of."""
        return self.page.versions.filter(number__lt=self.number).order_by("-number").first()


def page_address(slug: str) -> str:
    return reverse("core:page", args=[slug])
