"""The paper itself, on one form."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import nameplates
from core.admin.base import OneRowAdmin
from core.admin.meanwhile import MeanwhileMixin
from core.models import Nameplate, Paper

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Paper]
else:
    _ModelForm = forms.ModelForm


class PaperForm(MeanwhileMixin, _ModelForm):
    new_nameplate = forms.FileField(
        # Translators: a file to upload, with the paper’s name as a picture
        label=_("New nameplate"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/webp"}),
        help_text=_(
            "The name as a picture, PNG or WebP, instead of the words over every page. It stands on the paper’s own "
            "ground, light in dark mode too, so a transparent background is right."
        ),
    )
    no_nameplate = forms.BooleanField(label=_("Take the nameplate away: the words again"), required=False)

    class Meta:
        model = Paper
        fields: list[str] = []
        widgets = {
            name: AdminTextareaWidget(attrs={"rows": 3})
            for name in ("publisher_address", "ownership", "profiles")
        }

    def clean_new_nameplate(self) -> Nameplate | None:
        file = self.cleaned_data["new_nameplate"]
        if not file:
            return None
        # An upload that could not be written to disk says so itself.
        if refusal := getattr(file, "refusal", None):
            raise refusal
        return nameplates.read(file)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str) and isinstance(self.fields[name].widget, forms.TextInput):
                # A line, whatever a program sends in it.
                cleaned[name] = " ".join(value.split())
        if cleaned.get("new_nameplate") and cleaned.get("no_nameplate"):
            self.add_error("no_nameplate", ValidationError(gettext("Choose one: a new nameplate, or none.")))
        return cleaned


@admin.register(Paper)
class PaperAdmin(OneRowAdmin):
    """Until its form is saved first, the settings speak."""

    form = PaperForm
    fieldsets = [
        # Translators: how the paper presents itself
        (
            pgettext_lazy("fieldset", "The paper"),
            {"fields": ["name", "motto", "shown", "new_nameplate", "no_nameplate", "founded"]},
        ),
        (
            _("Who publishes it"),
            {"fields": ["publisher", "publisher_address", "register", "editor_in_chief", "ownership"]},
        ),
        (
            _("How it is reached"),
            {
                "fields": [
                    "desk_email",
                    "corrections_email",
                    "legal_email",
                    "security_email",
                    "phone",
                    "profiles",
                ]
            },
        ),
        (_("Discussions"), {"fields": ["open_days"]}),
    ]
    readonly_fields = ["shown"]
    saved = _("Saved. Every page says it from now on.")

    def get_fieldsets(self, request: HttpRequest, obj: Paper | None = None) -> Any:
        """Without the box that takes the nameplate away, where there is none."""
        if obj and obj.nameplate:
            return self.fieldsets
        return [
            (title, {"fields": [name for name in options["fields"] if name != "no_nameplate"]})
            for title, options in self.fieldsets
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        paper = Paper.as_installed()
        return {"name": paper.name, "open_days": paper.open_days}

    # Translators: the nameplate as readers see it
    @admin.display(description=_("nameplate"))
    def shown(self, paper: Paper) -> SafeString | str:
        plate = paper.nameplate
        if plate is None:
            return gettext("None: the name stands in words.")
        return format_html(
            '<img class="nameplate" src="{}" width="{}" height="{}" alt="{}">',
            plate.get_absolute_url(),
            plate.width,
            plate.height,
            paper.name,
        )

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Paper:
        """Nothing is written here; `save_model` calls the verb with what was changed."""
        paper: Paper = form.save(commit=False)
        return paper

    def save_model(self, request: HttpRequest, obj: Paper, form: Any, change: bool) -> None:
        names = form.changed_data if change else [*form.fields]
        values = {
            name: form.cleaned_data[name] for name in names if name not in ("new_nameplate", "no_nameplate")
        }
        if form.cleaned_data.get("no_nameplate"):
            values["nameplate"] = None
        elif plate := form.cleaned_data.get("new_nameplate"):
            values["nameplate"] = plate
        obj.pk = Paper.change(request.user, **values).pk  # type: ignore[arg-type] # it is somebody
