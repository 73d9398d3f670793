"""A story form that is sent again, however much later and after whatever cache was emptied, makes no second story."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from articles.models import Article, Contributor, SavedForm
from articles.models.saved_form import FORMS_PER_STORY
from newsroom.tests.support.sent import fields_of

BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml"}


@pytest.fixture
def other_desk(make_staff):
    other = Client()
    other.force_login(make_staff("JonasReed", "Editors"))
    return other


@pytest.fixture(params=["_save", "_publish"])
def button(request):
    return request.param


def test_unchanged_it_has_the_same_answer_when_every_cache_was_emptied(send, button):
    first = send(key="abc", **{button: ""})
    cache.clear()
    again = send(key="abc", csrfmiddlewaretoken="another", **{button: ""})
    story = Article.objects.get()
    assert again.url == first.url
    assert story.revisions.count() == (button == "_publish")


def test_while_it_is_saved_what_names_its_editor_waits_for_nobody(send, django_assert_max_num_queries):
    """Else a section that the same editor saves waits in its log for this one, which waits for the edition."""
    with django_assert_max_num_queries(100) as asked:
        send(key="abc", _publish="")
    held = [each["sql"] for each in asked if "FOR UPDATE" in each["sql"] or "FOR NO KEY" in each["sql"]]
    if connection.features.has_select_for_no_key_update:
        assert held
    assert not any("accounts_user" in sql and "FOR UPDATE" in sql for sql in held)


def test_an_older_one_too_when_the_story_was_saved_since(send, make_article, filled_in, desk, address_of):
    first = send(key="abc", headline="First", _save="")
    story = Article.objects.get()
    send(story, headline="Second", key="def", _save="")
    assert send(key="abc", headline="First", _save="").url == first.url
    story.refresh_from_db()
    assert story.headline == "Second"


def test_changed_it_is_the_edit_of_the_story_that_it_made(send, make_photo, button):
    rows = {"all_slides-TOTAL_FORMS": 1, "all_slides-0-photo": make_photo().pk}
    send(key="abc", headline="First", **rows, **{button: ""})
    answer = send(key="abc", headline="Second", **rows, _save="")
    story = Article.objects.get()
    assert answer.url == f"/admin/articles/article/{story.pk}/change/"
    assert (story.headline, story.slides.count()) == ("Second", 1)
    assert story.status == ("published" if button == "_publish" else "draft")


def test_changed_again_it_is_the_next_edit(send):
    for headline in ("First", "Second", "Third"):
        send(key="abc", headline=headline, _save="")
    assert Article.objects.get().headline == "Third"


def test_changed_again_its_rows_are_those_that_it_made_in_their_order(send, make_photo):
    """Of one photo twice, two; a browser sends of a new row that it stands at 0."""
    one, two = make_photo(), make_photo()
    rows = {"all_slides-TOTAL_FORMS": 3, "all_contributions-TOTAL_FORMS": 1}
    for number, photo in enumerate((one, two, one)):
        rows |= {f"all_slides-{number}-photo": photo.pk, f"all_slides-{number}-position": "0"}
    rows |= {
        "all_contributions-0-contributor": Contributor.named("Ines Calloway").pk,
        "all_contributions-0-role": "byline",
    }
    for caption in ("First", "Second", "Third"):
        send(key="abc", **rows, **{"all_slides-2-caption": caption, "_save": ""})
    story = Article.objects.get()
    assert [(slide.photo, slide.caption) for slide in story.slides] == [(one, ""), (two, ""), (one, "Third")]
    assert story.contributions.count() == 1


def test_a_row_that_an_edit_added_is_not_added_again(
    desk, make_article, make_photo, add_slide, filled_in, address_of
):
    story = make_article()
    add_slide(story, make_photo(caption="one"))
    mine = filled_in(story, key="abc", _save="") | {
        "all_slides-TOTAL_FORMS": 2,
        "all_slides-1-photo": make_photo(caption="two").pk,
        "all_slides-1-position": "0",
        "all_contributions-TOTAL_FORMS": 1,
        "all_contributions-0-contributor": Contributor.named("Ines Calloway").pk,
        "all_contributions-0-role": "byline",
    }
    assert desk.post(address_of(story), mine).status_code == 302
    refused = desk.post(address_of(story), mine | {"headline": "Second"})
    again = fields_of(refused.content.decode(), "article_form")
    over = {"over": refused.context["overtaken_by"], "_save": ""}
    assert desk.post(address_of(story), again | over).status_code == 302
    story.refresh_from_db()
    assert story.headline == "Second"
    assert [slide.photo.caption for slide in story.slides] == ["one", "two"]
    assert story.contributions.count() == 1


def test_a_row_that_was_taken_out_and_added_anew_is_not_put_back_beside_itself(
    desk, make_article, make_photo, add_slide, filled_in, address_of
):
    story = make_article()
    old = add_slide(story, make_photo())
    mine = filled_in(story, headline="Mine", key="abc", _save="")
    desk.post(address_of(story), filled_in(story, **{"all_slides-0-DELETE": "on", "_save": ""}))
    story.refresh_from_db()
    added = {"all_slides-TOTAL_FORMS": 1, "all_slides-0-photo": old.photo_id, "_save": ""}
    desk.post(address_of(story), filled_in(story, **added))
    over = {"over": desk.post(address_of(story), mine).context["overtaken_by"]}
    assert desk.post(address_of(story), mine | over).status_code == 302
    assert story.slides.get().photo == old.photo


def test_changed_it_is_refused_where_somebody_saved_the_story_since(send, other_desk, filled_in, address_of):
    send(key="abc", headline="First", _save="")
    story = Article.objects.get()
    other_desk.post(address_of(story), filled_in(story, headline="Theirs", _save=""))
    answer = send(key="abc", headline="Mine", _save="")
    page = answer.content.decode()
    assert 'value="Mine"' in page and f'action="{address_of(story)}"' in page
    assert Article.objects.get().headline == "Theirs"
    send(key="abc", headline="Mine", over=answer.context["overtaken_by"], _save="")
    assert Article.objects.get().headline == "Mine"


@pytest.mark.parametrize("is_new", [True, False])
def test_a_button_that_was_refused_presses_nothing_over_what_somebody_saved_since(
    desk, other_desk, make_article, filled_in, address_of, is_new
):
    story = None if is_new else make_article()
    mine = filled_in(story, headline="", key="abc", _publish="")
    address = address_of(story)
    assert desk.post(address, mine).context["problems"]
    # Nobody saved it since: the button is pressed again.
    assert desk.post(address, mine).context["problems"]
    story = Article.objects.get()
    theirs = filled_in(story, headline="Theirs", body="<p>Not fin</p>", _save="")
    assert other_desk.post(address_of(story), theirs).status_code == 302
    answer = desk.post(address, mine)
    assert "Somebody saved this story while you wrote." in answer.content.decode()
    story.refresh_from_db()
    assert (story.headline, story.status) == ("Theirs", "draft")


def test_published_by_save_and_then_by_publish_it_is_one_story(send):
    send(key="abc", _save="")
    send(key="abc", _publish="")
    assert Article.objects.get().status == "published"


def test_a_preview_and_a_refused_form_use_no_key_up(send):
    send(key="abc", _preview="")
    send(key="abc", headline="x" * 201, _save="")
    assert not SavedForm.objects.exists()
    send(key="abc", _save="")
    assert Article.objects.count() == 1


def test_a_key_is_its_owners(send, other_desk, filled_in, address_of):
    send(key="abc", _save="")
    other_desk.post(address_of(), filled_in(key="abc", _save=""))
    assert Article.objects.count() == 2


def test_a_draft_that_was_deleted_is_made_anew(send):
    send(key="abc", _save="")
    Article.objects.get().delete()
    send(key="abc", _save="")
    assert Article.objects.get().saved_forms.count() == 1


def test_a_browser_finds_the_form_under_its_own_address_and_then_the_story(desk, send, address_of):
    address = desk.get(address_of(), **BROWSER).url
    key = address.partition("?key=")[2]
    assert f'name="key" value="{key}"' in desk.get(address, **BROWSER).content.decode()
    send(key=key, _publish="")
    assert desk.get(address, **BROWSER).url == address_of(Article.objects.get())
    assert desk.get(address_of(), **BROWSER).url != address


@pytest.mark.parametrize("key", ["", "x" * 41, "a b", "<x>", "\u0661"])
def test_what_is_no_key_is_none(desk, send, address_of, key):
    assert desk.get(address_of(), {"key": key}).status_code == 200
    for _ in range(2):
        send(key=key, _save="")
    assert Article.objects.count() == 2 and not SavedForm.objects.exists()


def test_of_each_story_so_many_are_kept_and_always_the_one_that_made_it(send, make_article):
    send(key="abc", _save="")
    story = Article.objects.get()
    for number in range(FORMS_PER_STORY + 3):
        send(story, key=f"key-{number}", _save="")
    assert story.saved_forms.count() == FORMS_PER_STORY + 1
    assert send(key="abc", _save="").status_code == 302 and Article.objects.count() == 1


def test_a_text_that_came_back_is_shown_whole_and_not_saved(send, make_article, make_photo, add_slide):
    story = make_article(headline="Stored")
    add_slide(story, make_photo())
    photo = make_photo(caption="Added")
    rows = {"all_slides-TOTAL_FORMS": 2, "all_slides-1-photo": photo.pk, "all_slides-1-caption": "Typed too"}
    answer = send(
        story, headline="Typed", note="For readers", key="abc", _publish="Publish", _draft="on", **rows
    )
    page = answer.content.decode()
    for shown in ('value="Typed"', "Typed too", "For readers", 'name="key" value="abc"', "data-unsaved"):
        assert shown in page
    assert "Nothing of it is saved yet." in page and "errornote" not in page and "errorlist" not in page
    story.refresh_from_db()
    assert (story.headline, story.status, story.slides.count()) == ("Stored", "draft", 1)
    assert not SavedForm.objects.exists()
