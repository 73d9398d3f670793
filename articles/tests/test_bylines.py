"""The names at a story lead to pages of contributors: where there is a page, and nowhere else."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Contribution, Contributor


@pytest.fixture
def credit():
    def credit(story, name, role="byline"):
        contributor = Contributor.named(name)
        position = story.contributions.count() + 1
        Contribution.objects.create(article=story, contributor=contributor, role=role, position=position)
        return contributor

    return credit


def links(client, address):
    """[(address, name)] of the links to contributors on that page."""
    page = client.get(address).content.decode()
    return re.findall(r'<a href="(/by/[^"]+)" rel="author">([^<]+)</a>', page)


def test_each_name_that_a_published_story_links_leads_to_a_page_that_lists_it(
    client, make_article, editor, credit
):
    story = make_article()
    for role in Contribution.Role.values:
        credit(story, f"Who did {role}", role)
    story.publish(editor)
    found = links(client, story.get_absolute_url())
    assert [name for _, name in found] == ["Who did byline", "Who did reporting", "Who did writing"]
    for address, name in found:
        page = client.get(address)
        assert page.status_code == 200
        assert f'<h1 class="page-title">{name}</h1>' in page.content.decode()
        assert f'href="{story.get_absolute_url()}"' in page.content.decode()


def test_who_only_edited_is_named_without_a_link_and_has_no_page(client, make_article, editor, credit):
    story = make_article()
    one = credit(story, "Jo Strand", "editing")
    story.publish(editor)
    page = client.get(story.get_absolute_url()).content.decode()
    assert "Jo Strand" in page and "/by/" not in page
    assert client.get(one.get_absolute_url()).status_code == 404


def test_who_edited_and_wrote_a_story_is_linked_in_both_places(client, make_article, editor, credit):
    story = make_article()
    credit(story, "Ines Calloway")
    credit(story, "Ines Calloway", "editing")
    story.publish(editor)
    assert links(client, story.get_absolute_url()) == 2 * [("/by/ines-calloway/", "Ines Calloway")]


def test_a_name_goes_from_the_page_with_the_update_that_takes_it_from_the_story(
    client, make_article, editor, credit
):
    story = make_article()
    one = credit(story, "Ines Calloway")
    story.publish(editor)
    story.contributions.update(contributor=Contributor.named("Bea Cole"))
    assert client.get(one.get_absolute_url()).status_code == 200
    story.publish_update(editor)
    assert links(client, story.get_absolute_url()) == [("/by/bea-cole/", "Bea Cole")]
    assert client.get(one.get_absolute_url()).status_code == 404


def test_a_scheduled_and_a_killed_story_make_no_page(client, make_article, editor, credit, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    story = make_article()
    one = credit(story, "Ines Calloway")
    story.publish(editor, at=now + datetime.timedelta(hours=1))
    assert client.get(one.get_absolute_url()).status_code == 404
    time_machine.move_to(now + datetime.timedelta(hours=1), tick=False)
    assert client.get(one.get_absolute_url()).status_code == 200
    story.kill(editor)
    assert client.get(one.get_absolute_url()).status_code == 404
    story.bring_back(editor)
    assert client.get(one.get_absolute_url()).status_code == 200


def test_a_preview_links_those_alone_who_have_a_page_already(send, client, make_article, editor, credit):
    out, story = make_article(headline="Out"), make_article()
    credit(out, "Ines Calloway")
    out.publish(editor)
    for name, role in (("Ines Calloway", "byline"), ("Bea Cole", "byline"), ("Ines Calloway", "editing")):
        credit(story, name, role)
    page = send(story, _preview="").content.decode()
    found = re.findall(r'<a href="(/by/[^"]+)" rel="author">', page)
    assert found == 2 * ["/by/ines-calloway/"]
    assert "Bea Cole" in page


def test_names_cost_the_same_however_many_they_are(client, make_article, editor, credit):
    stories = [make_article(headline=f"Story {number}") for number in range(2)]
    credit(stories[0], "Writer 0")
    for number in range(12):
        credit(stories[1], f"Writer {number}", Contribution.Role.values[number % 4])
    asked = []
    for story in stories:
        story.publish(editor)
    for story in stories:
        # What every page shows is read once.
        client.get("/comment-policy/")
        with CaptureQueriesContext(connection) as queries:
            client.get(story.get_absolute_url())
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_storys_byline_is_that_of_who_stays_after_a_merger(client, make_article, editor, credit):
    story = make_article()
    one, other = credit(story, "I. Calloway"), credit(story, "Ines Calloway")
    credit(story, "I. Calloway", "reporting")
    story.publish(editor)
    one.merge(other, editor)
    found = links(client, story.get_absolute_url())
    # Once in the byline, and once among the credits.
    assert found == 2 * [("/by/ines-calloway/", "Ines Calloway")]
    assert "I. Calloway" not in client.get(story.get_absolute_url()).content.decode()
    assert not story.has_unpublished_changes
