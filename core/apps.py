from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    # Translators: the newspaper itself; its name, pages and contacts stand under it.
    verbose_name = _("The paper")

    def ready(self) -> None:
        from core import desk  # noqa: F401  its admins
