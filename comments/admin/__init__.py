from articles.admin import ArticleAdmin
from comments.admin.discussion_page import set_discussion
from comments.admin.policy import PolicyAdmin
from comments.admin.story_form import DiscussionInline
from comments.moderation.admin import CommentAdmin, DecisionAdmin, ReportAdmin

__all__ = ["CommentAdmin", "DecisionAdmin", "DiscussionInline", "PolicyAdmin", "ReportAdmin"]

# articles/ knows nothing of discussions: how one stands, and the page to set it, come to the story's form from here.
ArticleAdmin.inlines = [*ArticleAdmin.inlines, DiscussionInline]
ArticleAdmin.pages = ArticleAdmin.pages | {"discussion": set_discussion}
