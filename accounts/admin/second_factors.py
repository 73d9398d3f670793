"""A person's second factor at the desk: a page beside their form, on which it is removed when it was lost."""

from typing import TYPE_CHECKING, Any

from allauth.mfa import admin as allauth  # noqa: F401  registers Authenticator, which is unregistered below
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_noop

from accounts.models import User
from accounts.second_factor import removal
from accounts.second_factor.obligation import has_second_factor
from core.pagination import find_row

# Its admin shows secrets, and would let whoever sees it add a factor to anybody.
admin.site.unregister(Authenticator)

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest

    _UserAdmin = admin.ModelAdmin[User]
else:
    _UserAdmin = object


class SecondFactorPage(_UserAdmin):
    """For the admin of people: the page, and a link to it for whoever may remove that person's second factor."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.second_factor)
        return [
            path("<path:object_id>/second-factor/", view, name="accounts_user_second_factor"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        person = find_row(User.objects.all(), object_id)
        may = person is not None and removal.may_remove(request.user, person)
        context = {"has_second_factor_page": may} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def second_factor(self, request: "SignedInRequest", object_id: str) -> HttpResponse:
        person = find_row(User.objects.all(), object_id)
        if person is None and request.user.is_superuser:
            raise Http404
        # Nobody else learns which numbers are somebody's.
        if person is None or not removal.may_remove(request.user, person):
            raise PermissionDenied
        if request.method == "POST":
            if removal.remove(person, by=request.user):
                # Translators: of an account, in its history
                self.log_change(request, person, gettext_noop("Removed the second factor."))
                messages.success(
                    request, gettext("Removed. The person is signed out everywhere, and has a mail.")
                )
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Second factor"),
            "opts": self.opts,
            "original": person,
            "person": person,
            "has_second_factor": has_second_factor(person),
            "may_see_form": self.has_view_permission(request, person),
            "form_url": reverse("admin:accounts_user_change", args=[person.pk]),
        }
        return TemplateResponse(request, "admin/accounts/user/second_factor.html", context)
