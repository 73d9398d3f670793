"""Whoever works at the desk loses nothing that was typed where a session ends, or begins anew in another window."""

import html
import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.models import Invitation
from articles.models import Article, Contributor, Photo, Topic
from comments.models import Report
from comments.tests import FROM_HERE
from core.models import Paper

HEADLINE = "A headline & nine more words"
BODY = "<p>What happened <strong>today</strong>.</p>"


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


def fields(page):
    """Of the form on the page that gives back, as a browser would send them."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    areas = re.findall(r'<textarea name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return {name: html.unescape(value) for name, value in [*hidden, *areas]}


@pytest.fixture
def sent(section, client):
    """What the form of a new story sends, with the token of whoever is not signed in."""
    client.get("/accounts/login/")
    rows = ("all_slides", "all_contributions", "discussion")
    counts = {f"{row}-{which}_FORMS": "0" for row in rows for which in ("TOTAL", "INITIAL")}
    return counts | {
        "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
        "section": section.pk,
        "headline": HEADLINE,
        "standfirst": "",
        "place": "",
        "source": "Meridian",
        "language": "en",
        "body": BODY,
        "slug": "",
        "key": "a-key",
    }


def test_a_story_comes_back_to_who_is_signed_in_no_more_and_is_saved_after_the_sign_in(client, editor, sent):
    address = "/admin/articles/article/add/"
    answer = client.post(address, sent, **FROM_HERE)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "You are not signed in at the desk any more." in page and "kept while you do" not in page
    again = fields(page)
    assert {name: again[name] for name in sent if name != "csrfmiddlewaretoken"} == {
        name: str(value) for name, value in sent.items() if name != "csrfmiddlewaretoken"
    }
    # In another window, which makes the token of this one too old.
    client.force_login(editor)
    client.cookies["csrftoken"] = "x" * 32
    page = client.post(address, again, **FROM_HERE).content.decode()
    assert "You would save this as IrisVale." in page
    assert client.post(address, fields(page), **FROM_HERE).status_code == 302
    story = Article.objects.get(headline=HEADLINE)
    assert story.body == BODY and story.edited_by == editor


def test_so_does_the_reason_of_a_decision(client, post, sent):
    address = f"/admin/comments/comment/{post('A remark.').pk}/change/"
    token = {"csrfmiddlewaretoken": sent["csrfmiddlewaretoken"]}
    typed = {"decision": "0", "report": "0", "action": "remove", "reason": "abuse", "words": "Insults."}
    page = client.post(address, token | typed, **FROM_HERE).content.decode()
    assert typed.items() <= fields(page).items()


def test_a_form_without_words_and_an_action_of_a_list_lead_to_the_sign_in(client, db, sent):
    contributor = Contributor.objects.create(name="Ines Calloway", slug="ines-calloway")
    token = {"csrfmiddlewaretoken": sent["csrfmiddlewaretoken"]}
    for address, data in [
        ("/admin/articles/contributor/add/", {"name": " "}),
        (f"/admin/articles/contributor/{contributor.pk}/delete/", {"post": "yes and words"}),
        ("/admin/comments/comment/", {"action": "approve these words"}),
    ]:
        assert client.post(address, token | data, **FROM_HERE).url.startswith("/admin/login/"), address


@pytest.mark.parametrize(
    ("address", "name", "typed"),
    [
        ("/admin/articles/contributor/add/", "name", "Ines"),
        ("/admin/articles/article/add/", "headline", "地震"),
        ("/admin/articles/article/add/", "all_slides-0-caption", "Harbor"),
        ("/admin/comments/policy/1/change/", "text", "Be kind."),
        ("/admin/articles/photo/add/", "alt", "Boats"),
    ],
)
def test_one_word_on_any_form_of_the_desk_comes_back(client, db, sent, address, name, typed):
    token = {"csrfmiddlewaretoken": sent["csrfmiddlewaretoken"]}
    answer = client.post(address, token | {name: typed}, **FROM_HERE)
    assert answer.status_code == 403
    assert f'<textarea name="{name}"' in answer.content.decode()
    assert fields(answer.content.decode())[name] == typed
    # The browser keeps no page of it for whoever comes next.
    assert "no-store" in answer["Cache-Control"]


def test_nobody_else_who_has_signed_in_since_is_shown_it_or_saves_it(client, editor, make_staff, sent):
    address = "/admin/articles/article/add/"
    client.force_login(make_staff("JonasReed", "Editors"))
    client.cookies["csrftoken"] = "x" * 32
    page = client.post(address, sent | {"writer": editor.pk}, **FROM_HERE).content.decode()
    assert "IrisVale wrote this, and JonasReed is signed in now." in page
    assert "<textarea" not in page and "You would save" not in page and "_draft" not in page
    page = client.post(address, fields(page), **FROM_HERE).content.decode()
    assert "IrisVale wrote this" in page and not Article.objects.exists()
    again = fields(page)
    client.force_login(editor)
    page = client.post(address, again, **FROM_HERE).content.decode()
    assert "You would save this as IrisVale." in page and f"\n{BODY.replace('<', '&lt;')[:5]}" in page
    assert client.post(address, fields(page), **FROM_HERE).status_code == 302
    assert Article.objects.get().body == BODY


def test_it_is_opened_in_the_form_too(client, editor, sent):
    address = "/admin/articles/article/add/"
    client.force_login(editor)
    client.cookies["csrftoken"] = "x" * 32
    page = client.post(address, sent | {"_publish": "Publish now"}, **FROM_HERE).content.decode()
    assert 'name="_draft"' in page
    page = client.post(address, fields(page) | {"_draft": "on"}, **FROM_HERE).content.decode()
    assert "Nothing of it is saved yet." in page and not Article.objects.exists()
    page = client.post("/admin/articles/contributor/add/", {"name": "Ines"}, **FROM_HERE).content.decode()
    assert 'name="_draft"' not in page


def test_a_long_text_comes_back_too_where_the_session_has_ended(client, editor, sent, settings):
    from newsroom.server.limits import BODY_BYTES

    client.force_login(editor)
    settings.STAFF_SESSION_HOURS = -2
    long = "<p>" + "words " * (BODY_BYTES // 6) + "</p>"
    answer = client.post("/admin/articles/article/add/", sent | {"body": long}, **FROM_HERE)
    assert answer.status_code == 403 and fields(answer.content.decode())["body"] == long


def test_a_password_is_never_given_back(client, db, sent):
    token = {"csrfmiddlewaretoken": sent["csrfmiddlewaretoken"]}
    typed = {"username": "Nora", "first_name": "Nora Anna", "password1": "a secret one", "password2": "x"}
    answer = client.post("/admin/accounts/user/add/", token | typed, **FROM_HERE)
    assert answer.status_code == 302


def test_another_site_gets_nothing(client, db):
    elsewhere = {"HTTP_ORIGIN": "https://elsewhere.example", "HTTP_SEC_FETCH_SITE": "cross-site"}
    answer = client.post("/admin/articles/article/add/", {"headline": HEADLINE}, **elsewhere)
    assert answer.status_code == 403 and "nine" not in answer.content.decode()


def test_who_is_a_reader_in_another_window_since_is_not_told_to_save_as_one(client, reader, sent):
    client.force_login(reader)
    page = client.post("/admin/articles/article/add/", sent, **FROM_HERE).content.decode()
    assert "at the desk any more" in page and "You would save" not in page
    assert fields(page)["headline"] == HEADLINE


def pages_of_writing():
    """(name of the address, model, whether it is of an object) of every view of the desk that is for writing."""
    for model, model_admin in admin.site._registry.items():
        for each in model_admin.get_urls():
            if getattr(each.callback, "writing", ("", ()))[1] is None:
                yield f"admin:{each.name}", model, "object_id" in str(each.pattern)


@pytest.fixture
def one_of_each(article, post, jpeg, reader, moderator, own_page, make_staff):
    """An object of every model that has a form of writing at the desk."""
    Photo.objects.ingest(jpeg(), caption="The quay", credit_line="C", alt="A quay")
    Contributor.named("Ines Calloway")
    Topic.named("Ferries")
    Paper.change(moderator, motto="All the tides")
    chief = make_staff("CleoHart", "Chiefs")
    Invitation.objects.invite("nora@paper.example", Group.objects.filter(name="Editors"), by=chief)
    comment = post("Buy my boats!")
    comment.report(Report.Reason.SPAM, "A shop.", by=reader)
    comment.remove(moderator, Report.Reason.SPAM)
    DBTaskResult.objects.create(
        task_path="articles.tasks.any", args_kwargs={"args": [], "kwargs": {}}, backend_name="default"
    )


def test_every_form_of_writing_says_whose_it_is(client, one_of_each, make_reader):
    ann = make_reader("Keeper", is_staff=True, is_superuser=True)
    client.force_login(ann)
    asked = set()
    for name, model, is_of_an_object in pages_of_writing():
        # A story's or a photo's own pages are those of one that is out.
        args = [model._default_manager.latest("pk").pk] if is_of_an_object else []
        answer = client.get(reverse(name, args=args))
        # Some are for nobody: what was decided is changed by nobody, and some things nobody adds.
        # A thing that there is once has a form to change it alone.
        if answer.status_code not in (302, 403):
            assert answer.status_code == 200, name
            assert f'<input type="hidden" name="writer" value="{ann.pk}">' in answer.content.decode(), name
            asked.add(name.partition(":")[2])
    assert {"articles_article_kill", "articles_article_discussion", "articles_photo_withdrawal"} <= asked
    assert {"articles_article_add", "comments_comment_change", "comments_policy_change"} <= asked


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("admin:articles_article_kill", {"note": "It was false."}),
        ("admin:articles_article_discussion", {"note": "We begin anew tomorrow."}),
        ("admin:articles_photo_withdrawal", {"words": "A court forbade it.", "action": "seal"}),
    ],
)
def test_nobody_else_is_shown_what_was_typed_on_a_page_beside_a_form(
    client, one_of_each, editor, make_staff, page, typed
):
    model = Photo if "photo" in page else Article
    address = reverse(page, args=[model.objects.get().pk])
    client.force_login(editor)
    sent = fields(client.get(address).content.decode()) | typed
    client.force_login(make_staff("JonasReed", "Editors"))
    client.cookies["csrftoken"] = "x" * 32
    answer = client.post(address, sent, **FROM_HERE).content.decode()
    assert "IrisVale wrote this, and JonasReed is signed in now." in answer
    assert "<textarea" not in answer
    answer = client.post(address, fields(answer), **FROM_HERE).content.decode()
    assert "IrisVale wrote this" in answer and not Article.objects.get().is_killed
