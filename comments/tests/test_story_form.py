"""The discussion's settings on the story's form, saved by the verb."""

import datetime
import re

import pytest
from django.urls import reverse

from comments.models import Discussion
from comments.tests import PUBLISHED

DAY = datetime.timedelta(days=1)
PREFIX = "discussion"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def fields_of(client, address):
    """The form as a browser would send it: every field with what stands in it."""
    response = client.get(address)
    assert response.status_code == 200
    data = {}
    forms = [response.context["adminform"].form]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    page = response.content.decode()
    for form in forms:
        for bound in form:
            names = re.findall(rf'name="((?:initial-)?{re.escape(bound.html_name)}(?:_[01])?)"', page)
            data |= {name: value_in(page, name) for name in names}
    return data


def value_in(page, name):
    if select := re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', select[0])
        return chosen[1] if chosen else ""
    if area := re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
        return area[1].replace("&lt;", "<").replace("&gt;", ">")
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0]
    value = re.search(r'value="([^"]*)"', field)
    return value[1] if value else ""


def at(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def save(client, article, opened=None, **window):
    """Save the story's form with another mode, until=("2013-07-20", "18:00:00")."""
    data = opened or fields_of(client, at(article))
    if "mode" in window:
        data[f"{PREFIX}-0-mode"] = window["mode"]
    if "until" in window:
        data[f"{PREFIX}-0-until_0"], data[f"{PREFIX}-0-until_1"] = window["until"]
    return client.post(at(article), data | {"_save": "Save draft"})


def errors(response):
    [formset] = [
        each.formset for each in response.context["inline_admin_formsets"] if each.formset.prefix == PREFIX
    ]
    return formset.forms[0].errors


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
    assert (opened[f"{PREFIX}-0-until_0"], opened[f"{PREFIX}-0-until_1"]) == ("2013-07-20", "18:00:00")


@pytest.mark.parametrize(
    ("mode", "until", "said"),
    [
        ("until", ("", ""), "Give the day and time"),
        ("automatic", ("2013-07-20", "18:00:00"), "A time goes only with"),
        ("closed", ("2013-07-20", "18:00:00"), "A time goes only with"),
        ("until", ("2013-07-06", "01:12:00"), "This time is past"),
        ("until", ("2013-07-20", "noon"), "Enter a valid time"),
        ("until", ("2013-07-20", ""), "Enter a valid time"),
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
    assert (found.mode, found.shown, found.threads) == ("closed", 2, 2)


@pytest.mark.parametrize("before", ["automatic", "closed"])
def test_what_another_editor_set_meanwhile_stays_where_this_one_changed_nothing(
    desk, article, editor, before
):
    discussion = Discussion.of(article)
    discussion.set_window(editor, before)
    opened = fields_of(desk, at(article))
    discussion.set_window(editor, "off")
    opened["standfirst"] = "A new standfirst."
    assert save(desk, article, opened).status_code == 302
    article.refresh_from_db()
    assert article.standfirst == "A new standfirst."
    assert Discussion.objects.get().mode == "off"


def test_words_for_readers_are_set_by_the_verb(desk, article):
    opened = fields_of(desk, at(article))
    opened[f"{PREFIX}-0-note"] = "We begin anew tomorrow."
    assert save(desk, article, opened, mode="closed").status_code == 302
    found = Discussion.objects.get()
    assert (found.mode, found.note, found.version) == ("closed", "We begin anew tomorrow.", 1)
    assert fields_of(desk, at(article))[f"{PREFIX}-0-note"] == "We begin anew tomorrow."


def test_too_many_words_come_back(desk, article):
    opened = fields_of(desk, at(article)) | {f"{PREFIX}-0-note": "x" * 301}
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
    save(desk, article, opened | {f"{PREFIX}-0-note": "The second."})
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
    assert (found.mode, found.shown) == ("closed", 1)


def test_a_new_story_can_be_given_its_window_at_once(desk, section):
    address = reverse("admin:articles_article_add")
    data = fields_of(desk, address)
    data |= {
        "headline": "A new story",
        "section": section.pk,
        f"{PREFIX}-0-mode": "off",
        "_save": "Save draft",
    }
    assert desk.post(address, data).status_code == 302
    found = Discussion.objects.get()
    assert (found.article.headline, found.mode) == ("A new story", "off")


def shown_closing(client, address):
    page = client.get(address).content.decode()
    return re.sub(
        r"<[^>]+>", "", re.search(r'field-closes_by_itself">(.*?)</div>\s*</div>', page, re.DOTALL)[1]
    )


def test_it_shows_when_the_discussion_closes_by_itself(desk, article, make_article, settings):
    assert "Jul 20, 2013 1:12 AM EDT: 14 days after first publication." in shown_closing(desk, at(article))
    draft = at(make_article())
    assert "14 days after first publication." in shown_closing(desk, draft)
    assert "14 days" in shown_closing(desk, reverse("admin:articles_article_add"))
    settings.COMMENTS_OPEN_DAYS = None
    assert "Never" in shown_closing(desk, draft)


def test_the_automatic_time_is_shown_whatever_the_override(desk, article, editor):
    Discussion.of(article).set_window(editor, "open")
    assert "Jul 20, 2013 1:12 AM EDT" in shown_closing(desk, at(article))


def test_a_discussion_is_not_deleted_here(desk, article, post):
    post()
    opened = fields_of(desk, at(article)) | {f"{PREFIX}-0-DELETE": "on"}
    save(desk, article, opened)
    assert Discussion.objects.get().shown == 1


def test_the_preview_changes_nothing(desk, article):
    data = fields_of(desk, at(article)) | {f"{PREFIX}-0-mode": "off", "_preview": "Preview"}
    assert desk.post(at(article), data).status_code == 200
    assert not Discussion.objects.exists()


def test_what_is_wrong_with_a_time_is_told_at_both_its_fields(desk, article):
    page = save(desk, article, mode="until", until=("", "")).content.decode()
    for number in (0, 1):
        field = re.search(rf'<input[^>]*id="id_{PREFIX}-0-until_{number}"[^>]*>', page)[0]
        assert 'aria-invalid="true"' in field
        for told in re.search(r'aria-describedby="([^"]*)"', field)[1].split():
            assert page.count(f'id="{told}"') == 1
