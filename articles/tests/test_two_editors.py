import pytest
from django.test import Client

from articles.models import Article


@pytest.fixture
def other_desk(make_staff):
    other = Client()
    other.force_login(make_staff("JonasReed", "Editors"))
    return other


@pytest.fixture
def overtaken(make_article, make_photo, add_slide, filled_in, other_desk, address_of):
    """A story with two slides, what one editor's form says of it, and what another saved meanwhile."""
    story = make_article()
    for name in ("one", "two"):
        add_slide(story, make_photo(caption=name))
    mine = filled_in(story, headline="Mine", note="My note", _save="")
    theirs = filled_in(
        story,
        headline="Theirs",
        **{"all_slides-0-DELETE": "on", "all_slides-1-caption": "Theirs", "_save": ""},
    )
    assert other_desk.post(address_of(story), theirs).status_code == 302
    return story, mine


def test_the_second_is_told_who_saved_and_loses_nothing(desk, overtaken, address_of):
    story, mine = overtaken
    response = desk.post(address_of(story), mine)
    page = response.content.decode()
    assert "Somebody saved this story while you wrote." in page
    assert "JonasReed saved it on" in page
    assert "Please correct" not in page
    assert 'value="Mine"' in page
    assert "My note</textarea>" in page
    slides = response.context["inline_admin_formsets"][0].formset
    # What they took out stands last, until it is put back in its place.
    assert [form["photo"].value() for form in slides.forms] == [
        str(mine[f"all_slides-{n}-photo"]) for n in (1, 0)
    ]
    story.refresh_from_db()
    assert story.headline == "Theirs"
    assert story.slides.count() == 1


def test_mine_is_saved_over_theirs_when_i_say_so(desk, overtaken, address_of):
    story, mine = overtaken
    over = desk.post(address_of(story), mine).context["overtaken_by"]
    assert desk.post(address_of(story), mine | {"over": over}).status_code == 302
    story.refresh_from_db()
    assert (story.headline, story.edited_by.username) == ("Mine", "IrisVale")
    assert [(slide.photo.caption, slide.caption) for slide in story.slides] == [("one", ""), ("two", "")]


def test_what_i_took_out_stays_out_when_mine_is_saved_over_theirs(desk, overtaken, address_of):
    story, mine = overtaken
    mine["all_slides-0-DELETE"] = "on"
    response = desk.post(address_of(story), mine)
    (row,) = response.context["inline_admin_formsets"][0].formset.forms
    assert row["photo"].value() == str(mine["all_slides-1-photo"])
    desk.post(address_of(story), mine | {"over": response.context["overtaken_by"]})
    assert [slide.photo.caption for slide in story.slides] == ["two"]


def test_the_order_that_i_dragged_them_to_is_kept_and_what_i_added_comes_last(
    desk, overtaken, address_of, make_photo
):
    story, mine = overtaken
    mine |= {"all_slides-0-position": 2, "all_slides-1-position": 1, "all_slides-TOTAL_FORMS": 3}
    mine["all_slides-2-photo"] = make_photo(caption="three").pk
    response = desk.post(address_of(story), mine)
    shown = [form["photo"].value() for form in response.context["inline_admin_formsets"][0].formset.forms]
    assert shown == [str(mine[f"all_slides-{number}-photo"]) for number in (1, 0, 2)]
    desk.post(address_of(story), mine | {"over": response.context["overtaken_by"]})
    assert [slide.photo.caption for slide in story.slides] == ["two", "one", "three"]


def test_mine_is_not_saved_over_a_third_version_that_i_was_not_told_of(
    desk, other_desk, overtaken, filled_in, address_of
):
    story, mine = overtaken
    over = desk.post(address_of(story), mine).context["overtaken_by"]
    story.refresh_from_db()
    other_desk.post(address_of(story), filled_in(story, headline="Theirs again", _save=""))
    response = desk.post(address_of(story), mine | {"over": over})
    assert response.status_code == 200
    assert response.context["overtaken_by"] != over
    story.refresh_from_db()
    assert story.headline == "Theirs again"


def test_no_button_acts_on_a_version_that_i_did_not_see(desk, overtaken, address_of):
    story, mine = overtaken
    assert desk.post(address_of(story), mine | {"_publish": ""}).status_code == 200
    story.refresh_from_db()
    assert story.status == "draft"


def test_a_preview_of_mine_is_shown_all_the_same(desk, overtaken, address_of):
    story, mine = overtaken
    page = desk.post(address_of(story), mine | {"_preview": ""}).content.decode()
    assert '<h1 id="headline">Mine</h1>' in page
    assert Article.objects.get().headline == "Theirs"
    assert story.slides.count() == 1


def test_who_only_looked_overtakes_nobody(desk, other_desk, make_article, filled_in, address_of):
    story = make_article()
    mine = filled_in(story, headline="Mine", _save="")
    other_desk.post(address_of(story), filled_in(story, _save=""))
    assert desk.post(address_of(story), mine).status_code == 302


def test_a_publication_meanwhile_overtakes_no_text(desk, make_article, filled_in, address_of, editor):
    story = make_article()
    mine = filled_in(story, headline="Mine", _save="")
    story.publish(editor)
    assert desk.post(address_of(story), mine).status_code == 302


def test_who_saved_it_in_another_window_is_told_so(desk, make_article, filled_in, address_of):
    story = make_article()
    mine = filled_in(story, headline="Mine", _save="")
    desk.post(address_of(story), filled_in(story, headline="In the other window", _save=""))
    page = desk.post(address_of(story), mine).content.decode()
    assert "You saved it in another window." in page
    assert "Somebody saved" not in page and "IrisVale saved" not in page
