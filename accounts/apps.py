from django.apps import AppConfig, apps


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        # What the desk's list of groups stands under, in Django's words “Authentication and Authorization”.
        apps.get_app_config("auth").verbose_name = "Staff"
        from accounts import audit, middleware  # noqa: F401  their receivers
