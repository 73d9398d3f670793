"""What the desk says in people's words: heads of lists, times, what is in the way, what the worker does."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from articles.models import Section
from articles.times import desk_time
from comments.models import Comment

DESK_TIME = re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d [AP]M E[DS]T")


def listing(model):
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


@pytest.mark.parametrize("model", admin.site._registry)
def test_a_list_is_called_by_what_stands_in_it(keeper, model):
    page = keeper.get(listing(model)).content.decode()
    title = re.search(r"<h1>(.*?)</h1>", page)[1]
    assert title[0].isupper()
    assert "elect" not in title.split()[0]
    assert "Select " not in re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]


def test_of_a_story_the_list_says_stories_also_to_who_may_only_look(keeper, editor):
    assert "<h1>Stories</h1>" in keeper.get("/admin/articles/article/").content.decode()
    client = Client()
    client.force_login(editor)
    assert "<h1>Sections</h1>" in client.get("/admin/articles/section/").content.decode()


def test_what_the_worker_does_is_called_background_work(keeper):
    for address in ("/admin/", "/admin/django_tasks_database/dbtaskresult/"):
        page = keeper.get(address).content.decode()
        assert "Background work" in page
        assert "Database Backend" not in page and "Task Result" not in page


def test_lists_and_forms_have_one_format_of_time(keeper, article, jpeg, post, reader):
    from articles.models import Photo

    photo = Photo.objects.take_in(jpeg(), caption="The quay", credit_line="C", alt="A quay")
    comment = post()
    comment.report("spam", by=reader)
    keeper.post(f"/admin/articles/section/{article.section_id}/change/", {"name": "The world", "position": 2})
    addresses = [
        "/admin/articles/article/",
        f"/admin/articles/article/{article.pk}/change/",
        "/admin/articles/photo/",
        f"/admin/articles/photo/{photo.pk}/change/",
        "/admin/articles/revision/",
        f"/admin/articles/revision/{article.revision_id}/change/",
        f"/admin/articles/section/{article.section_id}/history/",
        "/admin/comments/comment/?show=all",
        f"/admin/comments/comment/{comment.pk}/change/",
        "/admin/comments/report/",
        "/admin/comments/policy/",
        "/admin/accounts/user/",
        f"/admin/accounts/user/{reader.pk}/change/",
        "/admin/django_tasks_database/dbtaskresult/",
    ]
    for address in addresses:
        page = keeper.get(address).content.decode()
        if "dbtaskresult" not in address:
            assert DESK_TIME.search(page), address
        # Django's own, and those of readers' pages.
        assert not re.search(r"\b[ap]\.m\.|\d[ap]m E[DS]T|\d{4}, \d|, noon|, midnight", page), address


def test_a_time_is_the_sites_own_with_the_zone_in_force():
    instant = timezone.datetime(
        2013, 7, 6, 18, 5, tzinfo=timezone.datetime.fromisoformat("2013-07-06T00:00Z").tzinfo
    )
    assert desk_time(instant) == "Jul 6, 2013 2:05 PM EDT"
    assert desk_time(instant.replace(month=1)) == "Jan 6, 2013 1:05 PM EST"


def test_reports_are_dismissed_on_comments(keeper, post, make_reader):
    comments = [post() for _ in range(2)]
    for number, comment in enumerate(comments):
        comment.report("spam", by=make_reader(f"Reporter-{'ab'[number]}"))
    address = "/admin/comments/comment/"

    def act(action, *chosen):
        page = keeper.get(address).content.decode()
        seen = dict(re.findall(r'name="(seen-\d+)" value="([\d-]+)"', page))
        data = {"action": action, "_selected_action": [each.pk for each in chosen], **seen}
        return keeper.post(address, data, follow=True).content.decode()

    assert "Reports dismissed on 2 comments." in act("dismiss_reports", *comments)
    third = post()
    third.report("spam", by=make_reader("Reporter-c"))
    assert "1 comment removed as spam." in act("remove_as_spam", third)


def test_a_comment_that_its_author_took_back_waits_for_nobody(keeper, post, reader, other_reader):
    comment = post(author=other_reader)
    comment.report("spam", by=reader)
    assert list(Comment.objects.waiting()) == [comment]
    comment.withdraw(other_reader)
    assert not Comment.objects.waiting().exists()
    assert "0 comments" in keeper.get("/admin/comments/comment/").content.decode()


def test_a_state_in_which_no_comment_is_is_not_offered(keeper, post):
    comment = post()
    assert "Held" not in keeper.get("/admin/comments/comment/").content.decode()
    Comment.objects.filter(pk=comment.pk).update(state="held")
    assert "Held" in keeper.get("/admin/comments/comment/").content.decode()


def test_staff_have_a_sign_in_name_and_readers_a_pen_name(keeper, editor, reader):
    assert "Sign-in name:" in keeper.get("/admin/accounts/user/add/").content.decode()
    page = keeper.get(f"/admin/accounts/user/{editor.pk}/change/").content.decode()
    assert "Sign-in name" in page and "Pen name" not in page
    page = keeper.get(f"/admin/accounts/user/{reader.pk}/change/").content.decode()
    assert "Pen name" in page and "Sign-in name" not in page


@pytest.mark.parametrize(
    "address", ["articles/section/add/", "articles/contributor/add/", "accounts/user/add/", "auth/group/add/"]
)
def test_what_is_in_the_way_is_a_list_of_links_to_the_fields(keeper, address):
    page = keeper.post(f"/admin/{address}", {"email": "x"}).content.decode()
    assert "Please correct" not in page
    problems = page[page.index('class="errornote refused"') :].partition("</div>")[0]
    targets = re.findall(r'<a href="#([^"]+)">', problems)
    assert targets
    for target in targets:
        assert f'id="{target}"' in page


def test_a_section_saved_while_a_story_came_out_keeps_its_version(keeper, article, monkeypatch):
    section, before = article.section, Section.objects.get(pk=article.section_id).version
    clean = Section.full_clean

    def meanwhile(self, *args, **kwargs):
        Section.objects.filter(pk=self.pk).update(version=before + 7)
        return clean(self, *args, **kwargs)

    monkeypatch.setattr(Section, "full_clean", meanwhile)
    data = {"name": "The world", "position": 3}
    assert keeper.post(f"/admin/articles/section/{section.pk}/change/", data).status_code == 302
    assert Section.objects.values_list("name", "version").get() == ("The world", before + 7)


def test_a_person_saved_while_they_were_erased_stays_erased(keeper, reader, monkeypatch):
    clean = User.full_clean

    def meanwhile(self, *args, **kwargs):
        User.objects.get(pk=self.pk).erase()
        return clean(self, *args, **kwargs)

    monkeypatch.setattr(User, "full_clean", meanwhile)
    data = {"email": reader.email, "first_name": "Fern", "last_name": ""}
    keeper.post(f"/admin/accounts/user/{reader.pk}/change/", data)
    reader.refresh_from_db()
    assert not reader.is_active and reader.is_erased


def test_no_log_of_any_model_names_what_nobody_sees(keeper, article, jpeg):
    from articles.models import Contributor, Photo

    photo = Photo.objects.take_in(jpeg(), caption="The quay", credit_line="C", alt="A quay")
    name = Contributor.named("Ines Calloway")
    for address, data in {
        f"articles/section/{article.section_id}": {"name": "The world", "position": 2},
        f"articles/photo/{photo.pk}": {"alt": "Boats", "credit_line": "C", "caption": "The quay"},
        f"articles/contributor/{name.pk}": {"name": "Ines Calloway-Smith"},
    }.items():
        assert keeper.post(f"/admin/{address}/change/", data).status_code == 302
        assert keeper.post(f"/admin/{address}/change/", data).status_code == 302
    said = [each.get_change_message() for each in LogEntry.objects.order_by("pk")]
    assert said == ["Changed name and position.", "Changed alternative text.", "Changed name."]


@pytest.fixture
def form(article, editor, open_page, signed_in):
    page = signed_in(open_page(timezone_id="Europe/London", viewport={"width": 1280, "height": 900}), editor)
    page.address = f"/admin/articles/article/{article.pk}/change/"
    return page


def test_who_types_a_time_elsewhere_is_told_what_their_clock_shows(form, make_article):
    draft = make_article()
    form.goto(f"/admin/articles/article/{draft.pk}/change/")
    assert "server time" not in form.content()
    form.get_by_role("textbox", name="Date to publish on").fill("2030-01-10")
    form.get_by_role("textbox", name="Time to publish at").fill("18:00")
    expect(form.get_by_text("Your clock shows 23:00 then.")).to_be_visible()
    # Clocks there are set a fortnight earlier.
    form.get_by_role("textbox", name="Date to publish on").fill("2030-03-20")
    expect(form.get_by_text("Your clock shows 22:00 then.")).to_be_visible()
    form.get_by_role("textbox", name="Time to publish at").fill("22:30:00")
    expect(form.get_by_text("Your clock shows 02:30 on 2030-03-21 then.")).to_be_visible()
    form.get_by_role("textbox", name="Time to publish at").fill("soon")
    expect(form.get_by_text("Your clock shows")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_each_problem_leads_to_its_field(form, make_article, jpeg, width):
    from articles.models import Photo, Slide

    draft = make_article(headline="", body="")
    photo = Photo.objects.take_in(jpeg(), caption="The quay")
    Slide.objects.create(article=draft, photo=photo, position=1)
    form.set_viewport_size({"width": width, "height": 900})
    form.goto(f"/admin/articles/article/{draft.pk}/change/")
    expect(form.locator(".tiptap")).to_be_visible()
    form.get_by_role("button", name="Publish now").click()
    expect(form.locator(".tiptap")).to_be_visible()
    focused = "() => document.activeElement.className + ' ' + document.activeElement.id"
    for words, element in {
        "It has no headline.": "id_headline",
        "It has no text.": "tiptap",
        "Photo 1 has no credit line.": "select2-selection",
        "Photo 1 has no alternative text.": "id_all_slides-0-alt",
    }.items():
        form.get_by_role("link", name=words).click()
        assert element in form.evaluate(focused)
        assert form.locator(":focus").is_visible()


def test_where_there_is_no_photo_one_is_added(form, make_article):
    form.goto(f"/admin/articles/article/{make_article().pk}/change/")
    for name in ("Add a photo", "Add a contributor"):
        expect(form.get_by_role("button", name=name, exact=True)).to_be_visible()
