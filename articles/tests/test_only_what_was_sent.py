"""A save changes what its form showed, and nothing else: with whatever permissions, and whoever saved meanwhile."""

import itertools

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from articles.models import Contribution, Contributor
from newsroom.tests.support.sent import fields_of

VERBS = ("view", "add", "change", "delete")
# In a minute only who may do nothing, and everything; the fourteen between them with all tests.
RIGHTS = [
    pytest.param(some, marks=() if count in (0, len(VERBS)) else pytest.mark.long)
    for count in range(len(VERBS) + 1)
    for some in itertools.combinations(VERBS, count)
]


@pytest.fixture
def other_desk(make_staff):
    other = Client()
    other.force_login(make_staff("JonasReed", "Editors"))
    return other


@pytest.fixture
def someone(make_reader):
    """someone({"slide": ("view",), …}) -> who may change stories, and with their parts what is said."""

    def make(**rights):
        user = make_reader("LenaHartvig", is_staff=True)
        wanted = {f"{verb}_{model}" for model, verbs in rights.items() for verb in verbs}
        wanted |= {"change_article", "view_article", "add_article"}
        user.user_permissions.add(*Permission.objects.filter(codename__in=wanted))
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def story(make_article, make_photo, add_slide):
    story = make_article(standfirst="In a sentence.")
    for name in ("one", "two"):
        add_slide(story, make_photo(caption=name), caption=f"{name} here")
    for position, name in enumerate(("Ines Calloway", "Jo Strand"), start=1):
        Contribution.objects.create(article=story, contributor=Contributor.named(name), position=position)
    return story


@pytest.fixture
def opened(address_of, story):
    return lambda client: fields_of(client.get(address_of(story)).content.decode(), "article_form")


def rows(story):
    slides = [(slide.photo.caption, slide.caption) for slide in story.slides.order_by("position", "pk")]
    return slides, [each.contributor.name for each in story.contributions]


@pytest.fixture
def save_over(story, address_of):
    """Sends it, and once more with the box ticked that the form then has: what a person does."""

    def save(client, data):
        refused = client.post(address_of(story), data | {"_save": ""})
        assert refused.status_code == 200
        again = fields_of(refused.content.decode(), "article_form")
        over = refused.context["overtaken_by"]
        assert over, refused.context["errors"]
        response = client.post(address_of(story), again | {"over": over, "_save": ""})
        assert response.status_code == 302, response.context["errors"]
        return response

    return save


@pytest.mark.parametrize("verbs", RIGHTS, ids="-".join)
def test_a_save_without_a_change_leaves_every_row(someone, story, opened, address_of, verbs):
    before = rows(story)
    client = someone(slide=verbs, contribution=verbs)
    response = client.post(address_of(story), opened(client) | {"headline": "Mine", "_save": ""})
    assert response.status_code == 302
    story.refresh_from_db()
    assert (story.headline, story.standfirst) == ("Mine", "In a sentence.")
    assert rows(story) == before


@pytest.mark.parametrize("verbs", RIGHTS, ids="-".join)
def test_mine_over_theirs_leaves_every_row(
    someone, story, opened, other_desk, address_of, save_over, verbs, make_photo
):
    """Also those that came meanwhile, which the form did not show."""
    client = someone(slide=verbs, contribution=verbs)
    mine = opened(client) | {"headline": "Mine"}
    theirs = opened(other_desk) | {
        "headline": "Theirs",
        "all_slides-TOTAL_FORMS": "3",
        "all_slides-2-photo": make_photo(caption="three").pk,
        "all_contributions-TOTAL_FORMS": "3",
        "all_contributions-2-contributor": Contributor.named("Meridian TV").pk,
        "all_contributions-2-role": "editing",
        "_save": "",
    }
    assert other_desk.post(address_of(story), theirs).status_code == 302
    before = rows(story)
    save_over(client, mine)
    story.refresh_from_db()
    assert story.headline == "Mine"
    assert rows(story) == before


@pytest.mark.parametrize("verbs", RIGHTS, ids="-".join)
def test_what_they_took_out_comes_back_only_of_who_showed_it_and_may_add(
    someone, story, opened, other_desk, address_of, save_over, verbs
):
    client = someone(slide=verbs, contribution=verbs)
    mine = opened(client) | {"headline": "Mine"}
    theirs = opened(other_desk) | {"all_slides-0-DELETE": "on", "all_contributions-1-DELETE": "on"}
    other_desk.post(address_of(story), theirs | {"headline": "Theirs", "_save": ""})
    save_over(client, mine)
    shown = {"add", "change"} <= set(verbs)
    one, two = ("one", "one here"), ("two", "two here")
    names = ["Ines Calloway", "Jo Strand"]
    assert rows(story) == (([one, two], names) if shown else ([two], names[:1]))


def test_the_change_of_who_may_change_and_not_add_is_saved(someone, story, opened, address_of):
    client = someone(slide=("view", "change"))
    data = opened(client) | {"all_slides-1-caption": "Changed"}
    assert client.post(address_of(story), data | {"_save": ""}).status_code == 302
    assert rows(story)[0] == [("one", "one here"), ("two", "Changed")]


def test_the_new_photo_of_who_may_only_add_comes_behind_the_others(
    someone, story, opened, other_desk, address_of, save_over, make_photo
):
    client = someone(slide=("add",))
    mine = opened(client) | {
        "all_slides-TOTAL_FORMS": "1",
        "all_slides-0-photo": make_photo(caption="new").pk,
    }
    other_desk.post(address_of(story), opened(other_desk) | {"headline": "Theirs", "_save": ""})
    save_over(client, mine)
    assert [caption for caption, _ in rows(story)[0]] == ["one", "two", "new"]


@pytest.mark.parametrize("words", ["New", "Other words"])
def test_who_may_add_and_not_change_adds_the_same_row_once_and_loses_no_words(
    someone, story, opened, address_of, save_over, make_photo, words
):
    client = someone(slide=("view", "add"))
    mine = opened(client)
    number = int(mine["all_slides-TOTAL_FORMS"])
    mine |= {
        "all_slides-TOTAL_FORMS": str(number + 1),
        f"all_slides-{number}-photo": make_photo(caption="new").pk,
        f"all_slides-{number}-caption": "New",
    }
    assert client.post(address_of(story), mine | {"_save": ""}).status_code == 302
    save_over(client, mine | {"headline": "Mine", f"all_slides-{number}-caption": words})
    added = ["New"] if words == "New" else ["New", words]
    assert [caption for _, caption in rows(story)[0]] == ["one here", "two here", *added]


def test_what_i_take_out_goes_though_they_changed_it(story, opened, desk, other_desk, address_of, save_over):
    mine = opened(desk) | {"all_slides-0-DELETE": "on"}
    theirs = opened(other_desk) | {"all_slides-0-caption": "Theirs", "_save": ""}
    other_desk.post(address_of(story), theirs)
    save_over(desk, mine)
    assert rows(story)[0] == [("two", "two here")]


def test_words_typed_in_a_row_that_cannot_come_back_are_given_back(
    someone, story, opened, other_desk, address_of
):
    client = someone(slide=("view", "change"))
    mine = opened(client) | {"all_slides-0-caption": "An hour of thought", "_save": ""}
    theirs = opened(other_desk) | {"all_slides-0-DELETE": "on", "_save": ""}
    other_desk.post(address_of(story), theirs)
    page = client.post(address_of(story), mine).content.decode()
    assert (
        "A photo was taken out meanwhile, and you may not add any. You had typed: An hour of thought" in page
    )


@pytest.mark.parametrize(
    "left_out",
    [
        "all_slides",
        "all_contributions",
        "section",
        "headline",
        "standfirst",
        "language",
        "body",
        "slug",
        "discussion",
    ],
)
def test_what_was_not_sent_stays(desk, story, opened, address_of, left_out):
    story.slug, story.language = "of-its-own", "ar"
    story.save(update_fields=["slug", "language"])
    section, headline, body = story.section, story.headline, story.body
    before = rows(story)
    data = {name: value for name, value in opened(desk).items() if not name.startswith(left_out)}
    assert desk.post(address_of(story), data | {"place": "KYOTO", "_save": ""}).status_code == 302
    story.refresh_from_db()
    assert (story.place, story.standfirst, story.slug) == ("KYOTO", "In a sentence.", "of-its-own")
    assert (story.section, story.headline, story.body) == (section, headline, body)
    assert story.language == "ar"
    assert rows(story) == before


@pytest.mark.parametrize("name", ["photo", "caption", "position"])
def test_a_field_of_a_row_that_was_not_sent_stays(desk, story, opened, address_of, name):
    before = rows(story)
    data = opened(desk) | {"all_slides-0-alt": "Boats"}
    del data[f"all_slides-0-{name}"]
    assert desk.post(address_of(story), data | {"_save": ""}).status_code == 302
    assert story.slides.first().alt == "Boats" and rows(story) == before


def test_what_was_not_sent_is_no_change(desk, story, opened, address_of):
    edited_at = story.edited_at
    unsent = ("section", "language", "all_slides-0-photo", "all_contributions-0-contributor")
    data = {name: value for name, value in opened(desk).items() if name not in unsent}
    assert desk.post(address_of(story), data | {"_save": ""}).status_code == 302
    story.refresh_from_db()
    assert (story.edited_at, story.edited_by) == (edited_at, None)


def test_a_row_is_refused_for_what_was_sent_empty_and_shown_whole(desk, story, opened, address_of):
    data = opened(desk) | {"all_slides-0-photo": "", "_save": ""}
    del data["language"]
    response = desk.post(address_of(story), data)
    assert response.status_code == 200 and 'name="language"' in response.content.decode()
    assert response.context["inline_admin_formsets"][0].formset.errors[0].keys() == {"photo"}


def test_the_next_update_takes_nothing_from_the_public_page(
    someone, story, opened, desk, other_desk, address_of, save_over, client, editor
):
    story.publish(editor)
    without = someone(slide=(), contribution=("view",))
    mine = opened(without) | {"headline": "Mine"}
    other_desk.post(address_of(story), opened(other_desk) | {"standfirst": "Theirs", "_save": ""})
    save_over(without, mine)
    assert desk.post(address_of(story), opened(desk) | {"_update": ""}).status_code == 302
    page = client.get(story.get_absolute_url()).content.decode()
    for there in ("Mine", "one here", "two here", "Ines Calloway", "Jo Strand"):
        assert there in page
