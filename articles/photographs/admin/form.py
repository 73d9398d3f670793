from typing import Any

from django import forms
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Photo
from articles.photographs.decoding import MEGAPIXELS
from articles.photographs.ingest import ShowsWithdrawn
from articles.photographs.inspection import MEGABYTES
from core.time_fields import describe_parts

# A button in the popup window of a story's row: it chooses the photo that is here already.
USE = "_use"


class PhotoForm(forms.ModelForm):
    class Meta:
        model = Photo
        # PhotoAdmin's fieldsets say which.
        fields: list[str] = []
        # Translators: of a photo
        labels = {"original": _("File")}
        help_texts = {
            "original": format_lazy(
                _(
                    "JPEG, PNG, TIFF, WebP or AVIF, up to {megabytes} MB and {megapixels} megapixels. What the file "
                    "says of itself (IPTC, XMP) fills the fields that you leave empty."
                ),
                megabytes=MEGABYTES,
                megapixels=MEGAPIXELS,
            ),
            "copyright_notice": _("As the owner of the rights words it: © 2026 Harbour Pictures."),
            "caption": _("What happened, who is to be seen from left to right, where and when."),
            # Translators: leave the time of a photo empty
            "taken_at": _("Empty: as the camera wrote it down."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "taken_at" in self.fields:
            describe_parts(self, "taken_at")
            if time := self.initial.get("taken_at"):
                try:
                    timezone.localtime(time)
                except OverflowError:
                    # A camera's absurd date, which a node of an earlier release may have stored.
                    self.initial["taken_at"] = None

    # Shown only where the picture looks like a withdrawn one, to somebody who may withdraw photos.
    is_another = forms.BooleanField(
        label=_("This is another picture"), required=False, widget=forms.HiddenInput
    )

    # PhotoAdmin.get_form sets it.
    may_change_published = False

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if self.instance.pk and not self.may_change_published and self.instance.was_published:
            raise ValidationError(
                gettext(
                    "A story was published with it meanwhile: only the picture desk and editors change it now."
                )
            )
        if file := cleaned.get("original"):
            cleaned["is_another"] = file.may_tell_apart and cleaned.get("is_another", False)
            try:
                is_asked = Photo.objects.refuse_withdrawn(file.inspection, cleaned["is_another"]) is not None
            except ShowsWithdrawn as refusal:
                is_asked = file.may_tell_apart and not refusal.is_file
                self.add_error("original", refusal)
            if is_asked:
                self.fields["is_another"].widget = forms.CheckboxInput()
        return cleaned

    def clean_original(self) -> Any:
        """Judge the file by what PhotoAdmin found out about it before the transaction began."""
        file = self.cleaned_data["original"]
        if refusal := getattr(file, "refusal", None):
            raise refusal
        known = Photo.objects.of_file(file.inspection)
        if known and not known.withdrawn_at:
            address = reverse("admin:articles_photo_change", args=[known.pk])
            link = format_html('<a href="{}" target="_blank">{}</a>', address, known)
            if IS_POPUP_VAR not in self.data:
                raise ValidationError(
                    format_html(
                        gettext("This very file is here already: {photo}. Use that photo."), photo=link
                    )
                )
            # In the popup window of a story's row, a button chooses it as if it were new.
            button = format_html(
                '<button class="button" name="{}" value="{}" formnovalidate>{}</button>',
                USE,
                known.pk,
                gettext("Use that photo"),
            )
            said = format_html(gettext("This very file is here already: {photo}"), photo=link)
            raise ValidationError(format_html("{} {}", said, button))
        return file
