"""Forms of people at the desk."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    SetUnusablePasswordMixin,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.addresses import AddressField
from accounts.groups import with_work
from accounts.models import User
from accounts.normalize import normalize_password
from core.admin.bounds import KeyChoices

if TYPE_CHECKING:
    _AnyForm = forms.BaseForm
    _PersonForm = forms.ModelForm[User]
else:
    _AnyForm = _PersonForm = object


class AddressMixin(_PersonForm):
    """Takes an address that only an unconfirmed sign-up has: such a sign-up keeps it from nobody."""

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # Django’s, not in its stubs
        return excluded | {"email"}

    def clean_email(self) -> str | None:
        email = self.cleaned_data["email"] or None
        if email and User.objects.with_address(email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(gettext("Another account has this email address."))
        return email


class PersonForm(AddressMixin, UserChangeForm):
    """Of the groups it offers those that its user may give and take; the others stay as they are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "groups" in self.fields:
            offered = set(self.fields["groups"].queryset)  # type: ignore[attr-defined] # a field of many has one
            self.initial["groups"] = [group for group in self.initial["groups"] if group in offered]
        if "is_staff" in self.fields:
            # The words over these fields say it.
            self.fields["is_staff"].help_text = ""
        if "is_superuser" in self.fields:
            # Translators: of an account: its owner may do everything
            self.fields["is_superuser"].label = _("Administrator")
            self.fields["is_superuser"].help_text = _("May do everything, also without a group.")

    def clean_groups(self) -> QuerySet[Group]:
        offered, chosen = self.fields["groups"].queryset, self.cleaned_data["groups"]  # type: ignore[attr-defined] # the same
        kept = self.instance.groups.exclude(pk__in=offered)
        return Group.objects.filter(Q(pk__in=chosen) | Q(pk__in=kept))


class ColleagueForm(PersonForm):
    """For who manages staff and is no superuser."""

    # Without the page on which it is changed.
    password = None  # type: ignore[assignment] # so Django leaves out a field of the class above


class PasswordMixin(_AnyForm):
    """Brings a password into one form of Unicode before it is compared, validated or hashed."""

    def clean_password1(self) -> str:
        return normalize_password(self.cleaned_data["password1"])

    def clean_password2(self) -> str:
        return normalize_password(self.cleaned_data["password2"])


class NewPasswordForm(PasswordMixin, AdminPasswordChangeForm):
    # First, for it decides whether a password is asked for.
    field_order = ["usable_password"]
    # Django's own is put together when the module is loaded, and so is English in every language.
    usable_password_help_text = format_lazy(  # type: ignore[assignment] # a form takes both
        '{help}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{warning}</li></ul>',
        help=SetUnusablePasswordMixin.usable_password_help_text,
        warning=_("If disabled, the current password for this user will be lost."),
    )


class NewStaffForm(AddressMixin, PasswordMixin, UserCreationForm):
    """Makes accounts of staff alone: readers register themselves."""

    email = AddressField(
        label=_("Email address"),
        help_text=_("Codes go there. It counts as confirmed, for you know whose it is."),
    )

    class Meta:
        model = User
        fields = ["username", "email", "first_name", "last_name", "groups"]
        labels = {"username": _("Sign-in name")}
        help_texts = {
            "username": _("3 to 30 letters A to Z, digits, - and _. It stands at what they comment, too.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.is_staff = True

    def clean_username(self) -> str:
        """Not Django's, which refuses every stored name. User.clean refuses all but those of expired sign-ups."""
        name: str = self.cleaned_data["username"]
        return name

    def validate_unique(self) -> None:
        try:
            self.instance.validate_unique(exclude=self._get_validation_exclusions() | {"username"})
        except forms.ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined] # Django’s, not in its stubs


class GroupsField(KeyChoices):
    def label_from_instance(self, obj: Group) -> str:
        return with_work(obj.name)
