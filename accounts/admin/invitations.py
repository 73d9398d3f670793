from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.addresses import AddressField
from accounts.admin.forms import GroupsField
from accounts.models import Invitation, InvitationOver, User
from accounts.notices import groups_in_words, name_of
from core.admin.base import ReadOnlyAdmin
from core.pagination import find_row
from core.times import desk_time
from core.words import about

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


class InviteForm(forms.ModelForm[Invitation]):
    """It never says whether a reader has the address: who that is, is not for everybody who may invite."""

    address = AddressField(
        label=_("Email address"), help_text=_("The link goes there. It is good once, and for 48 hours.")
    )
    inviter: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "address" in self.fields:
            # allauth’s field brings a placeholder, which a label makes needless.
            self.fields["address"].widget.attrs = {
                "class": "vTextField",
                "autocomplete": "off",
                "dir": "auto",
            }

    class Meta:
        model = Invitation
        fields = ["address", "first_name", "last_name", "groups"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            self._refuse(cleaned["address"], cleaned["groups"])
        return cleaned

    def _refuse(self, address: str, groups: QuerySet[Group]) -> None:
        open_one = Invitation.objects.open(timezone.now()).filter(address=address).first()
        if User.objects.filter(is_staff=True, email=address).exists():
            said = gettext("Whoever has this address works here already: change their groups.")
        elif open_one and not open_one.is_of_this_click(self.inviter, groups):
            said = gettext(
                "This address has an open invitation. Send that again, or withdraw it, in the list."
            )
        elif not open_one and not limits.may_invite(self.inviter, address):
            said = _too_many()
        else:
            return
        self.add_error("address", said)

    def validate_constraints(self) -> None:
        """The verb knows what to do with an invitation that was not answered."""


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Who was invited to the staff, by whom, and what came of it. Made by its form, then changed by verbs."""

    form = InviteForm
    list_display = ["address", "person", "belongs_to", "state", "inviter", "sent_until"]
    list_display_links = ["address"]
    search_fields = ["address"]
    actions = ["send_again", "withdraw"]
    change_form_template = "admin/accounts/invitation/change_form.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.manages_staff

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        return super().get_queryset(request).select_related("invited_by").prefetch_related("groups")

    def get_form(
        self, request: HttpRequest, obj: Invitation | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.inviter = request.user  # type: ignore[attr-defined] # of the class above
        if obj is None:
            # Who invites chooses among the groups that there are.
            form.base_fields["groups"].widget.can_add_related = False
        return form

    def formfield_for_manytomany(self, db_field: Any, request: "SignedInRequest", **kwargs: Any) -> Any:  # type: ignore[override] # nobody else gets here
        kwargs |= {
            "form_class": GroupsField,
            "widget": forms.CheckboxSelectMultiple,
            "queryset": request.user.grantable_groups(),
        }
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Invitation | None = None) -> list[Any]:
        if obj is None:
            return ["address", "first_name", "last_name", "groups"]
        return ["address", "person", "belongs_to", "state", "inviter", "sent_at", "sent_until", "answered"]

    def get_readonly_fields(self, request: HttpRequest, obj: Invitation | None = None) -> list[str]:
        return self.get_fields(request, obj) if obj else []

    def save_model(self, request: "SignedInRequest", obj: Invitation, form: Any, change: bool) -> None:  # type: ignore[override] # nobody else gets here
        typed = form.cleaned_data
        sent = Invitation.objects.invite(
            typed["address"],
            typed["groups"],
            request.user,
            first_name=typed["first_name"],
            last_name=typed["last_name"],
        )
        obj.pk, obj.address = sent.pk, sent.address

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Its groups are the verb’s to store."""

    def log_addition(self, request: HttpRequest, obj: Invitation, message: Any) -> Any:
        """Not in Django’s log, which would keep the address for ever. What the operator reads has its number."""

    def response_add(
        self, request: HttpRequest, obj: Invitation, post_url_continue: Any = None
    ) -> HttpResponse:
        said = gettext("An invitation is on its way to %(address)s. It is good for 48 hours.")
        messages.success(request, said % {"address": obj.address})
        if settings.MAIL_IS_PRINTED:
            messages.warning(
                request,
                gettext(
                    "This site has no mail server yet: the mail with the link is printed where the server runs."
                ),
            )
        return redirect("admin:accounts_invitation_changelist")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        title = {"title": gettext("Invite somebody to the staff")}
        return super().add_view(request, form_url, title | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        invitation = find_row(Invitation.objects.all(), object_id)
        can_be_sent = invitation is not None and not invitation.accepted_at and not invitation.withdrawn_at
        return super().change_view(
            request,
            object_id,
            form_url,
            (extra_context or {}) | {"can_be_sent": can_be_sent, "box": ACTION_CHECKBOX_NAME},
        )

    # Translators: who is invited, by name
    @admin.display(description=_("name"))
    def person(self, invitation: Invitation) -> str:
        return f"{invitation.first_name} {invitation.last_name}".strip() or self.get_empty_value_display()

    @admin.display(description=_("groups"))
    def belongs_to(self, invitation: Invitation) -> str:
        return groups_in_words(group.name for group in invitation.groups.all())

    # Translators: of an invitation: open, accepted, expired or withdrawn
    @admin.display(description=_("state"))
    def state(self, invitation: Invitation) -> str:
        return str(invitation.state(timezone.now()).label)

    @admin.display(description=_("invited by"))
    def inviter(self, invitation: Invitation) -> str:
        return name_of(invitation.invited_by) if invitation.invited_by else self.get_empty_value_display()

    # Translators: when somebody was first invited
    @admin.display(description=_("invited"))
    def sent_at(self, invitation: Invitation) -> str:
        return desk_time(invitation.invited_at)

    @admin.display(description=_("good until"))
    def sent_until(self, invitation: Invitation) -> str:
        return desk_time(invitation.expires_at)

    # Translators: what came of an invitation
    @admin.display(description=_("answer"))
    def answered(self, invitation: Invitation) -> str:
        if invitation.accepted_at and invitation.accepted_by:
            return gettext("Accepted on %(at)s, as %(name)s") % {
                "at": desk_time(invitation.accepted_at),
                "name": invitation.accepted_by.username,
            }
        if invitation.withdrawn_at:
            return gettext("Withdrawn on %(at)s") % {"at": desk_time(invitation.withdrawn_at)}
        return self.get_empty_value_display()

    @admin.action(description=_("Send again: a new link, and the old one is dead"))
    def send_again(self, request: "SignedInRequest", invitations: QuerySet[Invitation]) -> None:
        sent, refused = 0, []
        for invitation in invitations:
            try:
                if not limits.may_invite(request.user, invitation.address):
                    refused.append((invitation, _too_many()))
                    continue
                invitation.send_again(request.user)
                sent += 1
            except InvitationOver:
                refused.append((invitation, gettext("It was accepted or withdrawn. Send a new invitation.")))
            except PermissionDenied:
                refused.append((invitation, gettext("Its groups may more than you, so you can’t give them.")))
        if sent:
            said = ngettext("Sent %(count)s invitation again.", "Sent %(count)s invitations again.", sent)
            messages.success(request, said % {"count": sent})
        for invitation, why in refused:
            messages.error(request, about(invitation, why))

    @admin.action(description=_("Withdraw: the link is dead"))
    def withdraw(self, request: "SignedInRequest", invitations: QuerySet[Invitation]) -> None:
        done = sum(invitation.withdraw(request.user) for invitation in invitations)
        said = ngettext("Withdrew %(count)s invitation.", "Withdrew %(count)s invitations.", done)
        messages.success(request, said % {"count": done})
        if done < len(invitations):
            messages.warning(
                request, gettext("Those that were accepted or withdrawn before stay as they were.")
            )


def _too_many() -> str:
    return gettext(
        "Enough mails have gone to this address, or from you, for now. Please wait an hour and try again."
    )
