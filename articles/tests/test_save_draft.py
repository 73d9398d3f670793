import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Contributor, Slide


def test_a_new_story_is_saved_as_a_draft_under_the_editors_name(send, editor, section):
    response = send(headline="Bridge closed", body="<p>It is closed.</p>", _save="")
    story = Article.objects.get()
    assert response.status_code == 302
    assert response.url == f"/admin/articles/article/{story.pk}/change/"
    assert (story.headline, story.section, story.status) == ("Bridge closed", section, "draft")
    assert story.edited_by == editor


def test_the_body_is_sanitised_whatever_was_sent(send):
    send(body='<p onclick="x()">Text<script>alert(1)</script> <a href="javascript:x()">a</a></p>', _save="")
    assert Article.objects.get().body == "<p>Text a</p>"


def test_saving_the_working_copy_of_a_published_story_changes_nothing_in_public(send, client, article):
    before = client.get(article.get_absolute_url()).content
    version = article.version
    response = send(article, headline="Not yet for readers", _save="")
    article.refresh_from_db()
    assert response.status_code == 302
    assert article.headline == "Not yet for readers"
    assert article.has_unpublished_changes
    assert article.version == version
    assert client.get(article.get_absolute_url()).content == before


def test_saving_writes_the_working_copy_only(send, make_article, filled_in, desk, address_of, editor):
    """A publication meanwhile is not undone by an editor who saves what was opened before."""
    story = make_article()
    data = filled_in(story, headline="Mine", _save="")
    Article.objects.get(pk=story.pk).publish(editor)
    desk.post(address_of(story), data)
    story.refresh_from_db()
    assert story.headline == "Mine"
    assert story.status == "published"
    assert story.revision.headline == "Ferry link to reopen in spring"


def test_no_save_writes_what_verbs_write(send, article):
    """Not even the same value again: a verb on another machine may have changed it meanwhile."""
    with CaptureQueriesContext(connection) as queries:
        send(article, headline="Changed", _save="")
    written = [query["sql"] for query in queries if query["sql"].startswith('UPDATE "articles_article"')]
    assert written
    for column in ("published_at", "revision_id", "killed_at", "version", "url_date"):
        assert not any(f'"{column}" =' in sql for sql in written)


def test_slides_are_saved_in_the_order_they_were_dragged_to(send, make_article, make_photo, add_slide):
    story = make_article()
    slides = [add_slide(story, make_photo(caption=name)) for name in ("one", "two", "three")]
    send(
        story,
        **{"all_slides-0-position": 3, "all_slides-1-position": 1, "all_slides-2-position": 2, "_save": ""},
    )
    assert list(story.slides) == [slides[1], slides[2], slides[0]]


def test_a_slide_and_a_contributor_that_are_added_come_last(send, make_article, make_photo, add_slide):
    story = make_article()
    first = add_slide(story, make_photo())
    photo, contributor = make_photo(), Contributor.named("Ines Calloway")
    send(
        story,
        **{
            "all_slides-TOTAL_FORMS": 2,
            "all_slides-1-photo": photo.pk,
            "all_slides-1-caption": "For this story",
            "all_contributions-TOTAL_FORMS": 1,
            "all_contributions-0-contributor": contributor.pk,
            "all_contributions-0-role": "editing",
            "_save": "",
        },
    )
    assert [slide.photo for slide in story.slides] == [first.photo, photo]
    assert story.slides.last().caption == "For this story"
    assert [str(each) for each in story.contributions] == ["Editing by Ines Calloway"]


def test_slides_of_revisions_are_not_in_the_form(
    desk, address_of, make_article, make_photo, add_slide, editor
):
    story = make_article()
    add_slide(story, make_photo())
    story.publish(editor)
    assert Slide.objects.filter(article=story).count() == 2
    formset = desk.get(address_of(story)).context["inline_admin_formsets"][0].formset
    assert [form.instance.revision for form in formset.initial_forms] == [None]


def test_who_saves_without_a_change_has_edited_nothing(send, make_article):
    story = make_article()
    before = story.edited_at
    send(story, _save="")
    story.refresh_from_db()
    assert (story.edited_at, story.edited_by) == (before, None)


def test_who_changes_only_a_slide_has_edited_the_story(send, make_article, make_photo, add_slide, editor):
    story = make_article()
    add_slide(story, make_photo())
    before = story.edited_at
    send(story, **{"all_slides-0-caption": "Changed", "_save": ""})
    story.refresh_from_db()
    assert story.edited_at > before
    assert story.edited_by == editor


def test_an_invalid_form_comes_back_with_everything_typed(send):
    response = send(
        headline="x" * 201, standfirst="Kept", note="Kept too", publish_at_0="2030-01-01", _publish=""
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert not Article.objects.exists()
    for typed in ("x" * 201, "Kept", "Kept too", 'value="2030-01-01"'):
        assert typed in page


@pytest.mark.parametrize("button", ["_save", "_publish"])
def test_a_double_click_on_a_new_story_makes_one(send, button):
    first = send(key="abc", **{button: ""})
    second = send(key="abc", **{button: ""})
    story = Article.objects.get()
    assert first.url == second.url
    assert story.revisions.count() == (button == "_publish")


def test_a_double_click_adds_a_slide_once(send, make_article, make_photo, filled_in, desk, address_of):
    story = make_article()
    typed = {"all_slides-TOTAL_FORMS": 1, "all_slides-0-photo": make_photo().pk, "key": "abc", "_save": ""}
    data = filled_in(story, **typed)
    for _ in range(2):
        assert desk.post(address_of(story), data).status_code == 302
    assert story.slides.count() == 1


def test_two_forms_are_two_stories(send):
    send(key="abc", _save="")
    send(key="def", _save="")
    assert Article.objects.count() == 2


def test_who_goes_back_to_a_form_and_changes_it_there_loses_nothing(
    send, make_article, filled_in, desk, address_of
):
    story = make_article()
    data = filled_in(story, headline="First", key="abc", _save="")
    desk.post(address_of(story), data)
    response = desk.post(address_of(story), data | {"headline": "Second"})
    assert 'value="Second"' in response.content.decode()
    over = response.context["overtaken_by"]
    desk.post(address_of(story), data | {"headline": "Second", "over": over})
    story.refresh_from_db()
    assert story.headline == "Second"
