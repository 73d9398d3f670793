from articles.models.archive_day import ArchiveDay
from articles.models.article import Article
from articles.models.contributor import Contribution, Contributor
from articles.models.listing import ContributorListing, TopicListing
from articles.models.revision import Revision
from articles.models.saved_form import SavedForm
from articles.models.section import Section
from articles.models.slide import Slide
from articles.models.stored_list import StoredLine, StoredList
from articles.models.text import Text
from articles.models.topic import Tagging, Topic
from articles.photographs.models import Photo
from articles.photographs.withdrawal import GoneKey, Withdrawal

__all__ = [
    "ArchiveDay",
    "Article",
    "Contribution",
    "Contributor",
    "ContributorListing",
    "GoneKey",
    "Photo",
    "Revision",
    "SavedForm",
    "Section",
    "Slide",
    "StoredLine",
    "StoredList",
    "Tagging",
    "Text",
    "Topic",
    "TopicListing",
    "Withdrawal",
]
