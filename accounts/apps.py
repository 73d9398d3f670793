from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        # What the desk's list of groups stands under, in Django's words “Authentication and Authorization”.
        self.apps.get_app_config("auth").verbose_name = "Staff"
        from accounts import audit, middleware  # noqa: F401  their receivers
