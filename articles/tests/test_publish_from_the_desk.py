import datetime

import pytest
import time_machine

from articles.models import Article

NOON = datetime.datetime(2026, 3, 2, 17, 0, tzinfo=datetime.UTC)


def problems(response):
    assert response.status_code == 200
    return response.context["problems"]


def test_publish_saves_first_and_then_publishes(send, client, make_article):
    story = make_article()
    send(story, headline="Typed just now", _publish="")
    story.refresh_from_db()
    assert story.revision.headline == "Typed just now"
    assert "Typed just now" in client.get(story.get_absolute_url()).content.decode()


def test_a_new_story_can_be_published_at_once(send):
    response = send(_publish="")
    story = Article.objects.get()
    assert story.is_published
    assert response.url == f"/admin/articles/article/{story.pk}/change/"


def test_what_is_missing_is_said_in_one_list_and_nothing_typed_is_lost(
    send, make_article, make_photo, add_slide
):
    story = make_article()
    add_slide(story, make_photo(credit_line="", alt=""))
    with time_machine.travel(NOON, tick=False):
        response = send(
            story,
            headline="",
            body="<p> </p>",
            standfirst="Typed",
            note="A note",
            publish_at_0="2026-03-01",
            publish_at_1="12:00:00",
            _schedule="",
        )
    assert problems(response) == [
        "It has no headline.",
        "It has no text.",
        "Photo 1 has no credit line.",
        "Photo 1 has no alternative text.",
        "The time Mar 1, 2026 12:00 PM EST is in the past.",
    ]
    page = response.content.decode()
    for typed in ('value="2026-03-01"', 'value="12:00:00"', "A note</textarea>"):
        assert typed in page
    story.refresh_from_db()
    assert (story.headline, story.standfirst, story.status) == ("", "Typed", "draft")


def test_a_new_story_that_can_not_be_published_is_saved_and_goes_on_as_that_one(send, desk):
    response = send(headline="", _publish="")
    story = Article.objects.get()
    assert problems(response) == ["It has no headline."]
    assert f'action="/admin/articles/article/{story.pk}/change/"' in response.content.decode()
    assert response.context["adminform"].form["seen"].value() == story.edited_at.isoformat()


@pytest.mark.parametrize(
    "day, clock, problem",
    [
        ("", "", "There is no time under “Publish at”."),
        ("soon", "12:00", "The time under “Publish at” can't be read: “soon” can’t be read as a day."),
        ("2030-01-01", "", "The time under “Publish at” can't be read: There is no time of day."),
        # The hour that summer time leaves out.
        ("2030-03-10", "02:30", "There is no 02:30 on Mar 10, 2030"),
    ],
)
def test_schedule_says_what_is_wrong_with_its_time_in_the_same_list(send, make_article, day, clock, problem):
    response = send(make_article(headline=""), publish_at_0=day, publish_at_1=clock, _schedule="")
    missing, time = problems(response)
    assert missing == "It has no headline."
    assert problem in time
    assert f'value="{day}"' in response.content.decode() or not day


def test_a_time_that_can_not_be_read_does_not_stop_a_draft_from_being_saved(send, make_article):
    story = make_article()
    assert send(story, headline="Saved", publish_at_0="soon", _save="").status_code == 302
    story.refresh_from_db()
    assert story.headline == "Saved"


def test_schedule_takes_the_time_in_the_sites_zone(send, make_article):
    story = make_article()
    with time_machine.travel(NOON, tick=False):
        send(story, publish_at_0="2026-03-02", publish_at_1="12:00:01", _schedule="")
        story.refresh_from_db()
        assert story.published_at == NOON + datetime.timedelta(seconds=1)
        assert story.status == "scheduled"


def test_the_very_instant_is_past(send, make_article):
    story = make_article()
    with time_machine.travel(NOON, tick=False):
        response = send(story, publish_at_0="2026-03-02", publish_at_1="12:00:00", _schedule="")
    assert problems(response) == ["The time Mar 2, 2026 12:00 PM EST is in the past."]


def test_publish_with_a_time_typed_asks_which_is_meant(send, make_article):
    story = make_article()
    response = send(story, publish_at_0="2030-01-01", publish_at_1="12:00", _publish="")
    assert "Press Schedule" in problems(response)[0]
    story.refresh_from_db()
    assert story.status == "draft"


@pytest.fixture
def scheduled(make_article, editor):
    story = make_article()
    story.publish(editor, at=datetime.datetime(2030, 1, 1, 17, 0, tzinfo=datetime.UTC))
    return story


def test_a_scheduled_story_is_called_back(send, scheduled):
    send(scheduled, _call_back="")
    scheduled.refresh_from_db()
    assert scheduled.status == "draft"


def test_a_scheduled_story_is_published_now_with_its_time_still_in_the_field(
    send, desk, address_of, scheduled
):
    shown = desk.get(address_of(scheduled)).content.decode()
    assert 'value="2030-01-01"' in shown
    send(scheduled, publish_at_0="2030-01-01", publish_at_1="12:00:00", _publish="")
    scheduled.refresh_from_db()
    assert scheduled.status == "published"


def test_scheduling_again_takes_the_text_as_it_is_now(send, scheduled):
    send(scheduled, headline="Changed", publish_at_0="2030-01-01", publish_at_1="12:00:00", _schedule="")
    scheduled.refresh_from_db()
    assert scheduled.revision.headline == "Changed"
    assert scheduled.revisions.count() == 1


def test_the_address_is_typed_before_and_frozen_after(send, make_article):
    story = make_article()
    send(story, slug="my-own-words", _publish="")
    story.refresh_from_db()
    assert story.slug == "my-own-words"
    send(story, slug="others", _save="")
    story.refresh_from_db()
    assert story.slug == "my-own-words"


@pytest.mark.parametrize(
    "headline, slug",
    [("ترميم السوق القديم", "ترميم-السوق-القديم"), ("השוק הישן נפתח", "השוק-הישן-נפתח"), ("?!", "story-")],
)
def test_a_headline_in_any_alphabet_gets_an_address(send, client, headline, slug):
    send(headline=headline, _publish="")
    story = Article.objects.get()
    assert story.slug.startswith(slug)
    assert client.get(story.get_absolute_url()).status_code == 200


def test_an_update_may_have_a_note(send, article):
    send(article, headline="Two ferries to sail", note="Adds the second ferry.", _update="")
    article.refresh_from_db()
    assert (article.revision.kind, article.revision.note) == ("update", "Adds the second ferry.")
    assert article.revision.headline == "Two ferries to sail"


def test_an_update_without_a_change_publishes_nothing_and_says_so(send, desk, article, address_of):
    send(article, _update="")
    assert article.revisions.count() == 1
    assert "Nothing was published" in desk.get(address_of(article)).content.decode()


def test_a_correction_needs_its_public_note(send, article):
    response = send(article, headline="Corrected", _correction="")
    assert problems(response) == ["A correction says in a public note what was wrong."]
    article.refresh_from_db()
    assert article.headline == "Corrected"
    assert article.revisions.count() == 1


def test_a_correction_stands_at_the_story(send, client, article):
    send(article, headline="Corrected", note="It is pier 4.", _correction="")
    page = client.get(article.get_absolute_url()).content.decode()
    assert "It is pier 4." in page
    assert "Corrected" in page


def test_a_killed_story_is_brought_back(send, client, article, editor):
    article.kill(editor)
    send(article, _bring_back="")
    assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("button", ["_publish", "_schedule", "_call_back", "_bring_back"])
def test_a_button_that_no_longer_fits_is_refused_and_the_text_saved(send, article, button):
    response = send(article, headline="Typed in the other window", **{button: ""})
    assert "does not fit: the story is published now" in problems(response)[0]
    article.refresh_from_db()
    assert article.headline == "Typed in the other window"
    assert article.revisions.count() == 1


def test_a_note_typed_for_a_story_killed_meanwhile_is_still_in_its_field(send, article, editor):
    article.kill(editor)
    response = send(article, note="It is pier 4.", _correction="")
    assert "the story is killed now" in problems(response)[0]
    assert "It is pier 4.</textarea>" in response.content.decode()


@pytest.mark.parametrize(
    "status, shown",
    [
        ("draft", ["_publish", "_schedule"]),
        ("scheduled", ["_publish", "_schedule", "_call_back"]),
        ("published", ["_update", "_correction"]),
        ("killed", ["_bring_back"]),
    ],
)
def test_the_buttons_are_those_that_fit(desk, address_of, make_article, editor, status, shown):
    story = make_article()
    if status != "draft":
        future = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)
        story.publish(editor, at=future if status == "scheduled" else None)
    if status == "killed":
        story.kill(editor)
    page = desk.get(address_of(story)).content.decode()
    names = ["_publish", "_schedule", "_call_back", "_update", "_correction", "_bring_back"]
    assert [name for name in names if f'name="{name}"' in page] == shown
    # Return in a field presses the first: it must publish nothing.
    row = page[page.index('<div class="submit-row">') :]
    assert row.index('name="_save"') < row.index('name="_preview"') < row.index(f'name="{shown[0]}"')


@pytest.mark.parametrize("button, note", [("_update", ""), ("_correction", "It is pier 4.")])
def test_a_double_click_does_it_once(desk, filled_in, address_of, article, button, note):
    data = filled_in(article, headline="Changed", note=note, key="abc", **{button: ""})
    first, second = (desk.post(address_of(article), data) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert article.revisions.count() == 2


def test_a_double_click_on_what_is_refused_says_why_again(desk, filled_in, address_of, make_article):
    data = filled_in(make_article(headline=""), key="abc", _publish="")
    story = Article.objects.get()
    for _ in range(2):
        assert problems(desk.post(address_of(story), data)) == ["It has no headline."]


def test_the_history_says_what_readers_were_given(desk, address_of, article, editor):
    article.publish_correction(editor, "It is pier 4.")
    page = desk.get(address_of(article)).content.decode()
    history = page[page.index('id="history"') :]
    assert (
        history.index("2. Correction")
        < history.index("It is pier 4.")
        < history.index("1. First publication")
    )
    assert "by IrisVale" in history
