from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from articles.views import front
from newsroom import csp_reports

admin.site.index_title = _("The desk")
# Staff sign in where readers do: codes, limits and lock-out are the same.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign, no-untyped-call] # as allauth’s manual has it

handler400 = "newsroom.errors.bad_request"
handler403 = "newsroom.errors.forbidden"
handler404 = "newsroom.errors.not_found"
handler500 = "newsroom.errors.server_error"

urlpatterns = [
    path("", front, name="front"),
    path("media/", include("articles.photographs.urls")),
    path("csp-report/", csp_reports.report),
    # Before allauth's: those for sign-up and codes take the place of its own.
    path("accounts/", include("accounts.urls")),
    path("accounts/second-factor/", include("accounts.second_factor.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("comments.urls")),
    path("", include("articles.urls")),
    # Last: the paper's own pages stand at any address that is nothing else's.
    path("", include("core.urls")),
]
