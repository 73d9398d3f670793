from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.groups import CHIEFS, EDITORS, MODERATORS, grant
from accounts.signals import user_renamed


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Comments")

    def ready(self) -> None:
        from comments import most_discussed, receivers, subjects

        subjects.declare()
        most_discussed.declare()
        user_renamed.connect(receivers.bump_discussions_of)
        grant(self, EDITORS, "add_discussion", "change_discussion", "view_discussion", "view_comment")
        grant(
            self,
            MODERATORS,
            "moderate_comment",
            "view_comment",
            "view_report",
            "view_decision",
            "view_discussion",
        )
        # What moderators may, chiefs may too. A policy is never changed: a new one takes its place.
        grant(self, CHIEFS, "add_policy", "view_policy")
