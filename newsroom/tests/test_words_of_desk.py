"""What the desk says in people's words: heads of lists, times, what is in the way, what the worker does."""

import json
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import expect

from accounts.models import User
from articles.models import Photo, Section
from comments.models import Comment
from core.times import desk_time
from newsroom.tests.support.tasks import put_off
from newsroom.tests.test_admin_keys import LISTED

DESK_TIME = re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d [AP]M E[DS]T")


def listing(model):
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


@pytest.mark.parametrize("model", LISTED)
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


@pytest.fixture
def timed(keeper, article, jpeg, post, reader):
    """Addresses of pages with times, of which there is one at least for each model."""
    photo = Photo.objects.ingest(jpeg(), caption="The quay", credit_line="C", alt="A quay").photo
    comment = post()
    comment.report("spam", by=reader)
    keeper.post(f"/admin/articles/section/{article.section_id}/change/", {"name": "The world"})
    return [
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


def test_lists_and_forms_have_one_format_of_time(keeper, timed):
    for address in timed:
        page = keeper.get(address).content.decode()
        if "dbtaskresult" not in address:
            assert DESK_TIME.search(page), address
        # Django's own, and those of readers' pages.
        assert not re.search(r"\b[ap]\.m\.|\d[ap]m E[DS]T|\d{4}, \d|, noon|, midnight", page), address


def test_lists_and_forms_have_the_zones_names_that_the_language_has(keeper, timed, settings):
    put_off(settings)
    Photo.objects.get().make_renditions()
    task = DBTaskResult.objects.get()
    settings.LANGUAGE_CODE, settings.TIME_ZONE = "de", "Europe/Berlin"
    for address in [*timed, f"/admin/django_tasks_database/dbtaskresult/{task.pk}/change/"]:
        said = strip_tags(keeper.get(address).content.decode())
        assert re.search(r"\d\. \w+ \d{4}, \d\d:\d\d MES?Z", said), address
        assert not re.search(r"\bCES?T\b|\+00:00", said), address


def test_under_a_list_stands_how_many_there_are(keeper, article, make_article):
    listed = "/admin/articles/article/"
    assert re.search(r'<p class="paginator">\s+1 story\s', keeper.get(listed).content.decode())
    make_article()
    assert re.search(r'<p class="paginator">\s+2 stories\s', keeper.get(listed).content.decode())


def test_a_text_that_is_typed_begins_at_the_side_of_its_own_direction(keeper, article, jpeg):
    addresses = [
        f"/admin/articles/article/{article.pk}/change/",
        f"/admin/articles/photo/{Photo.objects.ingest(jpeg()).photo.pk}/change/",
        "/admin/articles/section/add/",
        "/admin/articles/contributor/add/",
        "/admin/articles/topic/add/",
    ]
    boxes = [
        box
        for address in addresses
        for box in re.findall(r"<(?:input type=.text.|textarea)[^>]*>", keeper.get(address).content.decode())
        # The boxes of a day and a time of day
        if not re.search(r"name=.\w+_[01]\b", box)
    ]
    assert len(boxes) > 12
    assert [box for box in boxes if 'dir="auto"' not in box] == []


@pytest.mark.parametrize("page", ["kill", "discussion"])
def test_a_page_beside_a_story_leads_back_as_the_storys_own_does(keeper, article, page):
    story = f"/admin/articles/article/{article.pk}/"
    own, beside = (
        re.search(r'<div class="breadcrumbs">(.*?)</div>', keeper.get(at).content.decode(), re.DOTALL)[1]
        for at in (f"{story}change/", f"{story}{page}/")
    )
    ways = re.findall(r'href="(.*?)"', own)
    assert ways == ["/admin/", "/admin/articles/", "/admin/articles/article/"]
    assert re.findall(r'href="(.*?)"', beside) == [*ways, f"{story}change/"]


def test_a_photo_whose_caption_is_cut_off_says_so():
    assert str(Photo(caption="The quay, from left to right")) == "The quay, from left to right"
    long = str(Photo(caption="The quay, " * 20))
    assert len(long) == 80
    assert long.endswith("…")


def test_what_a_library_says_wrongly_in_a_script_is_corrected(settings, keeper):
    settings.LANGUAGE_CODE = "ar"
    script = keeper.get("/admin/jsi18n/").content.decode()
    catalog = json.loads(re.search(r"newcatalog = ({.*?});\n", script, re.DOTALL)[1])
    assert len(set(catalog["%(sel)s of %(cnt)s selected"])) == 2
    assert all("%(cnt)s" in form for form in catalog["%(sel)s of %(cnt)s selected"])


def test_what_there_is_not_is_a_dash_and_never_none(keeper, post, jpeg, settings):
    """Django says None of what a method has not, on the page of one thing; in lists it says a dash."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}
    }
    Photo.objects.ingest(jpeg()).photo.make_renditions()
    report = post().report("spam")
    task = reverse("admin:django_tasks_database_dbtaskresult_change", args=[DBTaskResult.objects.get().pk])
    for address in (task, reverse("admin:comments_report_change", args=[report.pk])):
        page = keeper.get(address)
        assert page.status_code == 200
        assert ">None<" not in page.content.decode(), address


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


def test_a_section_saved_while_a_story_came_out_keeps_its_version(keeper, article, monkeypatch):
    section, before = article.section, Section.objects.get(pk=article.section_id).version
    clean = Section.full_clean

    def meanwhile(self, *args, **kwargs):
        Section.objects.filter(pk=self.pk).update(version=before + 7)
        return clean(self, *args, **kwargs)

    monkeypatch.setattr(Section, "full_clean", meanwhile)
    data = {"name": "The world"}
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

    photo = Photo.objects.ingest(jpeg(), caption="The quay", credit_line="C", alt="A quay").photo
    name = Contributor.named("Ines Calloway")
    for address, data in {
        f"articles/section/{article.section_id}": {"name": "The world"},
        f"articles/photo/{photo.pk}": {"alt": "Boats", "credit_line": "C", "caption": "The quay"},
        f"articles/contributor/{name.pk}": {"name": "Ines Calloway-Smith"},
    }.items():
        assert keeper.post(f"/admin/{address}/change/", data).status_code == 302
        assert keeper.post(f"/admin/{address}/change/", data).status_code == 302
    said = [each.get_change_message() for each in LogEntry.objects.order_by("pk")]
    assert said == ["Changed name.", "Changed alternative text.", "Changed name."]


@pytest.fixture
def form(article, editor, open_page, signed_in):
    page = signed_in(open_page(timezone_id="Europe/London", viewport={"width": 1280, "height": 900}), editor)
    page.address = f"/admin/articles/article/{article.pk}/change/"
    return page


# In New York; in London it is five hours later, and on Mar 20 four: clocks there are set a fortnight earlier.
OWN_TIMES = [
    ("2030-01-10", "18:00", "23:00"),
    ("2030-03-20", "18:00", "22:00"),
    ("Mar 20, 2030", "22:30:00", "02:30 on Mar 21, 2030"),
    ("Nov 28, 2026", "2:55pm", "19:55"),
    ("28 Nov 2026", "14:55", "19:55"),
    ("Nov 28, 2026", "1455", "19:55"),
    ("Sat Nov 28, 2026 2:55pm EST", "", "19:55"),
    ("2026-11-01", "01:30:00 EST", "06:30"),
    ("2026-11-28", "14:55 UTC", "14:55"),
]


def test_who_types_a_time_elsewhere_is_told_what_their_clock_shows(form, make_article):
    draft = make_article()
    form.goto(f"/admin/articles/article/{draft.pk}/change/")
    assert "server time" not in form.content()
    date = form.get_by_role("textbox", name="Date to publish on")
    time = form.get_by_role("textbox", name="Time to publish at")
    for typed_date, typed_time, shown in OWN_TIMES:
        date.fill(typed_date)
        time.fill(typed_time)
        expect(form.locator(".own-time")).to_have_text(f"Your clock shows {shown} then.")
    time.fill("soon")
    expect(form.get_by_text("Your clock shows")).to_have_count(0)


def test_of_a_time_that_is_typed_the_desk_is_told_the_instant_and_nobody_else(editor, reader):
    client = Client()
    client.force_login(editor)

    def read(day, clock):
        return client.get("/admin/instant/", {"day": day, "clock": clock}).json()["instant"]

    assert read("28 Nov 2026", "2:55pm") == "2026-11-28T19:55:00+00:00"
    for nothing in (("", ""), ("28 Nov 2026", "soon"), ("2026-11-01", "1:30am"), ("9" * 4000, "6")):
        assert read(*nothing) is None
    assert client.get("/admin/instant/").json() == {"instant": None}
    assert client.post("/admin/instant/", {"day": "28 Nov 2026"}).status_code == 405
    client.force_login(reader)
    assert client.get("/admin/instant/").status_code == 302


def test_where_there_is_no_photo_one_is_added(form, make_article):
    form.goto(f"/admin/articles/article/{make_article().pk}/change/")
    for name in ("Add a photo", "Add a contributor", "Add a topic"):
        expect(form.get_by_role("button", name=name, exact=True)).to_be_visible()
