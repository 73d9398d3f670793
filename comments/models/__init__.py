from comments.models.comment import Comment
from comments.models.discussion import Discussion, NotTaken, Window
from comments.models.html_rules import HtmlRules
from comments.models.moderation import AlreadyDecided, Decision, Report
from comments.models.policy import Policy

__all__ = [
    "AlreadyDecided",
    "Comment",
    "Decision",
    "Discussion",
    "HtmlRules",
    "NotTaken",
    "Policy",
    "Report",
    "Window",
]
