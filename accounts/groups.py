"""The groups that staff belong to. Each app says in its AppConfig what its own permissions are for."""

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

CHIEFS, EDITORS, REPORTERS = "Chiefs", "Editors", "Reporters"
PICTURE_DESK, MODERATORS = gettext_noop("Picture desk"), "Moderators"
# What these may, Chiefs may too.
UNDER_CHIEFS = {EDITORS, PICTURE_DESK, MODERATORS}
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
GROUPS = tuple(_SHOWN)
# What it is to be in one, for those who put people into them.
_WORK = {
    CHIEFS: _("the paper’s name, pages, sections and staff, and all that the others do"),
    EDITORS: _("write, publish, correct and withdraw every story, with its photos and its discussion"),
    REPORTERS: _("write stories of their own, with photos; an editor publishes them"),
    PICTURE_DESK: _("photos, and their places in every story"),
    MODERATORS: _("comments, and what readers report of them"),
}


def shown_name(name: str) -> str:
    return str(_SHOWN.get(name, name))


def with_work(name: str) -> str:
    """As it is shown, with what it is for. Of an operator's own group that is not known."""
    if name not in _WORK:
        return name
    # Translators: a group of the paper’s staff, and what those in it do: “Reporters: write stories of their own …”
    said = gettext("%(group)s: %(work)s")
    return said % {"group": shown_name(name), "work": _WORK[name]}


def grant(config: AppConfig, group: str, *codenames: str) -> None:
    """Give a group, and Chiefs with it, these permissions of an app, after every migrate.

    Before it the permissions may not exist yet. Without any, the group itself is made. What an operator added by hand
    stays.
    """

    def give(sender: AppConfig, using: str, **kwargs: object) -> None:
        from django.contrib.auth.management import create_permissions

        create_permissions(sender, verbosity=0, using=using)
        groups = installed.get_model("auth", "Group").objects.using(using)
        permissions = installed.get_model("auth", "Permission").objects.using(using)
        wanted = permissions.filter(content_type__app_label=config.label, codename__in=codenames)
        if missing := set(codenames) - set(wanted.values_list("codename", flat=True)):
            raise LookupError(f"{config.label} has no permission {', '.join(sorted(missing))}")
        for name in {group, CHIEFS} if group in UNDER_CHIEFS else {group}:
            groups.get_or_create(name=name)[0].permissions.add(*wanted)

    # An app may grant a group something in more than one place.
    uid = f"{config.label}.{group}: {' '.join(sorted(codenames))}"
    post_migrate.connect(give, sender=config, weak=False, dispatch_uid=uid)
