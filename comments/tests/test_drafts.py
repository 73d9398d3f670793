"""A text that waits in the session while its writer signs in: for whom, how long a one, how many, and from where."""

from functools import partial

import pytest
from django.conf import settings
from django.test import Client

from accounts.models.session import Session
from accounts.sessions import SessionStore
from comments import drafts
from comments.models import Comment
from comments.text import MAX_LENGTH
from newsroom.tests.support.threads import at_once

NETWORK = {"REMOTE_ADDR": "192.0.2.7"}
AN_HOUR = 20


@pytest.fixture
def address(article):
    return f"{article.get_absolute_url()}comment/"


@pytest.fixture
def addresses(address, post):
    """Of more forms than texts are kept."""
    return [address, *(f"{post().get_absolute_url()}reply/" for _ in range(drafts.MAX_DRAFTS))]


def typed(response):
    """What stands in the text field."""
    page = response.content.decode()
    field = page[page.index("<textarea") : page.index("</textarea>")]
    return field.partition(">")[2].removeprefix("\n")


def test_who_is_not_signed_in_signs_in_first_and_finds_the_text_again(client, address, reader):
    response = client.post(address, {"text": "Typed before <signing> in."})
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={address}")
    assert not Comment.objects.exists()
    client.force_login(reader)
    assert typed(client.get(address)) == "Typed before &lt;signing&gt; in."
    client.post(address, {"text": "Typed before <signing> in."})
    assert typed(client.get(address)) == ""


def test_it_is_shown_to_nobody_but_its_writer(client, address, reader, other_reader):
    client.post(address, {"text": "RedFern’s own.", "writer": "RedFern"})
    # Whoever signs in keeps the session in which it waits.
    client.force_login(other_reader)
    assert "RedFern’s own." not in client.get(address).content.decode()


def test_its_writer_finds_it_until_it_is_posted(client, address, reader):
    client.post(address, {"text": "RedFern’s own.", "writer": "RedFern"})
    client.force_login(reader)
    assert "RedFern’s own." in client.get(address).content.decode()
    client.post(address, {"text": "RedFern’s own.", "writer": "RedFern"})
    assert "RedFern’s own." not in client.get(address).content.decode()


def test_looking_and_an_empty_form_keep_nothing(client, address):
    for response in (client.get(address), client.post(address, {"text": " \n"})):
        assert response.status_code == 302
    assert not Session.objects.exists()


def test_one_character_more_than_a_comment_has_comes_back_at_once(client, address, reader):
    response = client.post(address, {"text": "x" * (MAX_LENGTH + 1), "writer": "RedFern"})
    assert response.status_code == 422
    assert typed(response) == "x" * (MAX_LENGTH + 1)
    page = response.content.decode()
    assert "You are not signed in" in page and "at most 5,000 characters. Yours has 5,001." in page
    assert "writing.js" not in page
    # Nothing of it is stored.
    assert not Session.objects.exists()
    response = client.post(address, {"text": "x" * MAX_LENGTH, "writer": "RedFern"})
    assert response.status_code == 302
    client.force_login(reader)
    assert typed(client.get(address)) == "x" * MAX_LENGTH


def test_the_length_is_a_comments_own_not_that_of_how_a_browser_sends_it(client, address, reader):
    text = "\r\n".join(["x" * 99] * 50)
    assert len(text) > MAX_LENGTH
    assert client.post(address, {"text": text}).status_code == 302
    client.force_login(reader)
    assert typed(client.get(address)) == text.replace("\r\n", "\n")


def test_a_fourth_text_takes_no_other_away_and_comes_back_with_the_reason(client, addresses, reader):
    *first, last = addresses
    for where in first:
        assert client.post(where, {"text": f"For {where}"}).status_code == 302
    response = client.post(last, {"text": "One too many."})
    assert response.status_code == 422
    assert typed(response) == "One too many."
    assert "3 texts of yours are kept already" in response.content.decode()
    # One that waits can be written anew.
    assert client.post(first[0], {"text": "Better."}).status_code == 302
    client.force_login(reader)
    assert [typed(client.get(where)) for where in first] == [
        "Better.",
        *(f"For {each}" for each in first[1:]),
    ]


def test_other_pen_names_make_no_more_of_them(client, address):
    answers = [
        client.post(address, {"text": "x", "writer": f"Writer-{number}"}).status_code for number in range(6)
    ]
    assert answers == [302] * 3 + [422] * 3


def test_one_network_has_so_many_and_the_next_one_comes_back(address):
    for _ in range(AN_HOUR):
        assert Client().post(address, {"text": "x"}, **NETWORK).status_code == 302
    response = Client().post(address, {"text": "Not lost."}, **NETWORK)
    assert response.status_code == 429
    assert typed(response) == "Not lost."
    assert "many texts from your network" in response.content.decode()
    assert Session.objects.count() == AN_HOUR
    assert Client().post(address, {"text": "x"}, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_all_networks_together_have_so_many(address, monkeypatch):
    monkeypatch.setattr(drafts, "RATES", {"draft": "20/h/ip,5/d/key"})
    answers = [
        Client().post(address, {"text": "x"}, REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(6)
    ]
    assert answers == [302] * 5 + [429]


def test_the_same_text_sent_twice_is_counted_once(client, address, monkeypatch):
    monkeypatch.setattr(drafts, "RATES", {"draft": "1/h/ip"})
    assert [client.post(address, {"text": "Once."}).status_code for _ in range(2)] == [302, 302]


def test_who_is_signed_in_is_not_counted(client, address, reader, monkeypatch):
    monkeypatch.setattr(drafts, "RATES", {"draft": "0/h/ip"})
    client.force_login(reader)
    assert client.post(address, {"text": "Well said."}).status_code == 302
    assert Comment.objects.exists()


def test_a_text_waits_as_long_as_a_session_of_somebody(client, address):
    client.post(address, {"text": "Until next week."})
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


def test_three_of_the_longest_in_the_costliest_letters_fit_into_a_session(client, addresses):
    for number, where in enumerate(addresses[: drafts.MAX_DRAFTS]):
        text = "".join(chr(0x20000 + (7919 * (number + 1) * at) % 40_000) for at in range(MAX_LENGTH))
        assert client.post(where, {"text": text}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_windows_that_send_theirs_in_the_same_instant_keep_them_all(make_article, editor, reader):
    """Of one browser whose session is nobody's."""
    stories = [make_article(headline=f"Story {number}") for number in range(drafts.MAX_DRAFTS)]
    for story in stories:
        story.publish(editor)
    forms = [f"{story.get_absolute_url()}comment/" for story in stories]
    for turn in range(4):
        browser = Client()
        browser.post(forms[0], {"text": "Before.", "writer": "RedFern"})
        sent = []
        for form in forms:
            window = Client()
            window.cookies = browser.cookies
            sent.append(partial(window.post, form, {"text": f"{turn} {form}", "writer": "RedFern"}))
        assert [answer.status_code for answer in at_once(sent)] == [302] * 3
        browser.force_login(reader)
        assert [typed(browser.get(form)) for form in forms] == [f"{turn} {form}" for form in forms]


def test_what_another_window_kept_since_stays_beside_it(client, address):
    """Each had read the session before the other wrote."""
    client.post(address, {"text": "Before."})
    first, second = (SessionStore(client.session.session_key) for _ in range(2))
    for number, window in enumerate((first, second)):
        assert window.get("other") is None
        window[f"window {number}"] = {"text": number}
    first.pop(f"draft {address} ")
    first.save()
    second.save()
    kept = SessionStore(client.session.session_key)
    assert (kept["window 0"], kept["window 1"]) == ({"text": 0}, {"text": 1})
    assert f"draft {address} " not in kept


def test_who_signs_in_in_one_window_takes_along_what_the_other_kept(client, address):
    client.post(address, {"text": "Before."})
    signing_in, writing = (SessionStore(client.session.session_key) for _ in range(2))
    assert signing_in.get("other") is None
    writing["another"] = "Kept meanwhile."
    writing.save()
    signing_in.cycle_key()
    assert SessionStore(signing_in.session_key)["another"] == "Kept meanwhile."


def test_where_the_session_went_meanwhile_the_text_comes_back(client, address, monkeypatch):
    client.post(address, {"text": "Before."})
    real = drafts._keep

    def gone_first(*given):
        Session.objects.all().delete()
        real(*given)

    monkeypatch.setattr(drafts, "_keep", gone_first)
    response = client.post(address, {"text": "Not lost."})
    assert response.status_code == 422
    assert typed(response) == "Not lost." and "send it once more" in response.content.decode()
