from django.conf import settings
from django.db import models

# So many records are kept for each story, beside that of the form that made it. An older form that is sent again is
# refused as overtaken.
FORMS_PER_STORY = 50


class SavedForm(models.Model):
    """The record of a story form that was saved, so that the same form, however much later, makes no second story."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # Null once the draft was deleted: the form may then make the story anew.
    article = models.ForeignKey("Article", models.SET_NULL, null=True, related_name="saved_forms")
    key = models.CharField(max_length=40, help_text="The form's own.")
    digest = models.CharField(max_length=64, help_text="Of all that it sent.")
    made_article = models.BooleanField(default=False)
    edited_at = models.DateTimeField(help_text="The working copy's, once it was saved.")
    message = models.CharField(max_length=300, blank=True, help_text="Empty where the button was refused.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key", "digest"], name="saved_form_once"),
        ]
        indexes = [models.Index(fields=["user", "-id"], name="saved_form_newest")]

    def __str__(self) -> str:
        return f"Form {self.key} of story {self.article_id}"
