from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _

from accounts.groups import CHIEFS, GROUPS, grant


class AccountsConfig(AppConfig):
    name = "accounts"
    # Translators: those who work for the paper
    verbose_name = _("Staff")

    def ready(self) -> None:
        # Where Django says “Authentication and Authorization”: over the groups.
        apps.get_app_config("auth").verbose_name = self.verbose_name
        for group in GROUPS:
            # Each exists, also where no app has granted it anything yet.
            grant(self, group)
        grant(self, CHIEFS, "manage_staff", "view_signin")
        # core can't give anything itself: it knows no groups.
        grant(
            apps.get_app_config("core"),
            CHIEFS,
            *(f"{verb}_page" for verb in ("add", "change", "delete", "view", "publish")),
            "view_pageversion",
            *(f"{verb}_paper" for verb in ("add", "change", "view")),
        )
        from accounts import audit, middleware, sign_in_records  # noqa: F401  their receivers
        from accounts.second_factor import receivers as _of_factors  # noqa: F401  the same
