from comments.models.comment import Comment
from comments.models.discussion import CommentRejected, Discussion, Window
from comments.models.html_rules import HtmlRules
from comments.models.policy import Policy
from comments.moderation.decisions import AlreadyDecided, Decision
from comments.moderation.reports import Report

__all__ = [
    "AlreadyDecided",
    "Comment",
    "CommentRejected",
    "Decision",
    "Discussion",
    "HtmlRules",
    "Policy",
    "Report",
    "Window",
]
