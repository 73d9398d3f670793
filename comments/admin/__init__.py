from articles.admin import ArticleAdmin
from comments.admin.discussion_page import set_discussion
from comments.admin.policy import PolicyAdmin
from comments.admin.story_form import DiscussionInline
from comments.moderation.admin import CommentAdmin, DecisionAdmin, ReportAdmin

__all__ = ["CommentAdmin", "DecisionAdmin", "DiscussionInline", "PolicyAdmin", "ReportAdmin"]

# articles/ knows nothing of discussions, so this adds them to the story's form: their state, and the page to set them.
ArticleAdmin.inlines = [*ArticleAdmin.inlines, DiscussionInline]
ArticleAdmin.pages = ArticleAdmin.pages | {"discussion": set_discussion}
