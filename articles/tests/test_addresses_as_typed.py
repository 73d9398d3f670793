"""One address of a story; in whatever other way somebody spelt it, it leads there, and tells nothing of a draft."""

import datetime
import unicodedata
from urllib.parse import quote, unquote

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article, Section


@pytest.fixture
def story(make_article, editor):
    story = make_article(headline="Łódź opens अनेक trams")
    story.publish(editor)
    assert story.slug == "lodz-opens-अनेक-trams"
    return story


def spellings_of(story):
    day = f"/{story.url_date:%Y/%m/%d}"
    slug = story.slug
    loose = f"/{story.url_date.year}/{story.url_date.month}/{story.url_date.day}"
    return {
        "in capitals": f"{day}/{quote(slug.upper())}/",
        "in another Unicode form": f"{day}/{quote(unicodedata.normalize('NFD', 'Łódź-opens-अनेक-trams'))}/",
        "encoded twice": f"{day}/{quote(quote(slug))}/",
        "without the last slash": f"{day}/{quote(slug)}",
        "with an encoded fragment": f"{day}/{quote(slug)}/%23comments",
        "with an encoded fragment and no slash": f"{day}/{quote(slug)}%23comments",
        "with an encoded query": f"{day}/{quote(slug)}%3Futm_source=post",
        "with a query that was encoded twice": f"{day}/{quote(slug)}%253Futm_source=post/",
        "with spaces": f"{day}/{quote(slug.replace('-', ' '))}/",
        "with other dashes": f"{day}/{quote(slug.replace('-', '–'))}/",
        "with what ended a sentence": f"{day}/{quote(slug)}./",
        "with a line's end": f"{day}/{quote(slug)}/%0A",
        "as its headline": f"{day}/{quote('Łódź opens अनेक trams!')}",
    } | ({"with a day as people write it": f"{loose}/{quote(slug)}/"} if loose != day else {})


def test_every_spelling_leads_to_the_one_address_by_one_redirect_for_good(client, story):
    for spelling, address in spellings_of(story).items():
        if "line's end" in spelling:
            continue
        response = client.get(address)
        assert (response.status_code, response.get("Location")) == (301, story.get_absolute_url()), spelling
    assert client.get(story.get_absolute_url()).status_code == 200


def test_a_query_is_kept_on_the_way(client, story):
    response = client.get(story.get_absolute_url().rstrip("/") + "?page=2&utm_source=x")
    assert response["Location"] == f"{story.get_absolute_url()}?page=2&utm_source=x"
    assert client.get(f"{story.get_absolute_url()}?utm_source=x").status_code == 200


def test_a_single_digit_of_month_or_day_is_enough(client, make_article, editor):
    story = make_article()
    story.publish(editor, at=datetime.datetime(2026, 3, 5, 17, tzinfo=datetime.UTC))
    response = client.get(f"/2026/3/5/{story.slug}")
    assert response["Location"] == story.get_absolute_url() == f"/2026/03/05/{story.slug}/"


def test_the_pages_below_a_story_are_led_to_too_and_what_is_sent_is_taken(client, story, post, reader):
    from comments.models import Comment

    post(on=story)
    wrong = f"/{story.url_date:%Y/%m/%d}/{quote(story.slug.upper())}/"
    response = client.get(f"{wrong}thread/1/?page=1")
    assert response["Location"] == f"{story.get_absolute_url()}thread/1/?page=1"
    client.force_login(reader)
    assert client.get(f"{wrong}comment/")["Location"] == f"{story.get_absolute_url()}comment/"
    assert client.post(f"{wrong}comment/", {"text": "Typed at length."}).status_code == 302
    assert Comment.objects.filter(text="Typed at length.").exists()


def test_a_killed_story_is_gone_at_every_spelling(client, story, editor):
    story.kill(editor)
    for spelling, address in spellings_of(story).items():
        if "line's end" not in spelling:
            assert client.get(address).status_code == 410, spelling


@pytest.mark.parametrize("status", ["draft", "scheduled"])
def test_a_story_that_is_not_out_answers_at_every_spelling_like_none(client, make_article, editor, status):
    story = make_article(headline="Łódź opens अनेक trams", slug="lodz-opens-अनेक-trams")
    if status == "scheduled":
        story.publish(editor, at=timezone.now() + datetime.timedelta(days=1))
    else:
        story.url_date = timezone.localdate()
    for spelling, address in spellings_of(story).items():
        hidden = client.get(address)
        missing = client.get(address.replace("trams", "buses").replace("TRAMS", "BUSES"))
        assert hidden.status_code == missing.status_code == 404, spelling
        assert hidden.content == missing.content
        assert hidden.headers.items() == missing.headers.items()


def test_an_address_of_earlier_rules_stays_what_it_was(client, make_article, editor):
    old = make_article(headline="Łódź opens", slug="odz_Opens")
    old.publish(editor)
    new = make_article(headline="odz opens")
    new.publish(editor)
    assert (
        client.get(old.get_absolute_url()).status_code
        == client.get(new.get_absolute_url()).status_code
        == 200
    )
    assert unquote(old.get_absolute_url()).endswith("/odz_Opens/")


def test_a_section_is_found_in_every_spelling(client, db):
    section = Section.objects.create(name="Łódź & सड़क", position=3)
    assert section.get_absolute_url() == f"/section/{quote('lodz-सड़क')}/"
    assert client.get(section.get_absolute_url()).status_code == 200
    for spelling in ("LODZ-सड़क", "Łódź-सड़क", quote("lodz-सड़क")):
        response = client.get(f"/section/{quote(spelling)}/?before=3")
        assert response["Location"] == f"{section.get_absolute_url()}?before=3"
    assert client.get("/section/nothing/").status_code == 404


def test_a_spelling_asks_for_as_little_as_the_page_that_is_not_there(
    client, story, django_assert_max_num_queries
):
    client.get("/")
    for address in spellings_of(story).values():
        with django_assert_max_num_queries(3):
            client.get(address)
    # One of them asks whether something else was there.
    with django_assert_max_num_queries(3):
        assert client.get(f"/{story.url_date:%Y/%m/%d}/{'x' * 3000}/").status_code == 404


def test_no_spelling_is_kept(story, monkeypatch):
    from newsroom.tests.test_page_cache import Process

    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    process = Process()
    for address in spellings_of(story).values():
        path, _, query = address.partition("?")
        process.get(unquote(path) + (f"?{query}" if query else ""))
    assert len(process.cache.pages) == 0
    process.get(unquote(story.get_absolute_url()))
    assert len(process.cache.pages) == 1
    assert not process.cache._making


# The desk


def found(desk, term):
    response = desk.get("/admin/articles/article/", {"q": term})
    assert response.status_code == 200
    return [each.pk for each in response.context["cl"].result_list]


@pytest.mark.parametrize("status", ["published", "killed", "scheduled", "called back"])
def test_the_desk_finds_a_story_by_its_address_however_it_was_copied(desk, make_article, editor, status):
    make_article(headline="Other").publish(editor)
    story = make_article(headline="Łódź opens अनेक trams")
    later = timezone.now() + datetime.timedelta(days=1)
    story.publish(editor, at=None if status in ("published", "killed") else later)
    address = story.get_absolute_url()
    typed = [*spellings_of(story).values(), address, unquote(address)]
    if status == "killed":
        story.kill(editor)
    elif status == "called back":
        story.call_back(editor)
    for each in typed:
        for term in (
            each,
            f"https://news.example{each}",
            f" news.example:8000{each}#comment-3 ",
            f"http://127.0.0.1{each}?utm_source=x&utm_medium=y",
            quote(f"https://news.example{each}", safe=""),
        ):
            assert found(desk, term) == [story.pk], term
    for slug in (
        story.slug,
        quote(story.slug),
        quote(quote(story.slug)),
        story.slug.upper(),
        f"/{story.slug}/",
    ):
        assert found(desk, slug) == [story.pk], slug
    assert found(desk, f"{address}thread/1/?page=2") == [story.pk]


def test_a_word_that_is_a_slug_is_looked_for_in_headlines_too(desk, make_article):
    one, other = make_article(headline="Ferry", slug="ferry"), make_article(headline="The ferry sails")
    assert sorted(found(desk, "ferry")) == [one.pk, other.pk]


def test_a_slash_in_words_is_no_address(desk, make_article):
    story = make_article(headline="Iran/Iraq talks")
    assert found(desk, "Iran/Iraq") == [story.pk]


def test_the_longest_address_of_any_script_is_not_too_long_to_look_for(desk, make_article, editor):
    story = make_article(headline="हिन्दी " * 28)
    story.publish(editor)
    assert len(quote(story.get_absolute_url())) > 1000
    assert found(desk, "https://news.example" + quote(story.get_absolute_url())) == [story.pk]


def test_a_slug_typed_by_hand_is_refused_with_the_right_one_and_stays_as_typed(send, make_article):
    story = make_article()
    response = send(story, slug="Łódź Fair", _save="")
    assert response.status_code == 200
    page = response.content.decode()
    assert "Write this one “lodz-fair”" in page
    assert 'value="Łódź Fair"' in page
    send(story, slug="हिन्दी-समाचार", _save="")
    story.refresh_from_db()
    assert story.slug == "हिन्दी-समाचार"


def test_a_draft_with_an_address_of_earlier_rules_can_still_be_saved(send, make_article):
    story = make_article(slug="My_Slug")
    assert send(story, headline="Another", _save="").status_code == 302
    assert Article.objects.get().slug == "My_Slug"
