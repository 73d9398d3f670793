from articles.admin.contributors import ContributorAdmin
from articles.admin.reference import RevisionAdmin
from articles.admin.sections import SectionAdmin
from articles.admin.stories import ArticleAdmin
from articles.admin.topics import TopicAdmin
from articles.photographs.admin import PhotoAdmin

__all__ = ["ArticleAdmin", "ContributorAdmin", "PhotoAdmin", "RevisionAdmin", "SectionAdmin", "TopicAdmin"]
