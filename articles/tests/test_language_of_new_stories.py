import pytest

from articles.models import Article
from articles.models.text import edition_language


@pytest.mark.parametrize(
    "edition, language", [("en", "en"), ("de", "de"), ("de-at", "de"), ("zh-hans", "zh-hans"), ("sv", "en")]
)
def test_it_is_the_editions_where_desks_write_in_it(settings, edition, language):
    settings.LANGUAGE_CODE = edition
    assert edition_language() == Article().language == language


def test_the_form_of_a_new_story_has_it_chosen(settings, desk, section, address_of):
    settings.LANGUAGE_CODE = "ar"
    page = desk.get(address_of()).content.decode()
    assert '<option value="ar" selected>العربيّة</option>' in page
    assert "initial-language" not in page


def test_a_story_keeps_its_own(settings, article, send):
    settings.LANGUAGE_CODE = "ar"
    send(article, headline="Another")
    article.refresh_from_db()
    assert (article.headline, article.language) == ("Another", "en")
