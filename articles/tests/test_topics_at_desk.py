"""A story's topics are rows of its form; topics themselves have a list and a form of their own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client

from articles.models import Article, Tagging, Topic
from core.models import Edition, FormerAddress

ADD = "/admin/articles/topic/add/"


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


def named(story):
    return [each.topic.name for each in story.taggings]


def said(answer):
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))


def change(desk, topic, **typed):
    stored = {name: getattr(topic, name) for name in ("name", "description", "code")}
    return desk.post(f"/admin/articles/topic/{topic.pk}/change/", stored | typed)


def new_rows(*topics):
    rows = {"all_taggings-TOTAL_FORMS": len(topics), "all_taggings-INITIAL_FORMS": 0}
    for number, topic in enumerate(topics):
        rows |= {f"all_taggings-{number}-id": "", f"all_taggings-{number}-topic": topic.pk}
    return rows


@pytest.fixture
def topics(db):
    return [Topic.named(name) for name in ("Eels", "Harbor dredging", "Port")]


@pytest.fixture
def reporter(make_staff, db):
    """Who may write stories and choose topics, and make none."""
    reporter = make_staff("PiaRoth", "Moderators")
    may = [f"{verb}_{model}" for model in ("article", "tagging") for verb in ("add", "change", "view")]
    reporter.user_permissions.set(
        Permission.objects.filter(codename__in=[*may, "view_topic", "view_section"])
    )
    return reporter


# Rows of the story's form


def test_a_new_story_takes_its_topics_in_their_order(send, topics):
    eels, dredging, port = topics
    assert send(**new_rows(port, eels)).status_code == 302
    assert named(Article.objects.get()) == ["Port", "Eels"]


def test_rows_are_changed_moved_and_deleted(make_article, tag, send):
    story = make_article()
    tag(story, "Eels", "Harbor dredging", "Port")
    rows = [each.pk for each in story.taggings]
    moved = {f"all_taggings-{number}-position": place for number, place in enumerate([3, 2, 1])}
    assert send(story, **moved, **{"all_taggings-1-DELETE": "on"}).status_code == 302
    assert named(story) == ["Port", "Eels"]
    assert {each.pk for each in story.taggings} == {rows[0], rows[2]}


def test_a_change_of_topics_is_an_edit_and_marks_the_story(make_article, tag, topics, send, desk, editor):
    story = make_article(headline="Dredgers are back")
    story.publish(editor)
    story = fresh(story)
    before = story.edited_at
    assert ">yes<" not in desk.get("/admin/articles/article/").content.decode()
    send(story, **new_rows(topics[0]))
    assert fresh(story).edited_at > before
    assert fresh(story).has_unpublished_changes
    assert ">yes<" in desk.get("/admin/articles/article/").content.decode()


def test_a_double_click_adds_each_topic_once(make_article, topics, desk, filled_in, address_of):
    story = make_article()
    form = filled_in(story, key="one-form-one-save", **new_rows(*topics))
    for _ in range(2):
        assert desk.post(address_of(story), form).status_code == 302
    assert named(story) == ["Eels", "Harbor dredging", "Port"]


def test_who_saves_over_another_keeps_the_rows_that_the_other_added(
    make_article, topics, desk, filled_in, address_of
):
    story = make_article()
    opened = filled_in(story) | new_rows(topics[0])
    Tagging.objects.create(article=story, topic=topics[1], position=1)
    Article.objects.filter(pk=story.pk).update(edited_at="2026-01-01T00:00Z")
    assert "Save mine over it" in desk.post(address_of(story), opened).content.decode()
    assert named(story) == ["Harbor dredging"]
    over = {"over": fresh(story).edited_at.isoformat()}
    assert desk.post(address_of(story), opened | over).status_code == 302
    assert sorted(named(story)) == ["Eels", "Harbor dredging"]


def test_a_preview_shows_them_and_saves_nothing(make_article, topics, desk, filled_in, address_of):
    story = make_article()
    page = desk.post(address_of(story), filled_in(story, _preview="", **new_rows(topics[0]))).content.decode()
    assert 'href="/topic/eels/"' in page
    assert not story.taggings.exists()


def test_a_form_without_rows_of_topics_leaves_them(make_article, tag, desk, filled_in, address_of):
    story = make_article()
    tag(story, "Eels")
    sent = {name: value for name, value in filled_in(story).items() if not name.startswith("all_taggings")}
    assert desk.post(address_of(story), sent | {"headline": "Another"}).status_code == 302
    assert named(story) == ["Eels"]


def test_editors_make_new_topics_beside_the_field_and_others_choose_among_them(
    make_article, topics, desk, reporter, filled_in, address_of
):
    story = make_article()
    page = desk.get(address_of(story)).content.decode()
    assert 'id="add_id_all_taggings-__prefix__-topic"' in page
    assert 'id="delete_id_all_taggings-__prefix__-topic"' not in page
    theirs = Client()
    theirs.force_login(reporter)
    page = theirs.get(address_of(story)).content.decode()
    assert 'id="id_all_taggings-__prefix__-topic"' in page
    assert 'id="add_id_all_taggings-__prefix__-topic"' not in page
    assert theirs.post(ADD, {"name": "Weirs"}).status_code == 403
    asked = {"term": "eel", "app_label": "articles", "model_name": "tagging", "field_name": "topic"}
    assert [each["text"] for each in theirs.get("/admin/autocomplete/", asked).json()["results"]] == ["Eels"]
    assert theirs.post(address_of(story), filled_in(story) | new_rows(topics[0])).status_code == 302
    assert named(story) == ["Eels"]


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "-1"])
def test_what_is_no_topic_is_refused(key, make_article, topics, send):
    story = make_article()
    rows = new_rows(topics[0]) | {"all_taggings-0-topic": key}
    assert send(story, **rows).status_code == 200
    assert not story.taggings.exists()


# The form of a topic


def test_a_new_topic_has_an_address_made_of_its_name(desk):
    typed = {"name": " Harbor   dredging ", "description": "Mud.", "code": "medtop:20000430"}
    assert desk.post(ADD, typed).status_code == 302
    topic = Topic.objects.get()
    assert (topic.name, topic.slug, topic.code) == ("Harbor dredging", "harbor-dredging", "medtop:20000430")


@pytest.mark.parametrize("name", ["Eels", "EELS", " eels "])
def test_a_name_that_is_there_is_refused_and_what_was_typed_stays(name, topics, desk):
    page = desk.post(ADD, {"name": name, "description": "In rivers."}).content.decode()
    assert "There is a topic Eels already." in page and "In rivers." in page
    assert "There is a topic Eels already." in change(desk, topics[2], name=name).content.decode()
    assert change(desk, topics[0], name=name).status_code == 302


@pytest.mark.parametrize("code", ["20000430", "medtop:2000043", "medtop:200004300", "medtop:٢٠٠٠٠٤٣٠"])
def test_what_is_no_code_of_a_media_topic_is_refused(code, desk):
    assert (
        "A code is medtop: and eight digits"
        in desk.post(ADD, {"name": "Eels", "code": code}).content.decode()
    )


def test_a_name_without_letters_is_none(desk):
    assert "A name has letters." in desk.post(ADD, {"name": "– –"}).content.decode()


def test_a_renamed_topic_leads_from_its_old_address_and_back_again(make_article, tag, desk, client, editor):
    story = make_article(headline="Dredgers are back")
    (topic,) = tag(story, "Eels")
    story.publish(editor)
    assert change(desk, topic, name="Eels and weirs").status_code == 302
    answer = client.get("/topic/eels/")
    assert (answer.status_code, answer["Location"]) == (301, "/topic/eels-and-weirs/")
    assert 'href="/topic/eels-and-weirs/"' in client.get(story.get_absolute_url()).content.decode()
    change(desk, fresh(topic), name="Weirs")
    for address in ("/topic/eels/", "/topic/eels-and-weirs/"):
        assert client.get(address)["Location"] == "/topic/weirs/"
    assert change(desk, fresh(topic), name="Eels").status_code == 302
    assert client.get("/topic/eels/").status_code == 200
    for address in ("/topic/weirs/", "/topic/eels-and-weirs/"):
        assert client.get(address)["Location"] == "/topic/eels/"


def test_a_rename_back_says_nothing_of_its_own_former_address(topics, desk):
    change(desk, topics[0], name="Weirs")
    assert "Until now" not in said(change(desk, fresh(topics[0]), name="Eels"))


def test_a_topic_that_takes_anothers_former_address_says_where_it_led(topics, desk):
    change(desk, topics[0], name="Weirs")
    answer = change(desk, topics[2], name="Eels")
    assert "the address /topic/eels/ led to /topic/weirs/." in said(answer)
    assert fresh(topics[2]).slug == "eels"
    assert FormerAddress.successor("/topic/port/") == "/topic/eels/"


def test_a_description_alone_moves_no_address_and_shows_at_once(make_article, tag, desk, client, editor):
    story = make_article()
    (topic,) = tag(story, "Eels")
    story.publish(editor)
    before = Edition.objects.get().version
    change(desk, topic, description="They come back in spring.")
    assert Edition.objects.get().version > before
    assert "They come back in spring." in client.get("/topic/eels/").content.decode()
    assert not FormerAddress.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_make_the_same_topic_at_once_make_one(editor, make_staff):
    """Many times over: on a database where both write at once, the second is told of the first."""

    def make(person, name):
        try:
            desk = Client()
            desk.force_login(person)
            return desk.post(ADD, {"name": name}).status_code
        finally:
            connection.close()

    people = [editor, make_staff("JonasWick", "Editors")]
    with ThreadPoolExecutor(2) as both:
        for number in range(10):
            name = f"Topic {number}"
            assert sorted(both.map(lambda person, name=name: make(person, name), people)) == [200, 302]
    assert Topic.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_two_files_that_name_the_same_new_topic_at_once_make_one():
    def make(name):
        try:
            return Topic.named(name).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        for number in range(10):
            assert len(set(both.map(make, [f"Topic {number}"] * 2))) == 1
