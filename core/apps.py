from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    # Translators: the newspaper itself; its name, pages and contacts stand under it.
    verbose_name = _("The paper")

    def ready(self) -> None:
        # Beside core.admin, which has the base classes of every desk: its admins.
        from core import desk  # noqa: F401
