from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.groups import CHIEFS, EDITORS, grant
from articles.photographs.signals import photo_changed


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Stories and photos")

    def ready(self) -> None:
        from articles import receivers

        photo_changed.connect(receivers.bump_stories_showing)
        grant(self, CHIEFS, "add_section", "change_section", "view_section")
        grant(
            self,
            EDITORS,
            *(
                f"{verb}_{model}"
                for model in ("article", "photo", "contributor", "topic")
                for verb in ("add", "change", "view")
            ),
            *(
                f"{verb}_{model}"
                for model in ("slide", "contribution", "tagging")
                for verb in ("add", "change", "delete", "view")
            ),
            "view_section",
            "view_revision",
            "delete_article",
            "delete_topic",
            "publish_article",
            "kill_article",
            "withdraw_photo",
        )
