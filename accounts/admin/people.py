from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.account import admin as allauth  # noqa: F401  registers EmailAddress, which is unregistered below
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import admin as auth
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.addresses import as_address, canonical
from accounts.admin.forms import GroupsField, NewPasswordForm, NewStaffForm, PersonForm
from accounts.admin.second_factors import SecondFactorPage
from accounts.groups import shown_name
from accounts.models import User
from accounts.names import LONGEST, fold
from accounts.signals import user_renamed
from core.admin.base import DeskAdmin

# An address is changed in its owner's form: changed here, it would differ from User.email.
admin.site.unregister(EmailAddress)
admin.site.unregister(Group)

# The fields of a person's form that decide what they may do in the admin.
PERMISSIONS = {"is_staff", "is_superuser", "groups"}


@admin.register(Group)
class GroupAdmin(auth.GroupAdmin):
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "permissions" in form.changed_data:
            audit.note_group(form.instance, by=request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


class GroupsFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        found = super().field_choices(field, request, model_admin)
        return [(value, shown_name(str(name))) for value, name in found]


@admin.register(User)
class UserAdmin(SecondFactorPage, DeskAdmin, auth.UserAdmin):
    """For administrators alone: nobody else sees an address or grants permissions."""

    list_display = ["username", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_active", ("groups", GroupsFilter)]
    search_fields = ["name_key"]
    search_help_text = _("By how a pen name begins, or by an email address in full")
    # An index has this order. By any other column the database would read every account.
    sortable_by = ["username"]
    ordering = ["-pk"]
    actions = ["deactivate", "reactivate", "erase"]
    form, add_form, change_password_form = PersonForm, NewStaffForm, NewPasswordForm
    add_form_template = None
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "email", "password"]}),
        (
            _("Staff"),
            {
                "fields": ["is_staff", "groups", "is_superuser", "first_name", "last_name"],
                "description": _(
                    "Staff come into this admin; what they can do here, their groups say. "
                    "The names of staff are kept: no reader can register under them."
                ),
            },
        ),
        # Translators: over whether it is active, and when its owner registered and last signed in
        (_("Account"), {"fields": ["active", "date_joined", "last_login"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "email", "password1", "password2"]}),
        (_("Staff"), {"fields": ["groups", "first_name", "last_name"]}),
    ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, people: QuerySet[User], term: str
    ) -> tuple[QuerySet[User], bool]:
        term = term.strip()
        if not term:
            return people, False
        if as_address(term):
            return people.filter(email=canonical(term)), False
        # A range, because an index does not serve “begins with”; no key has a letter after z.
        key = fold(term)
        return people.filter(name_key__gte=key, name_key__lt=key + "z" * LONGEST), False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """A pen name never changes, `active` is changed by actions, and nobody can lock themselves out."""
        if obj is None:
            return []
        own = ["is_staff", "is_superuser"] if obj == request.user else []
        return ["username", "sign_in_name", "active", "date_joined", "last_login", *own]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj and obj.is_staff:
            return [(None, {"fields": ["sign_in_name", "email", "password"]}), *fieldsets[1:]]
        return fieldsets

    # Translators: of an account: it can sign in
    @admin.display(description=_("active"), boolean=True)
    def active(self, person: User) -> bool:
        """Shown without Django's hint to untick it, because actions of the list change it."""
        return person.is_active

    @admin.display(description=_("sign-in name"))
    def sign_in_name(self, person: User) -> str:
        """The username under another label: staff have no pen name, they sign in with it."""
        return person.username

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "groups":
            kwargs |= {"form_class": GroupsField, "widget": forms.CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if "email" in form.changed_data:
            self._give_address(obj, change)
        if change:
            # Not the whole row: meanwhile the account may have been erased, or its owner may have a new password.
            written = {field.name for field in User._meta.concrete_fields} & set(form.changed_data)
            obj.save(update_fields=written | ({"password"} if "email" in written else set()))
        else:
            super().save_model(request, obj, form, change)
        if change and "is_staff" in form.changed_data:
            user_renamed.send(sender=User, user=obj)
        if "email" in form.changed_data:
            # A reader proves a new address with a code at the next sign-in; an address of staff counts as proved.
            obj.set_only_address(confirmed=obj.is_staff)

    def _give_address(self, person: User, change: bool) -> None:
        """Free the address for this person.

        An unconfirmed account loses its password: whoever set it has not proved that this address is theirs.
        """
        if change and User.objects.unconfirmed().filter(pk=person.pk).exists():
            person.set_unusable_password()
        User.objects.exclude(pk=person.pk).give_way(person.email, "" if change else person.username)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change or PERMISSIONS & set(form.changed_data):
            audit.note_permissions(form.instance, by=request.user)

    @admin.action(description=_("Deactivate: sign out, and no more posts"))
    def deactivate(self, request: "SignedInRequest", people: QuerySet[User]) -> None:
        done = ngettext_lazy(
            "Deactivated %(count)s account. Your own is never among them.",
            "Deactivated %(count)s accounts. Your own is never among them.",
            "count",
        )
        # Translators: of an account, in its history
        self._each(request, people, User.deactivate, done, log=gettext_noop("Deactivated."))

    # Translators: undo a deactivation
    @admin.action(description=_("Reactivate"))
    def reactivate(self, request: "SignedInRequest", people: QuerySet[User]) -> None:
        done = ngettext_lazy(
            "Reactivated %(count)s account. Your own is never among them.",
            "Reactivated %(count)s accounts. Your own is never among them.",
            "count",
        )
        # Translators: of an account, in its history
        self._each(request, people, User.reactivate, done, log=gettext_noop("Reactivated."))

    @admin.action(description=_("Erase for good …"))
    def erase(self, request: "SignedInRequest", people: QuerySet[User]) -> HttpResponse | None:
        if "confirmed" in request.POST:
            done = ngettext_lazy(
                "Erased %(count)s account. Your own is never among them.",
                "Erased %(count)s accounts. Your own is never among them.",
                "count",
            )
            # Translators: of an account, in its history
            self._each(request, people, User.erase, done, log=gettext_noop("Erased."))
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Erase for good?"),
            "opts": self.opts,
            "people": people.exclude(pk=request.user.pk),
            "box": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/accounts/user/erase.html", context)

    def _each(
        self,
        request: "SignedInRequest",
        people: QuerySet[User],
        verb: Callable[[User], object],
        done: str | Promise,
        log: str,
    ) -> None:
        """Do it, and say how many by `done`. The log has `log` in English; it is translated where it is shown."""
        others = list(people.exclude(pk=request.user.pk))
        for person in others:
            verb(person)
            self.log_change(request, person, log)
            person.refresh_from_db()
            audit.note_permissions(person, by=request.user)
        self.message_user(request, str(done % {"count": len(others)}))
