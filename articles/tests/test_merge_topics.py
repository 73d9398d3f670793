"""Two topics that are one: stories, addresses and forms of the one lead to the other."""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Tagging, Topic
from articles.models.listing import TopicListing
from core.models import FormerAddress


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


def page_of(topic):
    return f"/admin/articles/topic/{topic.pk}/merge/"


def said(answer):
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))


def headlines(client, address):
    answer = client.get(address)
    return (
        re.findall(r'class="line-headline"[^>]*>\s*<a [^>]*>(.*?)</a>', answer.content.decode())
        if answer.status_code == 200
        else answer.status_code
    )


@pytest.fixture
def dredging(db):
    return Topic.named("Harbor dredging")


@pytest.fixture
def harbor(db):
    return Topic.named("Harbor")


@pytest.fixture
def publish(make_article, tag, editor):
    def publish(headline, *topics):
        story = make_article(headline=headline)
        tag(story, *topics)
        story.publish(editor)
        return fresh(story)

    return publish


# The verb


def test_its_stories_stand_on_the_others_page_each_once_and_its_address_leads_there(
    publish, dredging, harbor, client, editor
):
    publish("One", "Harbor dredging")
    publish("Both", "Harbor", "Harbor dredging")
    publish("Other", "Harbor")
    dredging.merge(harbor, editor)
    assert headlines(client, "/topic/harbor/") == ["Other", "Both", "One"]
    answer = client.get("/topic/harbor-dredging/")
    assert (answer.status_code, answer["Location"]) == (301, "/topic/harbor/")


def test_pages_of_stories_name_the_other_one_and_nothing_is_unpublished(
    publish, dredging, harbor, client, editor
):
    story = publish("Both", "Harbor dredging", "Harbor")
    dredging.merge(harbor, editor)
    page = client.get(story.get_absolute_url()).content.decode()
    assert re.findall(r'<a href="/topic/(.*?)/"><bdi>(.*?)</bdi>', page) == [("harbor", "Harbor")]
    assert not fresh(story).has_unpublished_changes


def test_what_was_published_keeps_on_record_what_it_named(publish, dredging, harbor, editor):
    story = publish("One", "Harbor dredging")
    dredging.merge(harbor, editor)
    assert story.revision.taggings.get().topic == dredging


def test_a_chain_of_mergers_leads_everything_to_its_end_in_one_step(
    publish, dredging, harbor, client, editor
):
    story = publish("One", "Harbor dredging")
    port = Topic.named("Port")
    dredging.merge(harbor, editor)
    harbor.merge(port, editor)
    for address in ("/topic/harbor-dredging/", "/topic/harbor/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, "/topic/port/")
    assert headlines(client, "/topic/port/") == ["One"]
    assert fresh(dredging).merged_into == fresh(harbor).merged_into == port
    assert 'href="/topic/port/"' in client.get(story.get_absolute_url()).content.decode()


def test_into_one_that_was_merged_meanwhile_is_into_where_that_leads(dredging, harbor, editor):
    port = Topic.named("Port")
    harbor_as_chosen = fresh(harbor)
    harbor.merge(port, editor)
    dredging.merge(harbor_as_chosen, editor)
    assert fresh(dredging).merged_into == port


@pytest.mark.parametrize("times", [2, 3])
def test_it_is_safe_to_repeat(times, publish, dredging, harbor, client, editor):
    publish("One", "Harbor dredging")
    merged = [fresh(dredging).merge(harbor, editor) for _ in range(times)]
    assert merged == [True] + [False] * (times - 1)
    assert headlines(client, "/topic/harbor/") == ["One"]
    # Back again is no merger either: they are one already.
    assert not harbor.merge(dredging, editor)
    assert not fresh(harbor).is_merged


def test_into_itself_is_nothing(dredging, editor):
    assert not dredging.merge(dredging, editor)
    assert fresh(dredging).slug == "harbor-dredging"


def test_one_that_was_merged_gets_no_address_when_it_is_saved(dredging, harbor, editor):
    dredging.merge(harbor, editor)
    topic = fresh(dredging)
    topic.description = "Mud."
    topic.save()
    assert fresh(topic).slug is None
    assert topic.get_absolute_url() == "/topic/harbor/"


def test_a_file_that_names_the_merged_one_means_the_other(dredging, harbor, editor):
    dredging.merge(harbor, editor)
    assert Topic.named("harbor DREDGING") == harbor


def test_a_story_published_later_under_the_old_name_stands_on_the_others_page(
    make_article, tag, dredging, harbor, client, editor
):
    story = make_article(headline="Later")
    tag(story, "Harbor dredging")
    dredging.merge(harbor, editor)
    fresh(story).publish(editor)
    assert headlines(client, "/topic/harbor/") == ["Later"]
    assert TopicListing.objects.get().topic == harbor


@pytest.mark.django_db(transaction=True)
def test_a_story_that_is_published_while_its_topic_is_merged_stands_on_the_others_page(
    make_article, tag, editor, client
):
    """Two at once, many times over."""
    stories = [make_article(headline=f"Story {number}") for number in range(8)]
    target = Topic.named("Harbor")
    for number, story in enumerate(stories):
        tag(story, f"Topic {number}")

    def close(act):
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        for number, story in enumerate(stories):
            topic = Topic.named(f"Topic {number}")
            acts = [partial(story.publish, editor), partial(topic.merge, target, editor)]
            list(both.map(close, acts if number % 2 else acts[::-1]))
    assert len(headlines(client, "/topic/harbor/")) == 8
    assert set(TopicListing.objects.values_list("topic", flat=True)) == {target.pk}


def test_a_form_holds_the_topics_before_rows_refer_to_them(
    make_article, harbor, dredging, desk, address_of, filled_in
):
    """Or on PostgreSQL it could wait for a merger that waits for it: foreign keys are checked in their own order."""
    story = make_article(headline="One")
    rows = {"all_taggings-TOTAL_FORMS": 2}
    for number, each in enumerate((dredging, harbor)):
        rows |= {f"all_taggings-{number}-id": "", f"all_taggings-{number}-topic": each.pk}
    with CaptureQueriesContext(connection) as asked:
        assert desk.post(address_of(story), filled_in(story) | rows).status_code == 302
    statements = [each["sql"] for each in asked]
    saved = next(n for n, sql in enumerate(statements) if sql.startswith('INSERT INTO "articles_tagging"'))
    held = f'"articles_topic"."id" IN ({harbor.pk}, {dredging.pk}) ORDER BY "articles_topic"."id" ASC'
    assert any(held in sql for sql in statements[:saved])


# At the desk


def test_the_page_asks_and_says_how_many_stories(publish, dredging, harbor, desk):
    publish("One", "Harbor dredging")
    publish("Two", "Harbor dredging")
    form = desk.get(f"/admin/articles/topic/{dredging.pk}/change/").content.decode()
    assert page_of(dredging) in form
    page = desk.get(page_of(dredging)).content.decode()
    assert "2 stories stand on its page now." in page
    assert '<option value="Harbor">' in page and '<option value="Harbor dredging">' not in page
    assert not fresh(dredging).is_merged


@pytest.mark.parametrize(
    "typed", ["Harbor", "harbor ", "https://paper.example/topic/harbor/", "/topic/harbor", "harbor"]
)
def test_the_other_is_found_by_its_name_or_address(typed, dredging, harbor, desk):
    answer = desk.post(page_of(dredging), {"into": typed})
    assert answer.status_code == 302
    assert said(answer) == (
        "Harbor dredging is merged into Harbor. Its address leads there, and its stories stand there."
    )
    assert fresh(dredging).merged_into == harbor


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", "This field is required."),
        ("Harbour", "There is no topic “Harbour”."),
        ("Harbor dredging", "A topic can’t be merged into itself."),
    ],
)
def test_what_is_no_other_topic_is_refused_and_kept_in_the_form(typed, refusal, dredging, harbor, desk):
    page = desk.post(page_of(dredging), {"into": typed}).content.decode()
    assert refusal in page and f'value="{typed}"' in page or not typed
    assert not fresh(dredging).is_merged


def test_a_double_click_merges_once_and_gets_the_same_answer(dredging, harbor, desk, editor):
    first, second = (desk.post(page_of(dredging), {"into": "Harbor"}) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert said(second) == f"{said(first)} {said(first)}"
    logged = LogEntry.objects.values_list("object_id", "user", "change_message")
    assert sorted(logged) == [
        (str(dredging.pk), editor.pk, "Merged into another topic."),
        (str(harbor.pk), editor.pk, "Another topic was merged into it."),
    ]


def test_who_would_merge_it_elsewhere_afterwards_is_told_where_it_is(dredging, harbor, desk, editor):
    Topic.named("Port")
    dredging.merge(harbor, editor)
    answer = desk.post(page_of(dredging), {"into": "Port"})
    assert "It is merged already: its stories stand on the page of Harbor." in answer.content.decode()
    assert fresh(dredging).merged_into == harbor


def test_it_is_offered_nowhere_and_its_name_finds_the_other(dredging, harbor, desk, editor):
    dredging.merge(harbor, editor)
    asked = {"term": "dredging", "app_label": "articles", "model_name": "tagging", "field_name": "topic"}
    found = desk.get("/admin/autocomplete/", asked).json()["results"]
    assert [each["text"] for each in found] == ["Harbor"]
    assert "Harbor dredging" not in desk.get("/admin/articles/topic/").content.decode()
    assert "Harbor dredging" not in desk.get(page_of(Topic.named("Port"))).content.decode()


def test_its_own_page_at_the_desk_can_only_be_read(dredging, harbor, desk, editor):
    dredging.merge(harbor, editor)
    page = desk.get(f"/admin/articles/topic/{dredging.pk}/change/").content.decode()
    assert 'name="name"' not in page and "Merge …" not in page
    assert "Merged into" in page


def test_a_form_that_was_opened_before_is_refused_and_gives_back_what_was_typed(
    dredging, harbor, desk, editor
):
    dredging.merge(harbor, editor)
    typed = {"name": "Dredging", "description": "Mud, and who moves it.", "code": ""}
    page = desk.post(f"/admin/articles/topic/{dredging.pk}/change/", typed).content.decode()
    assert "This topic was merged meanwhile." in page and "Mud, and who moves it." in page
    assert (fresh(dredging).name, fresh(dredging).slug) == ("Harbor dredging", None)


def test_its_name_and_address_are_free_and_a_new_one_says_where_they_led(
    publish, dredging, harbor, desk, client, editor
):
    dredging.merge(harbor, editor)
    answer = desk.post("/admin/articles/topic/add/", {"name": "Harbor dredging"})
    assert said(answer).startswith(
        "Until now the address /topic/harbor-dredging/ led to /topic/harbor/. From now on it is this topic’s."
    )
    publish("New", "Harbor dredging")
    assert headlines(client, "/topic/harbor-dredging/") == ["New"]
    assert not FormerAddress.objects.exists()


def test_a_form_of_a_story_that_names_the_merged_one_means_the_other(
    make_article, tag, dredging, harbor, send, desk, address_of, filled_in, editor
):
    story = make_article(headline="One")
    tag(story, "Harbor dredging")
    opened = filled_in(story)
    dredging.merge(harbor, editor)
    page = desk.get(address_of(story)).content.decode()
    assert f'<option value="{harbor.pk}" selected>Harbor</option>' in page
    # With a new row that names it too, as a form that was opened before.
    row = {"all_taggings-TOTAL_FORMS": 2, "all_taggings-1-id": "", "all_taggings-1-topic": dredging.pk}
    assert desk.post(address_of(story), opened | row | {"headline": "One, edited"}).status_code == 302
    assert [each.topic.shown for each in story.taggings] == [harbor, harbor]
    fresh(story).publish(editor)
    assert [each.name for each in fresh(story).revision.topics] == ["Harbor"]


def test_only_who_may_change_topics_merges_them(dredging, harbor, moderator, reader, client):
    for somebody, status in ((moderator, 403), (reader, 302)):
        client.force_login(somebody)
        assert client.post(page_of(dredging), {"into": "Harbor"}).status_code == status
    assert not fresh(dredging).is_merged


def test_what_a_story_had_can_not_be_deleted(publish, dredging, harbor, desk):
    publish("One", "Harbor dredging")
    for topic, may in ((dredging, False), (harbor, True)):
        page = desk.get(f"/admin/articles/topic/{topic.pk}/change/").content.decode()
        assert (f"/admin/articles/topic/{topic.pk}/delete/" in page) == may
        desk.post(f"/admin/articles/topic/{topic.pk}/delete/", {"post": "yes"})
        assert Topic.objects.filter(pk=topic.pk).exists() != may
    assert Tagging.objects.count() == 2
