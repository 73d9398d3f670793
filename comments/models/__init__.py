from comments.models.comment import Comment
from comments.models.discussion import Discussion, NotTaken, Window
from comments.models.moderation import AlreadyDecided, Decision, Report
from comments.models.policy import Policy

__all__ = ["AlreadyDecided", "Comment", "Decision", "Discussion", "NotTaken", "Policy", "Report", "Window"]
