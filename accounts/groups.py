"""The groups that staff belong to. Each app says in its AppConfig what its own permissions are for."""

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

CHIEFS, EDITORS, REPORTERS = "Chiefs", "Editors", "Reporters"
PICTURE_DESK, MODERATORS = gettext_noop("Picture desk"), "Moderators"
# As they are shown. Groups that an operator adds have the name that was typed.
_SHOWN = {
    # Translators: a group of the paper’s staff
    CHIEFS: _("Chiefs"),
    # Translators: a group of the paper’s staff
    EDITORS: _("Editors"),
    # Translators: a group of the paper’s staff
    REPORTERS: _("Reporters"),
    # Translators: a group of the paper’s staff
    PICTURE_DESK: _("Picture desk"),
    # Translators: a group of the paper’s staff
    MODERATORS: _("Moderators"),
}


def shown_name(name: str) -> str:
    return str(_SHOWN.get(name, name))


def grant(config: AppConfig, group: str, *codenames: str) -> None:
    """Give a group these permissions of an app, after every migrate: before it they may not exist yet.

    What an operator added by hand stays.
    """

    def give(sender: AppConfig, using: str, **kwargs: object) -> None:
        from django.contrib.auth.management import create_permissions

        create_permissions(sender, verbosity=0, using=using)
        groups = installed.get_model("auth", "Group").objects.using(using)
        permissions = installed.get_model("auth", "Permission").objects.using(using)
        wanted = permissions.filter(content_type__app_label=config.label, codename__in=codenames)
        if missing := set(codenames) - set(wanted.values_list("codename", flat=True)):
            raise LookupError(f"{config.label} has no permission {', '.join(sorted(missing))}")
        groups.get_or_create(name=group)[0].permissions.add(*wanted)

    post_migrate.connect(give, sender=config, weak=False, dispatch_uid=f"{config.label}.{group}")
