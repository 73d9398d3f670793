"""Whose own a story is, and who sees which stories, revisions and photographs at the desk."""

import datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import migrations
from articles.models import Article, Contribution, Contributor, Photo, Revision, SavedForm


@pytest.fixture
def reporter(make_staff):
    return make_staff("LenaHartvig", "Reporters")


@pytest.fixture
def own_desk(reporter):
    client = Client()
    client.force_login(reporter)
    return client


@pytest.fixture
def stories(make_article, reporter, editor):
    """{what it is to the reporter: the story}"""
    contributor = Contributor.named("Lena Hartvig")
    contributor.person = reporter
    contributor.save()
    made = {
        name: make_article(headline=name, created_by=reporter if name.startswith("begun") else editor)
        for name in (
            "begun",
            "begun, out",
            "named",
            "named once",
            "draft",
            "out",
            "scheduled",
            "killed",
            "of nobody",
        )
    }
    Article.objects.filter(headline="of nobody").update(created_by=None)
    for name in ("named", "named once"):
        Contribution.objects.create(article=made[name], contributor=contributor, position=1)
    for name in ("begun, out", "named once", "out", "killed"):
        made[name].publish(editor, at=timezone.now() - datetime.timedelta(hours=1))
    made["scheduled"].publish(editor, at=timezone.now() + datetime.timedelta(hours=1))
    made["killed"].kill(editor)
    made["named once"].contributions.delete()
    return made


OWN = ["begun", "begun, out", "named"]


def headlines(rows):
    return sorted(rows.values_list("headline", flat=True))


def test_ones_own_are_those_that_one_began_and_those_that_name_one(stories, reporter):
    assert (
        headlines(Article.objects.own_of(reporter)) == headlines(Article.objects.visible_to(reporter)) == OWN
    )


def test_who_may_view_stories_sees_all_and_who_may_neither_sees_none(
    stories, make_staff, editor, moderator, reader
):
    for user in (editor, make_staff("JonasWick", "Picture desk")):
        assert Article.objects.visible_to(user).count() == len(stories)
        assert Revision.objects.visible_to(user).count() == Revision.objects.count()
    for user in (moderator, reader, AnonymousUser()):
        assert not Article.objects.visible_to(user).exists()
        assert headlines(Revision.objects.visible_to(user)) == ["begun, out", "named once", "out"]


def test_who_left_the_desk_sees_nothing_of_what_was_their_own(stories, reporter):
    reporter.groups.clear()
    assert not Article.objects.visible_to(type(reporter).objects.get(pk=reporter.pk)).exists()


def test_the_queries_and_the_questions_agree(stories, reporter, editor, moderator, reader):
    for user in (reporter, editor, moderator, reader, AnonymousUser()):
        for story in Article.objects.all():
            seen, own = Article.objects.visible_to(user), Article.objects.own_of(user)
            assert story.is_visible_to(user) == seen.filter(pk=story.pk).exists(), (user, story)
            assert story.is_own_of(user) == own.filter(pk=story.pk).exists(), (user, story)


def test_of_others_a_reporter_sees_the_newest_revision_while_it_is_out(stories, reporter, editor):
    for name in ("out", "begun, out"):
        Article.objects.filter(headline=name).update(standfirst="Later.")
        Article.objects.get(headline=name).publish_update(editor)
    seen = Revision.objects.visible_to(reporter).order_by("pk").values_list("headline", "number")
    assert sorted(seen) == [("begun, out", 1), ("begun, out", 2), ("named once", 1), ("out", 2)]


def test_a_story_is_begun_by_who_adds_it_and_stays_so(own_desk, desk, reporter, filled_in, address_of):
    own_desk.post(address_of(), filled_in(_save=""))
    story = Article.objects.get()
    desk.post(address_of(story), filled_in(story, headline="Edited", _save=""))
    story.refresh_from_db()
    assert (story.headline, story.created_by) == ("Edited", reporter)


def test_the_form_of_anothers_story_answers_like_one_that_does_not_exist(own_desk, stories, address_of):
    there, none = (
        own_desk.get(address, follow=True)
        for address in (address_of(stories["draft"]), "/admin/articles/article/987654/change/")
    )
    assert there.redirect_chain == none.redirect_chain == [("/admin/", 302)]
    said = [str(*answer.context["messages"]) for answer in (there, none)]
    assert said[0] == said[1].replace("987654", str(stories["draft"].pk))


def test_a_key_of_anothers_form_leads_to_no_story_of_theirs(own_desk, desk, filled_in, address_of):
    desk.post(address_of(), filled_in(headline="Theirs", key="theirkey", _save=""))
    assert own_desk.get(f"{address_of()}?key=theirkey", headers={"Accept": "text/html"}).status_code == 200
    own_desk.post(address_of(), filled_in(headline="Mine", key="theirkey", _save=""))
    assert headlines(Article.objects.all()) == ["Mine", "Theirs"]
    assert SavedForm.objects.count() == 2


def test_the_picture_desk_changes_rows_of_photos_and_nothing_else_that_it_sends(
    make_staff, make_article, make_photo, add_slide, filled_in, address_of
):
    story = make_article(headline="Of another")
    add_slide(story, make_photo())
    Contribution.objects.create(article=story, contributor=Contributor.named("Jo Strand"), position=1)
    client = Client()
    client.force_login(make_staff("JonasWick", "Picture desk"))
    typed = {"headline": "Mine", "body": "<p>Mine</p>", "slug": "mine", "all_contributions-0-role": "editing"}
    sent = filled_in(story, **typed, **{"all_slides-0-caption": "Theirs", "all_contributions-0-DELETE": "on"})
    assert client.post(address_of(story), sent | {"_publish": ""}).status_code == 200
    story.refresh_from_db()
    assert (story.headline, story.slug, story.status) == ("Of another", "", "draft")
    assert [each.role for each in story.contributions] == ["byline"]
    assert [each.caption for each in story.slides] == ["Theirs"]
    assert story.edited_by.username == "JonasWick"


def test_who_is_of_both_groups_writes_their_own_and_changes_photos_elsewhere(
    make_staff, make_article, add_slide, make_photo, filled_in, address_of
):
    both = make_staff("JonasWick", "Picture desk")
    both.groups.add(Group.objects.get(name="Reporters"))
    client = Client()
    client.force_login(both)
    own, other = make_article(headline="own", created_by=both), make_article(headline="other")
    for story in (own, other):
        add_slide(story, make_photo())
        Contribution.objects.create(article=story, contributor=Contributor.named("Jo Strand"), position=1)
        typed = {"all_slides-0-caption": "Here", "all_contributions-0-role": "editing"}
        client.post(address_of(story), filled_in(story, headline="Typed", _save="", **typed))
        client.post(f"/admin/articles/article/{story.pk}/delete/", {"post": "yes"})
    assert [each.headline for each in Article.objects.all()] == ["other"]
    assert other.slides.get().caption == "Here" and other.contributions.get().role == "byline"


def test_ones_photo_is_changed_until_it_is_published_and_what_was_typed_then_comes_back(
    own_desk, reporter, make_photo, make_article, add_slide, editor
):
    photo = make_photo()
    Photo.objects.filter(pk=photo.pk).update(created_by=reporter)
    address = f"/admin/articles/photo/{photo.pk}/change/"
    sent = {"caption": "Gravel", "credit_line": "Me", "alt": "Sand"}
    assert own_desk.post(address, sent).status_code == 302
    story = make_article()
    add_slide(story, photo)
    story.publish(editor, at=timezone.now() + datetime.timedelta(hours=1))
    page = own_desk.post(address, sent | {"caption": "An hour of thought"})
    assert page.status_code == 200
    assert "A story was published with it" in page.content.decode()
    assert "An hour of thought" in page.content.decode()
    photo.refresh_from_db()
    assert photo.caption == "Gravel"
    assert "View photo" in own_desk.get(address).content.decode()


def test_a_photo_names_of_others_only_stories_that_readers_see_with_it(
    own_desk, stories, make_photo, add_slide, editor
):
    photo = make_photo()
    for name in ("begun", "draft", "out"):
        add_slide(stories[name], photo)
    page = own_desk.get(f"/admin/articles/photo/{photo.pk}/change/").content.decode()
    assert ">begun</a>" in page and ">draft</a>" not in page and ">out</a>" not in page
    stories["out"].publish_update(editor)
    Article.objects.filter(pk=stories["out"].pk).update(headline="A working copy")
    page = own_desk.get(f"/admin/articles/photo/{photo.pk}/change/").content.decode()
    assert (
        f'<a href="{stories["out"].get_absolute_url()}" dir="auto">out</a>' in page
        and "A working copy" not in page
    )


def test_the_log_on_the_first_page_has_no_story_that_is_not_ones_own_any_more(
    own_desk, stories, filled_in, address_of
):
    contributor = Contributor.objects.get()
    own_desk.post(address_of(stories["named"]), filled_in(stories["named"], headline="With me", _save=""))
    assert "With me" in own_desk.get("/admin/").content.decode()
    stories["named"].contributions.filter(contributor=contributor).delete()
    assert "With me" not in own_desk.get("/admin/").content.decode()
    assert LogEntry.objects.filter(object_repr="With me").exists()


def complete(client, term):
    asked = {"app_label": "articles", "model_name": "contributor", "field_name": "person", "term": term}
    return client.get("/admin/autocomplete/", asked)


def test_an_account_is_chosen_among_the_staff_alone(desk, own_desk, reporter, reader, make_staff):
    left = make_staff("AdaMeer", "Reporters")
    left.is_active = False
    left.save()
    reporter.first_name, reporter.last_name = "Lena", "Hartvig"
    reporter.save()
    found = [each["text"] for each in complete(desk, "").json()["results"]]
    assert found == ["IrisVale", "LenaHartvig"]
    assert [each["text"] for each in complete(desk, "hartv le").json()["results"]] == ["LenaHartvig"]
    for term in (reader.username, reader.email, reporter.email, left.username):
        assert complete(desk, term).json()["results"] == []
    assert complete(own_desk, "").status_code == 403
    contributor = Contributor.named("Jo Strand")
    address = f"/admin/articles/contributor/{contributor.pk}/change/"
    for person in (reader, left):
        assert desk.post(address, {"name": "Jo Strand", "person": person.pk}).status_code == 200
    assert desk.post(address, {"name": "Jo Strand", "person": reporter.pk}).status_code == 302
    contributor.refresh_from_db()
    assert contributor.person == reporter


def test_who_may_only_add_contributors_says_of_none_whose_account_it_is(own_desk, reporter):
    own_desk.post("/admin/articles/contributor/add/", {"name": "Jo Strand", "person": reporter.pk})
    assert Contributor.objects.get().person is None


def test_a_list_of_ones_own_takes_as_many_queries_however_many_there_are(
    own_desk, reporter, make_article, editor, django_assert_max_num_queries
):
    for number in range(12):
        story = make_article(headline=f"Story {number}", created_by=reporter)
        if number % 2:
            story.publish(editor)
    with django_assert_max_num_queries(12):
        page = own_desk.get("/admin/articles/article/")
    assert page.context["cl"].result_count == 12


def test_mine_is_a_choice_for_who_sees_all_and_writes(desk, own_desk, editor, make_article):
    make_article(headline="Mine it is", created_by=editor)
    make_article(headline="Of another")
    page = desk.get("/admin/articles/article/", {"whose": "mine"})
    assert [each.headline for each in page.context["cl"].result_list] == ["Mine it is"]
    page = own_desk.get("/admin/articles/article/", {"whose": "mine"})
    assert page.context["cl"].result_count == 0 and ">Mine</a>" not in page.content.decode()


def test_a_form_of_ones_own_asks_whose_it_is_once(own_desk, reporter, make_article, address_of):
    story = make_article(created_by=reporter)
    with CaptureQueriesContext(connection) as asked:
        own_desk.get(address_of(story))
    assert sum("UNION" in each["sql"] for each in asked.captured_queries) <= 2


def test_stories_of_before_are_their_own_who_added_them_by_the_log(
    make_article, reporter, editor, monkeypatch
):
    # Its number is not its name.
    (file,) = Path(migrations.__path__[0]).glob("*_creators_from_the_log.py")
    migration = import_module(f"articles.migrations.{file.stem}")
    monkeypatch.setattr(migration, "CHUNK", 2)
    stories = [make_article(headline=str(number)) for number in range(5)]
    kept = make_article(headline="known", created_by=editor)
    kind, other = (ContentType.objects.get_for_model(model) for model in (Article, Photo))
    added = [(kind, story.pk, ADDITION) for story in (*stories[:4], kept)]
    for what, key, flag in [
        (other, stories[4].pk, ADDITION),
        (kind, stories[4].pk, CHANGE),
        (kind, "x", 1),
        *added,
    ]:
        LogEntry.objects.create(user=reporter, content_type=what, object_id=str(key), action_flag=flag)
    migration.take_creators(apps, connection.schema_editor())
    creators = Article.objects.order_by("pk").values_list("created_by", flat=True)
    assert list(creators) == [*[reporter.pk] * 4, None, editor.pk]


def test_who_is_only_named_in_a_draft_does_not_delete_it(own_desk, stories, address_of):
    assert "Delete draft" in own_desk.get(address_of(stories["begun"])).content.decode()
    assert "Delete draft" not in own_desk.get(address_of(stories["named"])).content.decode()
    address = f"/admin/articles/article/{stories['named'].pk}/delete/"
    assert own_desk.post(address, {"post": "yes"}).status_code == 403
    assert Article.objects.filter(pk=stories["named"].pk).exists()
