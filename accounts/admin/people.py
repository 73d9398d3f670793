from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.account import admin as allauth  # noqa: F401  registers EmailAddress, which is unregistered below
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import admin as auth
from django.contrib.auth.models import Group
from django.contrib.messages import WARNING
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices
from accounts.addresses import as_address, canonical
from accounts.admin.forms import ColleagueForm, GroupsField, NewPasswordForm, NewStaffForm, PersonForm
from accounts.admin.second_factors import SecondFactorPage
from accounts.groups import shown_name
from accounts.models import User
from accounts.models.managed import StaffChange
from accounts.names import LONGEST, fold
from accounts.signals import user_renamed
from core.admin.base import DeskAdmin
from core.pagination import find_row
from core.words import in_words

# An address is changed in its owner's form: changed here, it would differ from User.email.
admin.site.unregister(EmailAddress)
admin.site.unregister(Group)

# What somebody who manages staff, and is no superuser, may change of them.
OF_STAFF = {"groups", "first_name", "last_name"}


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
    """Everybody for superusers; for Chiefs the staff alone, of whom they change the groups and end or renew the work.

    Readers and what is theirs are not there for Chiefs, by whatever address of the admin they ask.
    """

    list_display = ["username", "full_name", "belongs_to", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_active", ("groups", GroupsFilter)]
    search_fields = ["name_key"]
    search_help_text = _("By how a pen name or sign-in name begins, or by an email address in full")
    # An index has this order. By any other column the database would read every account.
    sortable_by = ["username", "sign_in_name"]
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
        return request.user.is_authenticated and request.user.manages_staff

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self.has_module_permission(request) and (
            obj is None or obj.is_staff or request.user.is_superuser
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who is added gets a password that somebody else knows: Chiefs invite."""
        return self.has_erase_permission(request)

    def has_change_permission(self, request: "SignedInRequest", obj: User | None = None) -> bool:  # type: ignore[override] # the same
        """Of a superuser’s own form those fields are left that shut nobody out."""
        if obj is None or request.user.is_superuser:
            return self.has_module_permission(request)
        return request.user.may_manage(obj)

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request) and request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request).prefetch_related("groups")
        return people if request.user.is_superuser else people.filter(is_staff=True)

    def get_list_display(self, request: HttpRequest) -> Any:
        if request.user.is_superuser:
            return self.list_display
        return ["sign_in_name", "full_name", "belongs_to", "is_active", "last_login"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return self.list_filter if request.user.is_superuser else self.list_filter[1:]

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

    def get_readonly_fields(self, request: "SignedInRequest", obj: User | None = None) -> list[str]:  # type: ignore[override] # nobody else gets here
        """A pen name never changes, `active` is changed by actions, and nobody can lock themselves out."""
        if obj is None:
            return []
        if not request.user.is_superuser:
            return [
                name
                for _title, options in self.get_fieldsets(request, obj)
                for name in options["fields"]
                if name not in OF_STAFF
            ]
        own = ["is_staff", "is_superuser"] if obj == request.user else []
        return ["username", "sign_in_name", "active", "date_joined", "last_login", *own]

    def get_fieldsets(self, request: "SignedInRequest", obj: User | None = None) -> Any:  # type: ignore[override] # nobody else gets here
        fieldsets = super().get_fieldsets(request, obj)
        if obj and not request.user.is_superuser:
            administrator = ["is_superuser"] if obj.is_superuser else []
            staff = {
                "fields": ["groups", *administrator, "first_name", "last_name"],
                "description": _words_for_chief(request.user, obj),
            }
            return [(None, {"fields": ["sign_in_name", "email"]}), (_("Staff"), staff), *fieldsets[2:]]
        if obj and obj.is_staff:
            return [(None, {"fields": ["sign_in_name", "email", "password"]}), *fieldsets[1:]]
        return fieldsets

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        own = {} if obj is None or request.user.is_superuser else {"form": ColleagueForm}
        form = super().get_form(request, obj, change=change, **(own | kwargs))
        if "groups" in form.base_fields:
            # As where somebody is invited: it is about whoever it is, and groups have a list of their own.
            form.base_fields["groups"].widget.can_add_related = False
        return form

    # Translators: of an account: it can sign in
    @admin.display(description=_("active"), boolean=True)
    def active(self, person: User) -> bool:
        """Shown without Django's hint to untick it, because actions of the list change it."""
        return person.is_active

    @admin.display(description=_("sign-in name"), ordering="username")
    def sign_in_name(self, person: User) -> str:
        """The username under another label: staff have no pen name, they sign in with it."""
        return person.username

    @admin.display(description=_("name"))
    def full_name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description=_("groups"))
    def belongs_to(self, person: User) -> str:
        # Translators: whoever it is may do everything
        everything = [gettext("Administrators")] if person.is_superuser else []
        return in_words([*everything, *(shown_name(group.name) for group in person.groups.all())])

    def formfield_for_manytomany(  # type: ignore[override] # nobody else gets here
        self, db_field: "ManyToManyField[Any, Any]", request: "SignedInRequest", **kwargs: Any
    ) -> Any:
        if db_field.name == "groups":
            kwargs |= {
                "form_class": GroupsField,
                "widget": forms.CheckboxSelectMultiple,
                "queryset": request.user.grantable_groups(),
                # Each says for itself what it is for.
                "help_text": "",
            }
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: "SignedInRequest", obj: User, form: Any, change: bool) -> None:  # type: ignore[override] # the same
        if change:
            form.staff_change = StaffChange(obj, request.user)
            form.staff_change.refuse(own=True)
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

    def save_related(self, request: "SignedInRequest", form: Any, formsets: Any, change: bool) -> None:  # type: ignore[override] # the same
        super().save_related(request, form, formsets, change)
        if change:
            form.staff_change.done()
        else:
            StaffChange.made(form.instance, by=request.user)

    def user_change_password(self, request: "SignedInRequest", id: str, form_url: str = "") -> HttpResponse:  # type: ignore[override] # the same
        """For superusers alone. Staff hear of it by mail, and so not by finding that they can’t sign in."""
        if not self.has_erase_permission(request):
            raise PermissionDenied
        before = find_row(User.objects.all(), id)
        response = super().user_change_password(request, id, form_url)
        person = before and User.objects.get(pk=before.pk)
        if before and person and person.password != before.password:
            audit.note_password(person, by=request.user)
            if person.is_staff:
                notices.tell_of_password(person, by=request.user)
        return response

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

    @admin.action(description=_("Erase for good …"), permissions=["erase"])
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
        verb: Callable[[User, User], object],
        done: str | Promise,
        log: str,
    ) -> None:
        """Do it, and say how many by `done`. The log has `log` in English; it is translated where it is shown."""
        asked = list(people.exclude(pk=request.user.pk))
        others = [person for person in asked if request.user.may_manage(person)]
        for person in others:
            verb(person, request.user)
            self.log_change(request, person, log)
        self.message_user(request, str(done % {"count": len(others)}))
        if others != asked:
            self.message_user(
                request, gettext("Accounts of administrators are changed by administrators alone."), WARNING
            )


def _words_for_chief(chief: User, person: User) -> str:
    if person == chief:
        return gettext("This is your own account: another chief, or an administrator, changes your groups.")
    if person.is_superuser:
        return gettext("This is an administrator: administrators alone change this account.")
    return gettext(
        "What they can do here, their groups say. They get a mail about each change. "
        "To deactivate somebody, tick them in the list."
    )
