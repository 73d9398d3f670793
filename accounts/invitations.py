"""The page that the link of an invitation leads to: it says who invites to what, and makes the account of staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.decorators import rate_limit
from django import forms
from django.db import IntegrityError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms import PaperForm
from accounts.models import Invitation, InvitationOver, User
from accounts.names import LONGEST, SHORTEST, fold, validate_length, validate_letters
from accounts.normalize import normalize_password
from accounts.notices import groups_in_words, name_of
from core.digits import number_lazy
from core.maxlength import without_maxlength

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models.user import User as Account

STATE = Invitation.State
PASSWORD_OF_STAFF = format_lazy(
    _("At least {number} characters; not one that many people use, and not like your name."),
    number=number_lazy(8),
)


class JoinForm(PaperForm, forms.Form):
    username = forms.CharField(
        label=_("Sign-in name"),
        help_text=format_lazy(
            _(
                "{shortest} to {longest} letters A to Z, digits, - and _. It stays, and stands at your comments, too."
            ),
            shortest=number_lazy(SHORTEST),
            longest=number_lazy(LONGEST),
        ),
    )
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        required=False,
        help_text=_("Your colleagues see it, and no reader can register under it."),
    )
    password1 = forms.CharField(
        label=_("Password"), help_text=PASSWORD_OF_STAFF, strip=False, widget=forms.PasswordInput
    )
    password2 = forms.CharField(label=_("The password again"), strip=False, widget=forms.PasswordInput)
    attrs = {
        "username": {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
        "first_name": {"autocomplete": "given-name", "dir": "auto"},
        "last_name": {"autocomplete": "family-name", "dir": "auto"},
        "password1": {"autocomplete": "new-password"},
        "password2": {"autocomplete": "new-password"},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            without_maxlength(field)

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        validate_letters(name)
        validate_length(name)
        if User.objects.without_expired().filter(name_key=fold(name)).exists():
            raise forms.ValidationError(
                gettext("This name is taken, or looks like one that is. Please choose another.")
            )
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        first, again = (normalize_password(cleaned.get(name, "")) for name in ("password1", "password2"))
        if first:
            try:
                get_adapter().clean_password(first, self.person())
            except forms.ValidationError as refusal:
                self.add_error("password1", refusal)
        if first and again and first != again:
            self.add_error(
                "password2", gettext("The two passwords are not the same. Please type both again.")
            )
        return cleaned

    def person(self) -> Account:
        """Who would join, not stored and without a password."""
        typed = {name: self.cleaned_data.get(name, "") for name in ("username", "first_name", "last_name")}
        return User(**typed, is_staff=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="signup")  # type: ignore[no-untyped-call, untyped-decorator] # allauth’s says no types
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    response = _answer(request, token)
    # The address has the token in it. (With “no-referrer” browsers would send our own form without its Origin.)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    invitation = Invitation.objects.by_token(token)
    if invitation is None:
        return render(request, "account/invitation_over.html", {"state": "unknown"}, status=404)
    try:
        if invitation.state(timezone.now()) != STATE.OPEN:
            raise InvitationOver
        if invitation.owner:
            return _for_reader(request, invitation, invitation.owner)
        return _for_newcomer(request, invitation)
    except InvitationOver:
        return _over(request, invitation)


def _for_newcomer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.user.is_authenticated:
        return _page(request, "account/invitation_other.html", invitation)
    names = {"first_name": invitation.first_name, "last_name": invitation.last_name}
    form = JoinForm(request.POST or None, initial=names)
    if request.method == "POST" and form.is_valid():
        person = form.person()
        # Before the transaction: to hash it takes long, and locks would wait.
        person.set_password(form.cleaned_data["password1"])
        try:
            invitation.accept_as_new(person)
        except IntegrityError:
            # Somebody took the name in this instant: validated again, the form says so.
            form = JoinForm(request.POST)
        else:
            record_authentication(request, person, method="invitation")
            return perform_login(request, Login(user=person, email=invitation.address))
    return _page(request, "account/invitation.html", invitation, form=form)


def _for_reader(request: HttpRequest, invitation: Invitation, owner: Account) -> HttpResponse:
    """Somebody registered with this address: whoever signs in with that account joins with it."""
    if owner.is_staff or not owner.is_active:
        raise InvitationOver
    if not request.user.is_authenticated:
        return _page(request, "account/invitation_sign_in.html", invitation)
    if request.user != owner:
        return _page(request, "account/invitation_other.html", invitation)
    if request.method == "POST":
        invitation.accept_as(owner)
        return redirect("admin:index")
    return _page(request, "account/invitation_accept.html", invitation)


def _page(request: HttpRequest, template: str, invitation: Invitation, **more: Any) -> HttpResponse:
    context = {
        "invitation": invitation,
        "by": name_of(invitation.invited_by) if invitation.invited_by else "",
        "groups": groups_in_words(group.name for group in invitation.groups.all()),
        # For the way back from sign-in.
        "here": request.path,
    }
    return render(request, template, context | more)


def _over(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    invitation.refresh_from_db()
    state: str = invitation.state(timezone.now())
    if state == STATE.OPEN:
        # Then it is the account that can’t accept it.
        owner = invitation.owner
        state = "closed" if owner and not owner.is_active else "staff"
    context = {
        "state": state,
        "by": name_of(invitation.invited_by) if invitation.invited_by else "",
        "ended": invitation.expires_at,
        "desk": reverse("admin:index"),
    }
    return render(request, "account/invitation_over.html", context, status=410)
