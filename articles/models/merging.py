"""Two rows that are one: what was two topics, or two entries of one person, becomes one with one address."""

import logging
from typing import TYPE_CHECKING, Any, Self, cast

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.fields import NameSlugField
from articles.models.listing import Listing
from core.models import Edition, FormerAddress

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)


class MergeableQuerySet(models.QuerySet[Any]):
    def unmerged(self) -> Self:
        """Those that stand for themselves: what was merged has no page and is offered nowhere."""
        return self.filter(merged_into=None)


class Mergeable(models.Model):
    """Abstract: something with a name, an address made of it, and stories on its page.

    A row that was merged stays, for revisions refer to it; readers see the one that it was merged into. It has no
    address, so that its own is free, and leads to the other one's page.
    """

    # The URL of its page, and the table that lists its stories.
    page: str
    listing: type[Listing]

    slug = NameSlugField(  # type: ignore[misc] # null is of what was merged, which has no page
        # Translators: the last part of the address of a topic’s or somebody’s page
        _("address"),
        source="name",
        follows=True,
        max_length=100,
        unique=True,
        null=True,
        editable=False,
    )
    # Never one that was merged itself.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        name: models.CharField[str, str]
        merged_into_id: int | None
        pk: int

    def get_absolute_url(self) -> str:
        return reverse(self.page, args=[self.shown.slug])

    @property
    def shown(self) -> Self:
        """What readers see in its place."""
        return cast(Self, self.merged_into or self)

    # Verbs

    def merge(self, into: Self, by: "User") -> None:
        """Make it one with `into`: its stories are listed there, and its address leads there. Safe to repeat."""
        with transaction.atomic():
            rows = type(self)._base_manager
            held = {
                each.pk: each
                for each in rows.select_for_update().filter(pk__in=[self.pk, into.pk]).order_by("pk")
            }
            one, other = held[self.pk], held[into.pk].shown
            if other.pk == one.pk or one.merged_into_id is not None:
                return
            before = one.get_absolute_url()
            self.listing.move(one.pk, other.pk)
            rows.filter(merged_into=one).update(merged_into=other)
            rows.filter(pk=one.pk).update(merged_into=other, slug=None)
            FormerAddress.move(before, other.get_absolute_url())
            Edition.note_removal()
        self.refresh_from_db()
        logger.info("%s %s merged into %s by %s", self._meta.model_name, self.pk, other.pk, by)
