from articles.models.article import Article
from articles.models.contributor import Contribution, Contributor
from articles.models.revision import Revision
from articles.models.saved_form import SavedForm
from articles.models.section import Section
from articles.models.slide import Slide
from articles.models.text import Text
from articles.photographs.models import Photo
from articles.photographs.withdrawal import GoneKey, Withdrawal

__all__ = [
    "Article",
    "Contribution",
    "Contributor",
    "GoneKey",
    "Photo",
    "Revision",
    "SavedForm",
    "Section",
    "Slide",
    "Text",
    "Withdrawal",
]
