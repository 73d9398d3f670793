import datetime
import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from articles.photographs.signals import photo_changed
from core.blank import is_blank
from core.fields import WordsField

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable
    from django.db.models.fields.related_descriptors import RelatedManager

    from accounts.models import User
    from articles.photographs.ingest import PhotoManager

logger = logging.getLogger(__name__)


class Withdrawal(models.Model):
    """What was decided about a photo that must not be shown: by whom, when and why. Kept for ever."""

    class Action(models.TextChoices):
        SEAL = "seal", "Withdrawn, the original sealed"
        DELETE = "delete", "Withdrawn, the original deleted"
        BRING_BACK = "bring_back", "Brought back"

    photo = models.ForeignKey("articles.Photo", models.PROTECT, related_name="withdrawals")
    action = models.CharField(max_length=10, choices=Action)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = WordsField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_action_display()


class GoneKey(models.Model):
    """What the names of a photo's renditions began with that were public and are no more: they answer 410."""

    key = models.CharField(max_length=40, primary_key=True)
    photo = models.ForeignKey("articles.Photo", models.PROTECT, related_name="gone_keys")
    is_deleted = models.BooleanField(default=False, help_text="Whether the worker has deleted the files.")

    class Meta:
        indexes = [
            models.Index(fields=["photo"], condition=models.Q(is_deleted=False), name="gone_key_to_delete")
        ]

    def __str__(self) -> str:
        return self.key


class Withdrawable(models.Model):
    """What makes a photo one that can be taken down."""

    withdrawn_at = models.DateTimeField("withdrawn", null=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        # What the verbs find in Photo.
        objects: PhotoManager
        renditions_key: models.CharField[str | int | Combinable, str]
        renditions_made: models.JSONField[Any, Any]
        renditions_problem: models.CharField[str | int | Combinable, str]
        renditions_round: models.PositiveSmallIntegerField[float | int | str | Combinable, int]
        withdrawals: RelatedManager[Withdrawal]
        gone_keys: RelatedManager[GoneKey]

        @property
        def is_shown(self) -> bool: ...

        def make_renditions(self) -> None: ...

    @property
    def withdrawn_because(self) -> str:
        """The reason of the newest withdrawal."""
        return self.withdrawals.exclude(action=Withdrawal.Action.BRING_BACK).latest("pk").reason

    @property
    def has_original(self) -> bool:
        """Whether it is there still; deleted, its name stays for the worker, who deletes the file."""
        return not self.withdrawals.filter(action=Withdrawal.Action.DELETE).exists()

    def withdraw(self, by: "User", reason: str, delete_original: bool = False) -> None:
        """Take it from every page now and from every server within seconds, for good or until it is brought back.

        The original is sealed: kept, and shown to nobody; or deleted, also later of one that was sealed. Safe to
        repeat. Raises ValidationError without a reason.
        """
        if is_blank(reason):
            raise ValidationError("Say why the photo is withdrawn: the reason is kept with it.")
        with transaction.atomic():
            now = self._lock()
            if self.withdrawn_at and (not delete_original or not self.has_original):
                return
            self.withdrawn_at = self.withdrawn_at or now
            self._decided(Withdrawal.Action.DELETE if delete_original else Withdrawal.Action.SEAL, by, reason)
            self._go_offline("withdrawn_at")
            photo_changed.send(sender=type(self), photo=self)
        logger.info("photo %s: withdrawn by %s", self.pk, by)

    def bring_back(self, by: "User", reason: str = "") -> None:
        """Undo a withdrawal, by somebody else than who withdrew it. Safe to repeat; raises ValidationError."""
        with transaction.atomic():
            self._lock()
            if self.withdrawn_at is None:
                return
            if not self.has_original:
                raise ValidationError("Its original was deleted: nothing can be brought back.")
            if self.withdrawals.latest("pk").by_id == by.pk:
                raise ValidationError("You withdrew it yourself. Another editor can bring it back.")
            self.withdrawn_at = None
            self._decided(Withdrawal.Action.BRING_BACK, by, reason)
            self.save(update_fields=["withdrawn_at"])
            transaction.on_commit(self.make_renditions)
            photo_changed.send(sender=type(self), photo=self)
        logger.info("photo %s: brought back by %s", self.pk, by)

    def take_offline(self, key: str) -> None:
        """Where no page shows it any more, the files under that key are deleted, and others made for the desk.

        A picture that was public is then found under no address that anybody knows. Safe to repeat.
        """
        with transaction.atomic():
            self._lock()
            if not key or self.is_shown or self.gone_keys.filter(key=key).exists():
                return
            if key == self.renditions_key:
                self._go_offline()
                transaction.on_commit(self.make_renditions)
            else:
                # Made anew meanwhile, for it was mended: pages have shown the files before.
                self._delete_files(key)
            # Who published it at this very moment is told that its files are made anew.
            photo_changed.send(sender=type(self), photo=self)
        logger.info("photo %s: taken offline", self.pk)

    def _lock(self) -> datetime.datetime:
        """Hold its row and read it again; the instant returned is the write's own."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
        return timezone.now()

    def _decided(self, action: Withdrawal.Action, by: "User", reason: str) -> None:
        self.withdrawals.create(action=action, by=by, reason=reason.strip(), at=timezone.now())

    def _go_offline(self, *changed: str) -> None:
        """Under its lock: pages find no file of it from now on, and the worker deletes what there is."""
        if gone := self.renditions_key:
            self.renditions_round += 1
        self.renditions_key, self.renditions_made, self.renditions_problem = "", {}, ""
        names = ("renditions_key", "renditions_made", "renditions_problem", "renditions_round")
        self.save(update_fields=[*names, *changed])
        self._delete_files(gone)

    def _delete_files(self, key: str) -> None:
        from articles.photographs.tasks import delete_files

        if key:
            self.gone_keys.get_or_create(key=key)
        delete_files.enqueue(self.pk)
