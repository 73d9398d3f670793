import datetime
import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

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
    """A decision to withdraw a photo, or to bring it back: by whom, when and why. Kept for ever."""

    class Action(models.TextChoices):
        SEAL = "seal", _("Withdrawn, the original sealed")
        DELETE = "delete", _("Withdrawn, the original deleted")
        BRING_BACK = "bring_back", _("Brought back")

    photo = models.ForeignKey("articles.Photo", models.PROTECT, related_name="withdrawals")
    action = models.CharField(max_length=10, choices=Action)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = WordsField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        # Translators: of a photo, from every page
        verbose_name, verbose_name_plural = _("withdrawal"), _("withdrawals")

    def __str__(self) -> str:
        return self.get_action_display()


class GoneKey(models.Model):
    """The key of renditions that were public and were taken down: requests for them are answered with 410."""

    key = models.CharField(max_length=40, primary_key=True)
    photo = models.ForeignKey("articles.Photo", models.PROTECT, related_name="gone_keys")
    # Whether the worker has deleted the files.
    is_deleted = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["photo"], condition=models.Q(is_deleted=False), name="gone_key_to_delete")
        ]

    def __str__(self) -> str:
        return self.key


class Withdrawable(models.Model):
    """Mixin of Photo: the field, questions and verbs of withdrawal."""

    withdrawn_at = models.DateTimeField(pgettext_lazy("photo", "withdrawn"), null=True, editable=False)

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
        """Whether the original is still there. The field keeps the file's name, by which the worker deletes it."""
        return not self.withdrawals.filter(action=Withdrawal.Action.DELETE).exists()

    def withdraw(self, by: "User", reason: str, delete_original: bool = False) -> None:
        """Remove it from every page now and from every server within seconds.

        The original is sealed, which means kept and shown to nobody, so that the photo can be brought back; or it is
        deleted, which can also be decided later. Safe to repeat. Raises ValidationError without a reason.
        """
        if is_blank(reason):
            raise ValidationError(gettext("Say why the photo is withdrawn: the reason is kept with it."))
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
        """Undo a withdrawal. Safe to repeat.

        Raises ValidationError where the original was deleted, or for the editor who withdrew it.
        """
        with transaction.atomic():
            self._lock()
            if self.withdrawn_at is None:
                return
            if not self.has_original:
                raise ValidationError(gettext("Its original was deleted: nothing can be brought back."))
            if self.withdrawals.latest("pk").by_id == by.pk:
                raise ValidationError(gettext("You withdrew it yourself. Another editor can bring it back."))
            self.withdrawn_at = None
            self._decided(Withdrawal.Action.BRING_BACK, by, reason)
            self.save(update_fields=["withdrawn_at"])
            transaction.on_commit(self.make_renditions)
            photo_changed.send(sender=type(self), photo=self)
        logger.info("photo %s: brought back by %s", self.pk, by)

    def take_offline(self, key: str) -> None:
        """If no page shows the photo any more, delete the files under that key, and make others for the desk.

        So a picture that was public can't be found at an address that somebody knows. Safe to repeat.
        """
        with transaction.atomic():
            self._lock()
            if not key or self.is_shown or self.gone_keys.filter(key=key).exists():
                return
            if key == self.renditions_key:
                self._go_offline()
                transaction.on_commit(self.make_renditions)
            else:
                # It was described anew meanwhile: these are the earlier files, which pages have shown.
                self._delete_files(key)
            # A story published at this very moment shows the photo: its pages must learn of the new files.
            photo_changed.send(sender=type(self), photo=self)
        logger.info("photo %s: taken offline", self.pk)

    def _lock(self) -> datetime.datetime:
        """Lock its row and read it again; returns the instant of the write (rule 3)."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
        return timezone.now()

    def _decided(self, action: Withdrawal.Action, by: "User", reason: str) -> None:
        self.withdrawals.create(action=action, by=by, reason=reason.strip(), at=timezone.now())

    def _go_offline(self, *changed: str) -> None:
        """Take all its files from pages now, and have the worker delete them. Call it under the row's lock."""
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
