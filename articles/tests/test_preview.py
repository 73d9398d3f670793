from django.contrib.admin.models import LogEntry

from articles.models import Article, Slide


def test_a_preview_shows_what_is_typed_and_saves_nothing(send, make_article, make_photo):
    story = make_article()
    edited_at = story.edited_at
    photo = make_photo(caption="A caption to see")
    response = send(
        story,
        headline="Only typed",
        body="<p>Typed<script>alert(1)</script> too.</p>",
        **{"all_slides-TOTAL_FORMS": 1, "all_slides-0-photo": photo.pk, "_preview": ""},
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert '<h1 id="headline">Only typed</h1>' in page
    assert "Typed too.</p>" in page
    assert "A caption to see" in page
    assert "Nothing was saved or published" in page
    story.refresh_from_db()
    assert (story.headline, story.edited_at) == ("Ferry link to reopen in spring", edited_at)
    assert not Slide.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_new_story_is_previewed_without_being_made(send):
    page = send(headline="Only typed", _preview="").content.decode()
    assert '<h1 id="headline">Only typed</h1>' in page
    assert not Article.objects.exists()


def test_a_form_that_was_previewed_can_still_be_saved(send, make_article):
    story = make_article()
    send(story, headline="Typed", key="abc", _preview="")
    send(story, headline="Typed", key="abc", _save="")
    story.refresh_from_db()
    assert story.headline == "Typed"


def test_a_published_story_is_previewed_as_its_working_copy(send, client, article):
    assert "Only typed" in send(article, headline="Only typed", _preview="").content.decode()
    assert "Only typed" not in client.get(article.get_absolute_url()).content.decode()


def test_a_preview_of_an_invalid_form_is_the_form_with_its_errors(send):
    response = send(headline="x" * 201, _preview="")
    assert "Ensure this value has at most 200 characters" in response.content.decode()


def test_a_preview_is_never_kept_by_a_cache(send, make_article):
    response = send(make_article(), _preview="")
    assert "private" in response["Cache-Control"]


def test_the_button_opens_a_window_of_its_own(desk, address_of):
    assert 'name="_preview" formtarget="_blank"' in desk.get(address_of()).content.decode()
