"""Two rows that are one: what was two topics, or two entries of one person, becomes one with one address."""

import logging
from collections.abc import Iterable
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

    # Questions

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None

    @property
    def shown_id(self) -> int:
        return self.merged_into_id or self.pk

    @property
    def shown(self) -> Self:
        """What readers see in its place."""
        return cast(Self, self.merged_into) if self.is_merged else self

    # Verbs

    @classmethod
    def hold(cls, keys: Iterable[int], for_merger: bool = False) -> dict[int, Self]:
        """{key: row} of these, and of those that they were merged into, all of them held until the transaction ends.

        A merger takes rows from all who refer to them meanwhile, because it takes an address away.
        """
        wanted = set(keys)
        while True:
            rows = cls._base_manager.filter(pk__in=wanted).order_by("pk")
            held = {each.pk: each for each in rows.select_for_update(of=("self",), no_key=not for_merger)}
            leading = {each.shown_id for each in held.values()}
            if leading <= held.keys():
                return held
            wanted |= leading

    def take_address(self, former: str | None = None) -> str | None:
        """Take its address after it was made, or renamed from the address `former`, which then leads here.

        Returns where its own address led until now. Safe to repeat.
        """
        return FormerAddress.take(self.get_absolute_url(), former)

    def merge(self, into: Self, by: "User") -> bool:
        """Make it one with `into`: its stories are listed there, and its address leads there.

        Safe to repeat: what was merged stays where the first merger put it. Returns whether this call merged it.
        """
        with transaction.atomic():
            held = self.hold([self.pk, into.pk], for_merger=True)
            one = held[self.pk]
            other = held[held[into.pk].shown_id]
            if is_merging := other.pk != one.pk and not one.is_merged:
                self._merge(one, other)
        self.refresh_from_db(fields=["slug", "merged_into"])
        if is_merging:
            logger.info("%s %s merged into %s by %s", self._meta.model_name, self.pk, other.pk, by)
        return is_merging

    @classmethod
    def _merge(cls, one: Self, other: Self) -> None:
        before, rows = one.get_absolute_url(), cls._base_manager
        cls.listing.move(one.pk, other.pk)
        rows.filter(merged_into=one).update(merged_into=other)
        rows.filter(pk=one.pk).update(merged_into=other, slug=None)
        FormerAddress.move(before, other.get_absolute_url())
        Edition.note_removal()
