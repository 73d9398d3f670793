"""Words of ten scripts through every door of a reader: none is changed, and each paragraph has its own direction."""

import email
import html
import json
import re
from email.policy import default

import pytest
from django.core import mail
from django.test import Client

from comments.models import Comment, Report
from comments.tests import FROM_HERE
from comments.tests.typed import links_of, text_of
from newsroom.backends.mail import written

SCRIPTS = {
    "Latin": "Größe, naïveté, “citaçõe­s”, Việt Nam đẹp",
    "Cyrillic": "Съешь ещё этих мягких французских булок, да выпей чаю — «Їжак»",
    "Greek": "Ξεσκεπάζω τὴν ψυχοφθόρα βδελυγμία· ᾧ ἄνδρες;",
    "Arabic": "بِسْمِ اللَّهِ، نصٌّ حكيمٌ لهُ سرٌّ قاطعٌ؟ می‌خواهم",
    "Hebrew": "בְּרֵאשִׁית בָּרָא, דג סקרן שט בים מאוכזב? צה״ל",
    "Devanagari": "ऋषियों को सताने वाले दुष्ट राक्षसों का सर्वनाश। क्षत्रिय श्री",
    "Thai": "เป็นมนุษย์สุดประเสริฐเลิศคุณค่า น้ำ ที่นี่ ฯลฯ",
    "Han": "視野無限廣，窗外有藍天。《紅樓夢》、「你好」！",
    "Hangul": "키스의 고유조건은 입술끼리 만나야 하고 대한민국…",
    "emoji": "👨‍👩‍👧‍👦 👩🏽‍🚒 🏳️‍🌈 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇺🇳 1️⃣ ❤️‍🔥 🫱🏼‍🫲🏿",
}
LINK = "https://e.example/a_(b)?q=%25"


@pytest.fixture(params=SCRIPTS)
def words(request):
    return SCRIPTS[request.param]


@pytest.fixture
def text(words):
    """A line that is indented, one with a link among brackets, and a paragraph of its own."""
    return f"  {words}\n({LINK}). {words}\n\n{words}"


@pytest.fixture
def write(reader):
    """write(address, **fields) -> the answer to who is signed in, to a form that a browser sent."""

    def send(address, by=reader, **fields):
        client = Client()
        client.force_login(by)
        fields = {name: value.replace("\n", "\r\n") for name, value in fields.items()}
        return client.post(address, fields, **FROM_HERE)

    return send


def comments_on(page):
    return re.findall(r'<div class="words">(.*?)</div>', page, re.DOTALL)


def given_back(answer):
    found = re.search(r'<textarea name="text"[^>]*>\n(.*?)</textarea>', answer.content.decode(), re.DOTALL)
    return html.unescape(found[1])


def test_posted_and_read(write, client, article, text):
    answer = write(f"{article.get_absolute_url()}comment/", text=text)
    assert answer.status_code == 302
    comment = Comment.objects.get()
    assert comment.text == text
    page = client.get(article.get_absolute_url()).content.decode()
    assert comments_on(page) == [comment.html]
    assert text_of(comment.html) == text
    assert links_of(comment.html) == [(LINK, LINK)]
    assert comment.html.count('<p dir="auto">') == 2


def test_replied_and_quoted(write, client, article, post, text, other_reader):
    asked = post(text)
    address = f"{asked.get_absolute_url()}reply/"
    answer = write(address, text=text, by=other_reader)
    assert answer.status_code == 302
    assert asked.answers.get().text == text
    page = client.get(article.get_absolute_url()).content.decode()
    assert [text_of(each) for each in comments_on(page)] == [text, text]
    client.force_login(other_reader)
    assert [text_of(each) for each in comments_on(client.get(address).content.decode())] == [text]


def test_a_text_that_is_refused_comes_back_as_it_was(write, article, words):
    text = f"  {words}\n\n\n  {words}\n" * 300
    answer = write(f"{article.get_absolute_url()}comment/", text=text)
    assert answer.status_code == 422
    assert given_back(answer).replace("\r\n", "\n") == text


def test_kept_for_who_signs_in(client, article, reader, text):
    address = f"{article.get_absolute_url()}comment/"
    answer = client.post(address, {"text": text, "writer": reader.username}, **FROM_HERE)
    assert answer.status_code == 302
    client.post(answer["Location"], {"login": reader.email, "password": "harbour-light-9"}, **FROM_HERE)
    assert given_back(client.get(address)) == text


def test_reported_and_decided(write, client, post, reader, moderator, words):
    comment = post(author=reader)
    said = f"{words}\n\n{words}"
    assert write(f"{comment.get_absolute_url()}report/", reason="other", words=said).status_code == 302
    assert Report.objects.get().words == said
    client.force_login(moderator)
    page = client.get(f"/admin/comments/comment/{comment.pk}/change/").content.decode()
    assert said in [text_of(each) for each in re.findall(r'<td dir="auto">(.*?)</td>', page, re.DOTALL)]
    assert words in html.unescape(client.get("/admin/comments/report/").content.decode())
    comment.remove(moderator, "abuse", said)
    client.force_login(reader)
    page = client.get("/comments/mine/").content.decode()
    assert f"{said}\n See our" in text_of(re.search(r'<p class="why">(.*?)</p>', page, re.DOTALL)[1])


def test_ones_own(client, post, reader, text):
    post(text, author=reader)
    client.force_login(reader)
    assert [text_of(each) for each in comments_on(client.get("/comments/mine/").content.decode())] == [text]


def test_in_the_moderators_list(client, post, moderator, words):
    post(f"{words}\n{words}")
    client.force_login(moderator)
    page = html.unescape(client.get("/admin/comments/comment/?show=all").content.decode())
    assert f"{words}\n{words}" in page


MAILS = {
    "register": lambda person: Client().post(
        "/accounts/signup/",
        {"username": "QuietHeron", "email": "heron@readers.example", "password1": "lantern-quay-7"},
    ),
    "register twice": lambda person: Client().post(
        "/accounts/signup/", {"username": "QuietHeron", "email": person.email, "password1": "lantern-quay-7"}
    ),
    "forgotten": lambda person: Client().post("/accounts/password/reset/", {"email": person.email}),
    "unknown": lambda person: Client().post("/accounts/login/code/", {"email": "nobody@readers.example"}),
    "changed": lambda person: _signed_in(person).post(
        "/accounts/password/change/", {"oldpassword": "harbour-light-9", "password1": "lantern-quay-7"}
    ),
}


def _signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("why", MAILS)
def test_every_mail_of_a_paper_of_that_name(reader, settings, words, why):
    """As it is read, and as a task keeps it meanwhile."""
    settings.SITE_NAME = words
    MAILS[why](reader)
    [sent] = mail.outbox
    received = email.message_from_bytes(sent.message().as_bytes(), policy=default)
    assert words in received["Subject"]
    assert f"\n{words}\n" in received.get_content()
    assert json.loads(json.dumps(written(sent)))["body"] == sent.body


def test_mailed_by_a_paper_of_that_name(client, reader, settings, words):
    settings.SITE_NAME = words
    client.post("/accounts/login/code/", {"email": reader.email}, **FROM_HERE)
    received = email.message_from_bytes(mail.outbox[0].message().as_bytes(), policy=default)
    assert words in received["Subject"]
    assert f"\n{words}\n" in received.get_content()
