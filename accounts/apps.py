from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    # Translators: the admin’s list of accounts, readers’ and the staff’s, stands under it.
    verbose_name = _("People")

    def ready(self) -> None:
        # What the desk's list of groups stands under, in Django's words “Authentication and Authorization”.
        # Translators: those who work for the paper
        apps.get_app_config("auth").verbose_name = _("Staff")
        from accounts import audit, middleware  # noqa: F401  their receivers
        from accounts.groups import CHIEFS, grant

        # core can't give anything itself: it knows no groups.
        grant(
            apps.get_app_config("core"),
            CHIEFS,
            "add_page",
            "change_page",
            "delete_page",
            "view_page",
            "publish_page",
            "view_pageversion",
        )
