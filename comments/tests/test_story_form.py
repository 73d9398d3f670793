"""The page that sets a story's discussion, by the verb, and what the story's form says of it."""

import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from comments.models import Discussion
from comments.tests import PUBLISHED
from core.fragment_cache import fragment_cache
from newsroom.tests.support import sent

DAY = datetime.timedelta(days=1)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def fields_of(client, address):
    """The form as a browser would send it: every field with what stands in it."""
    response = client.get(address)
    assert response.status_code == 200
    return sent.fields_of(response.content.decode(), "discussion_form")


def at(article):
    return reverse("admin:articles_article_discussion", args=[article.pk])


def story_form(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def save(client, article, opened=None, **window):
    """Send its form with another mode, until=("2013-07-20", "18:00:00")."""
    data = opened or fields_of(client, at(article))
    if "mode" in window:
        data["mode"] = window["mode"]
    if "until" in window:
        data["until_0"], data["until_1"] = window["until"]
    return client.post(at(article), data)


def errors(response):
    return response.context["adminform"].form.errors


@pytest.mark.parametrize("end", ["\v", "\f", "\x85", "\x1e", "\u2028", "\r\n"])
def test_the_editors_sentence_is_one_line_and_joins_no_words(article, editor, end):
    Discussion.of(article).set_window(editor, "closed", note=f" One{end}two. ")
    assert Discussion.objects.get().note == "One two."


def test_a_form_saved_without_a_change_makes_no_row(desk, article):
    assert save(desk, article).status_code == 302
    assert not Discussion.objects.exists()


@pytest.mark.parametrize("mode", ["open", "closed", "off"])
def test_a_mode_is_set_by_the_verb(desk, article, mode):
    assert save(desk, article, mode=mode).status_code == 302
    found = Discussion.objects.get()
    assert (found.article, found.mode, found.until, found.version) == (article, mode, None, 1)


def test_a_time_is_the_sites_own(desk, article):
    assert save(desk, article, mode="until", until=("2013-07-20", "18:00:00")).status_code == 302
    assert Discussion.objects.get().until == datetime.datetime(2013, 7, 20, 22, 0, tzinfo=datetime.UTC)
    opened = fields_of(desk, at(article))
    assert (opened["until_0"], opened["until_1"]) == ("2013-07-20", "18:00:00")


@pytest.mark.parametrize(
    ("mode", "until", "said"),
    [
        ("until", ("", ""), "Give the day and time"),
        ("automatic", ("2013-07-20", "18:00:00"), "A time goes only with"),
        ("closed", ("2013-07-20", "18:00:00"), "A time goes only with"),
        ("until", ("2013-07-06", "01:12:00"), "This time is past"),
        ("until", ("2013-07-20", "later"), "can’t be read as a time of day"),
        ("until", ("2013-07-20", ""), "There is no time of day"),
    ],
)
def test_a_time_that_does_not_fit_is_refused_in_plain_words(desk, article, mode, until, said):
    response = save(desk, article, mode=mode, until=until)
    assert response.status_code == 200
    assert said in str(errors(response)["until"])
    assert not Discussion.objects.exists()


def test_a_time_that_has_passed_since_does_not_stand_in_the_way_of_other_changes(desk, article, clock):
    save(desk, article, mode="until", until=("2013-07-07", "18:00:00"))
    clock.move_to(PUBLISHED + 10 * DAY)
    assert save(desk, article).status_code == 302
    assert Discussion.objects.get().version == 1


def test_comments_that_came_while_the_form_was_open_stay_counted(desk, article, post):
    post()
    opened = fields_of(desk, at(article))
    post()
    save(desk, article, opened, mode="closed")
    found = Discussion.objects.get()
    assert (found.mode, found.visible_count, found.last_thread_number) == ("closed", 2, 2)


@pytest.mark.parametrize("before", ["automatic", "closed"])
def test_what_another_editor_set_meanwhile_stays_where_this_one_changed_nothing(
    desk, article, editor, before
):
    discussion = Discussion.of(article)
    discussion.set_window(editor, before)
    opened = fields_of(desk, at(article))
    discussion.set_window(editor, "off")
    opened["note"] = "New words."
    assert save(desk, article, opened).status_code == 302
    assert Discussion.objects.values_list("mode", "note").get() == ("off", "New words.")


def test_words_for_readers_are_set_by_the_verb(desk, article):
    opened = fields_of(desk, at(article))
    opened["note"] = "We begin anew tomorrow."
    assert save(desk, article, opened, mode="closed").status_code == 302
    found = Discussion.objects.get()
    assert (found.mode, found.note, found.version) == ("closed", "We begin anew tomorrow.", 1)
    assert fields_of(desk, at(article))["note"] == "We begin anew tomorrow."


def test_too_many_words_come_back(desk, article):
    opened = fields_of(desk, at(article)) | {"note": "x" * 301}
    response = save(desk, article, opened, mode="closed")
    assert response.status_code == 200
    assert "at most 300 characters" in str(errors(response)["note"])
    assert "x" * 301 in response.content.decode()
    assert not Discussion.objects.exists()


def test_of_two_editors_each_changes_only_what_they_touched(desk, article, editor):
    discussion = Discussion.of(article)
    discussion.set_window(editor, "open", note="The first.")
    opened = fields_of(desk, at(article))
    discussion.set_window(editor, "off")
    save(desk, article, opened | {"note": "The second."})
    assert Discussion.objects.values_list("mode", "note").get() == ("off", "The second.")
    opened = fields_of(desk, at(article))
    discussion.set_window(editor, "off", note="The third.")
    save(desk, article, opened, mode="closed")
    assert Discussion.objects.values_list("mode", "note").get() == ("closed", "The third.")


def test_a_first_comment_that_came_while_the_form_was_open_does_not_stand_in_its_way(desk, article, post):
    opened = fields_of(desk, at(article))
    post()
    assert save(desk, article, opened, mode="closed").status_code == 302
    found = Discussion.objects.get()
    assert (found.mode, found.visible_count) == ("closed", 1)


def shown_closing(client, address):
    page = client.get(address).content.decode()
    return re.sub(
        r"<[^>]+>", "", re.search(r'field-closes_by_itself">(.*?)</div>\s*</div>', page, re.DOTALL)[1]
    )


def test_it_shows_when_the_discussion_closes_by_itself(desk, article, make_article, settings):
    assert "Jul 20, 2013 1:12 AM EDT: 14 days after first publication." in shown_closing(
        desk, story_form(article)
    )
    draft = story_form(make_article())
    assert "14 days after first publication." in shown_closing(desk, draft)
    assert "14 days" in shown_closing(desk, reverse("admin:articles_article_add"))
    settings.COMMENTS_OPEN_DAYS = None
    # Another process: this one has read it.
    fragment_cache.clear()
    assert "Never" in shown_closing(desk, draft)


def test_the_automatic_time_is_shown_whatever_the_override(desk, article, editor):
    Discussion.of(article).set_window(editor, "open")
    assert "Jul 20, 2013 1:12 AM EDT" in shown_closing(desk, story_form(article))


@pytest.mark.parametrize("button", ["_save", "_preview", "_update"])
def test_the_storys_form_sets_nothing_of_it_whatever_it_sends(desk, article, post, button):
    post()
    opened = sent.fields_of(desk.get(story_form(article)).content.decode(), "article_form")
    sneaked = {f"discussion-0-{name}": value for name, value in {"mode": "off", "DELETE": "on"}.items()}
    desk.post(story_form(article), opened | sneaked | {"headline": "Changed", button: ""})
    assert Discussion.objects.values_list("mode", "visible_count").get() == ("automatic", 1)


def test_the_storys_form_says_how_it_stands_and_leads_to_its_page(desk, article, editor):
    Discussion.of(article).set_window(editor, "closed")
    page = desk.get(story_form(article)).content.decode()
    assert "Closed now" in page
    # In a new window: nothing that was typed in this one is lost.
    assert f'href="{at(article)}" target="_blank"' in page


def test_the_page_says_what_it_did_and_the_storys_history_too(desk, article):
    page = desk.post(
        at(article), fields_of(desk, at(article)) | {"mode": "closed"}, follow=True
    ).content.decode()
    assert "Discussion set: Closed now. Readers see it." in page
    history = desk.get(f"/admin/articles/article/{article.pk}/history/").content.decode()
    assert "Discussion set: Closed now." in history


def test_readers_see_it_at_once(desk, article, client, post):
    post()
    save(desk, article, mode="off")
    assert "Comments (" not in Client().get(article.get_absolute_url()).content.decode()


def test_a_draft_has_its_discussion_set_before_it_is_out(desk, make_article):
    draft = make_article()
    assert save(desk, draft, mode="off").status_code == 302
    assert Discussion.objects.get(article=draft).mode == "off"


def test_who_may_not_set_it_is_refused(article, moderator, make_reader, client):
    client.force_login(moderator)
    assert client.get(at(article)).status_code == client.post(at(article), {"mode": "off"}).status_code == 403
    looks = make_reader("LenaHartvig", is_staff=True)
    looks.user_permissions.add(
        *Permission.objects.filter(codename__in=["view_article", "change_article", "view_discussion"])
    )
    client.force_login(looks)
    assert client.post(at(article), {"mode": "off"}).status_code == 403
    page = client.get(story_form(article)).content.decode()
    assert "You may look at it, and not change it." in page
    assert not Discussion.objects.exists()


def test_what_was_typed_is_there_again_when_the_session_is_over(desk, article):
    data = fields_of(desk, at(article)) | {"mode": "closed", "note": "We begin anew tomorrow."}
    desk.logout()
    response = desk.post(at(article), data)
    assert response.status_code == 403
    assert "We begin anew tomorrow." in response.content.decode()


def test_what_is_wrong_with_a_time_is_told_at_both_its_fields(desk, article):
    page = save(desk, article, mode="until", until=("", "")).content.decode()
    for number in (0, 1):
        field = re.search(rf'<input[^>]*id="id_until_{number}"[^>]*>', page)[0]
        assert 'aria-invalid="true"' in field
        for told in re.search(r'aria-describedby="([^"]*)"', field)[1].split():
            assert page.count(f'id="{told}"') == 1
