from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.groups import CHIEFS, EDITORS, PICTURE_DESK, REPORTERS, grant
from articles.photographs.signals import photo_changed

# What each group needs for the whole of its work. Rows of photos (slides) and of contributors are parts of a story.
_SLIDES, _CONTRIBUTIONS, _TAGGINGS = (
    tuple(f"{verb}_{model}" for verb in ("add", "change", "delete", "view"))
    for model in ("slide", "contribution", "tagging")
)
EDITING = (
    *(
        f"{verb}_{model}"
        for model in ("article", "photo", "contributor", "topic")
        for verb in ("add", "change", "view")
    ),
    *_SLIDES,
    *_CONTRIBUTIONS,
    *_TAGGINGS,
    "view_section",
    "view_revision",
    "delete_article",
    "delete_topic",
    "publish_article",
    "kill_article",
    "withdraw_photo",
)
# Who may add stories, and not view or change them, has their own: see articles/visibility.py.
REPORTING = (
    *(f"add_{model}" for model in ("article", "photo", "contributor")),
    *_SLIDES,
    *_CONTRIBUTIONS,
    *_TAGGINGS,
    "delete_article",
    "view_photo",
    "view_contributor",
    "view_topic",
    "view_revision",
)
PICTURES = (
    *(f"{verb}_photo" for verb in ("add", "change", "view", "withdraw")),
    *_SLIDES,
    "view_article",
    "view_contribution",
    "view_contributor",
    "view_tagging",
    "view_topic",
    "view_revision",
)


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Stories and photos")

    def ready(self) -> None:
        from articles import lists, receivers
        from articles.models import stored_list

        # Translators: the heading over the newest stories
        stored_list.register("latest", _("Latest"), lists.newest)
        photo_changed.connect(receivers.bump_stories_showing)
        grant(self, EDITORS, *EDITING)
        grant(self, REPORTERS, *REPORTING)
        grant(self, PICTURE_DESK, *PICTURES)
        # What editors and the picture desk may, chiefs may too.
        grant(self, CHIEFS, "add_section", "change_section")
