import datetime
import re

import pytest
from django.utils import timezone

from articles.models import Photo, Section, Slide


@pytest.fixture
def pictured(make_article, editor, jpeg, django_capture_on_commit_callbacks):
    story = make_article(headline="The one with a picture")
    with django_capture_on_commit_callbacks(execute=True):
        photo = Photo.objects.ingest(jpeg(), credit_line="Meridian", alt="A harbour").photo
        Slide.objects.create(article=story, photo=photo, position=1)
        story.publish(editor, at=timezone.now() - datetime.timedelta(hours=2))
    return story


def test_the_newest_story_with_a_photo_leads(client, pictured, make_article, editor):
    make_article(headline="Newer, without one").publish(editor)
    response = client.get("/")
    assert response.context["lead"] == pictured
    assert "Newer, without one" in response.content.decode()


def test_without_any_photo_the_newest_leads(client, article, make_article, editor):
    newer = make_article(headline="Newer")
    newer.publish(editor)
    assert client.get("/").context["lead"] == newer


def test_sections_follow_in_their_order(client, make_article, editor):
    for position, name in enumerate(["Sport", "City"], start=3):
        section = Section.objects.create(name=name, slug=name.lower(), position=position)
        for number in range(8):
            make_article(section=section, headline=f"{name} {number}").publish(editor)
    assert [band.section.name for band in client.get("/").context["bands"]] == ["Sport", "City"]


@pytest.mark.parametrize("number, wide", [(1, [1]), (2, [1, 2]), (3, [1, 2, 3]), (4, [1, 2]), (5, [1, 2, 5])])
def test_two_sections_in_bands_the_others_in_pairs_and_none_beside_nothing(
    client, make_article, editor, number, wide
):
    for position in range(1, number + 1):
        section = Section.objects.create(name=f"No. {position}", slug=f"no-{position}", position=position)
        for story in range(8):
            make_article(section=section, headline=f"Story {story}").publish(editor)
    bands = re.findall(
        r'class="(band.*?)"\s+aria-labelledby="band-no-(\d)"', client.get("/").content.decode()
    )
    assert [int(position) for name, position in bands if name == "band wide"] == wide
    assert len(bands) == number


def test_what_leads_is_not_repeated_below(client, pictured, make_article, editor):
    for number in range(12):
        make_article(headline=f"Another {number}").publish(
            editor, at=timezone.now() - datetime.timedelta(hours=3)
        )
    page = client.get("/").content.decode()
    assert page.count("The one with a picture</a>") == 1


def test_the_number_of_comments_is_a_link(client, article, post):
    post()
    post()
    assert f'{article.get_absolute_url()}#comments">2 comments' in client.get("/").content.decode()


def test_an_empty_paper_says_so(client, db):
    assert "Nothing has been published yet." in client.get("/").content.decode()


def test_as_many_queries_for_60_stories_as_for_3(client, make_article, editor, django_assert_num_queries):
    for _ in range(3):
        make_article().publish(editor)
    # sections twice, the paper, newest stories, their photos, one section's stories, their photos, comments,
    # the paper's pages, which are kept then
    with django_assert_num_queries(9):
        client.get("/")
    for _ in range(57):
        make_article().publish(editor)
    with django_assert_num_queries(7):
        client.get("/")
