from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import browsers
from accounts.models import SignIn
from core.admin.base import ReadOnlyAdmin


class OutcomeFilter(admin.SimpleListFilter):
    title, parameter_name = _("outcome"), "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        # Translators: of sign-ins: those that failed
        return [("failed", _("Failures"))]

    def queryset(self, request: HttpRequest, rows: QuerySet[SignIn]) -> QuerySet[SignIn]:
        return rows.exclude(outcome=SignIn.Outcome.SIGNED_IN) if self.value() == "failed" else rows


@admin.register(SignIn)
class SignInAdmin(ReadOnlyAdmin):
    """Of staff alone, for Chiefs: 90 days of them."""

    list_display = ["at", "person", "outcome", "way", "network", "in_browser"]
    list_display_links = None
    list_select_related = ["person"]
    list_filter = [OutcomeFilter]

    @admin.display(description=_("browser"))
    def in_browser(self, row: SignIn) -> str:
        return browsers.in_words(row.browser)
