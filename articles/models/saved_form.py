from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# So many records are kept for each story, beside that of the form that made it. An older form that is sent again is
# refused as overtaken.
FORMS_PER_STORY = 50


class SavedForm(models.Model):
    """The record of a story form that was saved, so that the same form, however much later, makes no second story."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # Null once the draft was deleted: the form may then make the story anew.
    article = models.ForeignKey("Article", models.SET_NULL, null=True, related_name="saved_forms")
    # The form's own.
    key = models.CharField(max_length=40)
    # Of all that it sent.
    digest = models.CharField(max_length=64)
    made_article = models.BooleanField(default=False)
    # The working copy's, once it was saved.
    edited_at = models.DateTimeField()
    # Empty where the button was refused.
    message = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("saved form"), _("saved forms")
        constraints = [
            models.UniqueConstraint(fields=["user", "key", "digest"], name="saved_form_once"),
        ]
        indexes = [models.Index(fields=["user", "-id"], name="saved_form_newest")]

    def __str__(self) -> str:
        return f"Form {self.key} of story {self.article_id}"
