from comments.moderation.admin.comments import CommentAdmin
from comments.moderation.admin.records import DecisionAdmin, ReportAdmin

__all__ = ["CommentAdmin", "DecisionAdmin", "ReportAdmin"]
