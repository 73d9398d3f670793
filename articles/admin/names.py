from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from articles.slugs import slugify


class NameForm(forms.ModelForm):
    """Of something whose address is made of its name."""

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if not slugify(name):
            raise ValidationError(gettext("A name has letters."))
        return name
