from articles.admin.others import ContributorAdmin, RevisionAdmin, SectionAdmin
from articles.admin.photos import PhotoAdmin
from articles.admin.stories import ArticleAdmin

__all__ = ["ArticleAdmin", "ContributorAdmin", "PhotoAdmin", "RevisionAdmin", "SectionAdmin"]
