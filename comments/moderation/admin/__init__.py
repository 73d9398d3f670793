from comments.moderation.admin.comments import CommentAdmin
from comments.moderation.admin.records import DecisionAdmin, PolicyAdmin, ReportAdmin

__all__ = ["CommentAdmin", "DecisionAdmin", "PolicyAdmin", "ReportAdmin"]
