import datetime
import re

import pytest

from articles.models import Section

LIST = "/admin/articles/article/"


def row(page, headline):
    return next(part for part in page.split("<tr>") if headline in part)


def cell(page, headline, name):
    found = re.search(rf'<td class="field-{name}[^"]*">(.*?)</td>', row(page, headline), re.S)
    return re.sub("<[^>]+>", "", found[1])


@pytest.fixture
def stories(make_article, editor):
    made = {
        name: make_article(headline=f"The {name} story")
        for name in ("draft", "scheduled", "published", "killed")
    }
    made["scheduled"].publish(editor, at=datetime.datetime(2040, 1, 1, 17, 0, tzinfo=datetime.UTC))
    made["published"].publish(editor)
    made["killed"].publish(editor)
    made["killed"].kill(editor)
    return made


def test_the_list_says_where_each_story_stands(desk, stories):
    page = desk.get(LIST).content.decode()
    for name in ("draft", "published", "killed"):
        assert cell(page, f"The {name} story", "status") == name
    assert cell(page, "The scheduled story", "status") == "scheduled for Jan 1, 2040 12:00 PM EST"


@pytest.mark.parametrize("status", ["draft", "scheduled", "published", "killed"])
def test_the_list_is_filtered_by_status(desk, stories, status):
    page = desk.get(LIST, {"standing": status}).content.decode()
    assert [name for name in stories if f"The {name} story" in page] == [status]


def test_the_list_is_filtered_by_section_and_searched_by_headline(desk, stories, make_article):
    sport = Section.objects.create(name="Sport", slug="sport")
    make_article(headline="Rowers win", section=sport)
    page = desk.get(LIST, {"section__id__exact": sport.pk}).content.decode()
    assert "Rowers win" in page
    assert "The draft story" not in page
    page = desk.get(LIST, {"q": "rowers"}).content.decode()
    assert "Rowers win" in page
    assert "The draft story" not in page


@pytest.mark.parametrize("change", ["text", "slide added", "slide's words", "contributor", "none"])
def test_unpublished_changes_are_marked(desk, make_article, editor, make_photo, add_slide, change):
    from articles.models import Contribution, Contributor

    story = make_article()
    slide = add_slide(story, make_photo())
    story.publish(editor)
    if change == "text":
        story.place = "ELSEWHERE"
        story.save()
    elif change == "slide added":
        add_slide(story, make_photo())
    elif change == "slide's words":
        slide.caption = "Other"
        slide.save()
    elif change == "contributor":
        Contribution.objects.create(article=story, contributor=Contributor.named("Ines Calloway"))
    marked = cell(desk.get(LIST).content.decode(), story.headline, "unpublished")
    assert (marked == "yes") == story.has_unpublished_changes == (change != "none")


def test_as_many_queries_for_40_stories_as_for_2(
    desk, make_article, make_photo, add_slide, editor, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def published():
        story = make_article()
        add_slide(story, photo)
        story.publish(editor)

    photo = make_photo()
    for _ in range(2):
        published()
    with CaptureQueriesContext(connection) as few:
        desk.get(LIST)
    for _ in range(38):
        published()
    with django_assert_num_queries(len(few)):
        desk.get(LIST)
