from articles.models.article import Article
from articles.models.edition import Edition
from articles.models.people import Contribution, Contributor
from articles.models.photo import Photo, Slide
from articles.models.revision import Revision
from articles.models.saved_form import SavedForm
from articles.models.text import Section, Text

__all__ = [
    "Article",
    "Contribution",
    "Contributor",
    "Edition",
    "Photo",
    "Revision",
    "SavedForm",
    "Section",
    "Slide",
    "Text",
]
