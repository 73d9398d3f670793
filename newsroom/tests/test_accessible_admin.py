"""The desk's and the moderators' own pages in the admin, wide and narrow, light and dark: without a fault of ours.

What is left is stock Django's or a library's; docs/screen-reader.md lists it, and nothing else is let pass.
"""

import re
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import expect

from articles.models import Article, Contribution, Contributor, Photo, Slide
from comments.models import Report
from newsroom.tests.test_accessible import ALL, LOOKS
from newsroom.tests.test_keyboard import STOP

# A row of the document's table: the rule, and a part of the element's selector.
LEFT = re.compile(r"^\| `([\w-]+)` \| `(.+?)` \|", re.MULTILINE)
DOCUMENT = Path(settings.BASE_DIR) / "docs" / "screen-reader.md"


@pytest.fixture
def admin(desktop, signed_in, make_reader):
    """A page of somebody who may see everything."""
    keeper = make_reader("Keeper", is_staff=True, is_superuser=True)
    desktop.context.add_init_script(AXE_SCRIPT)
    return signed_in(desktop, keeper)


@pytest.fixture
def pictured(article, jpeg, editor):
    for position in (1, 2):
        photo = Photo.objects.ingest(
            jpeg(colour=(position * 60, 90, 120)),
            caption=f"Caption {position}",
            credit_line="C",
            alt="A quay",
        ).photo
        photo.make_renditions()
        Slide.objects.create(article=article, photo=photo, position=position)
    contributor = Contributor.named("Ines Calloway")
    Contribution.objects.create(article=article, contributor=contributor, role="byline", position=1)
    article.publish_update(editor, "With pictures.")
    return article


@pytest.fixture
def reported(pictured, post, reader):
    comment = post("Buy my boats!", on=pictured)
    post("Not here.", parent=comment, on=pictured)
    comment.report(Report.Reason.SPAM, "A shop.", by=reader)
    return comment


@pytest.fixture
def faults(admin):
    """faults(where) -> of the page in both widths and both colors, those that the document does not list.

    `faults.listed` are the rows of the document's table, `faults.met` those of them that were met.
    """

    def faults(where):
        admin.wait_for_load_state("networkidle")
        # Colors that are on their way from light to dark are in neither.
        admin.evaluate(
            """() => { const sheet = new CSSStyleSheet();
            sheet.replaceSync('* { transition: none !important; }');
            document.adoptedStyleSheets = [sheet]; }"""
        )
        found = []
        for width in (1280, 390):
            admin.set_viewport_size({"width": width, "height": 900})
            for colors, rules in (("light", ALL), ("dark", LOOKS)):
                admin.emulate_media(color_scheme=colors)
                options = rules | {"resultTypes": ["violations"], "preload": False}
                answer = admin.evaluate("options => axe.run(document, options)", options)
                for fault in answer["violations"]:
                    for node in fault["nodes"]:
                        rows = {
                            (rule, part)
                            for rule, part in faults.listed
                            if rule == fault["id"] and part in str(node["target"])
                        }
                        faults.met |= rows
                        if not rows:
                            what = f"{fault['id']}: {node['target']} {node['failureSummary']}"
                            found.append(f"{where}, {width}, {colors}: {what}")
        return found

    faults.listed, faults.met = set(LEFT.findall(DOCUMENT.read_text())), set()
    return faults


def test_what_editors_have_before_them(admin, pictured, make_article, faults):
    photo = pictured.slides.first().photo
    addresses = {
        "the desk": reverse("admin:index"),
        "stories": reverse("admin:articles_article_changelist"),
        "new story": reverse("admin:articles_article_add"),
        "story": reverse("admin:articles_article_change", args=[pictured.pk]),
        "photos": reverse("admin:articles_photo_changelist"),
        "photo": reverse("admin:articles_photo_change", args=[photo.pk]),
        "photo to withdraw": reverse("admin:articles_photo_withdrawal", args=[photo.pk]),
        "revision": reverse("admin:articles_revision_change", args=[pictured.revision_id]),
        "deleting a draft": reverse("admin:articles_article_delete", args=[make_article().pk]),
    }
    found = []
    for name, address in addresses.items():
        admin.goto(address)
        found += faults(name)
    assert not found, "\n".join(found)
    # What is mended leaves the document, too.
    assert faults.met == faults.listed


def test_what_editors_have_before_them_when_it_was_refused(admin, pictured, make_article, faults):
    admin.goto(reverse("admin:articles_article_change", args=[make_article(headline="").pk]))
    admin.get_by_role("button", name="Publish now").click()
    expect(admin.get_by_role("alert")).to_contain_text("It has no headline.")
    found = faults("story, not published")
    admin.goto(reverse("admin:articles_photo_add"))
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.locator(".errorlist")).to_be_visible()
    found += faults("photo, no file")
    field = admin.locator("#id_original")
    assert field.get_attribute("aria-invalid") == "true"
    told = field.get_attribute("aria-describedby").split()
    assert "required" in " ".join(admin.locator(f"#{each}").inner_text() for each in told)
    assert not found, "\n".join(found)


def test_what_moderators_have_before_them(admin, reported, faults):
    addresses = {
        "queue": reverse("admin:comments_comment_changelist"),
        "all comments": reverse("admin:comments_comment_changelist") + "?show=all",
        "reports": reverse("admin:comments_report_changelist"),
        "new policy": reverse("admin:comments_policy_add"),
        "comment": reverse("admin:comments_comment_change", args=[reported.pk]),
    }
    found = []
    for name, address in addresses.items():
        admin.goto(address)
        found += faults(name)
    admin.get_by_role("button", name="Remove").click()
    expect(admin.get_by_role("alert")).to_contain_text("Nothing was decided yet.")
    assert admin.get_by_label("Reason for removing it").get_attribute("aria-describedby") == "reason-error"
    found += faults("comment, no reason")
    assert not found, "\n".join(found)


def test_what_a_chief_has_before_them_when_something_does_not_come(admin, pictured, faults):
    making = {"task_path": "articles.photographs.tasks.make_renditions", "backend_name": "default"}
    photo = pictured.slides.first().photo
    for status in ("FAILED", "RUNNING", "READY"):
        row = DBTaskResult.objects.create(
            **making,
            args_kwargs={"args": [photo.pk], "kwargs": {}},
            run_after=timezone.now() + timezone.timedelta(minutes=10),
            status=status,
            started_at=timezone.now(),
            finished_at=timezone.now(),
            worker_ids=["one"],
            exception_class_path="builtins.FileNotFoundError",
            traceback="Traceback: " + "/a/long/path" * 30,
        )
    found = []
    for name, address in {
        "background work": reverse("admin:django_tasks_database_dbtaskresult_changelist"),
        "task": reverse("admin:django_tasks_database_dbtaskresult_change", args=[row.pk]),
    }.items():
        admin.goto(address)
        found += faults(name)
        admin.set_viewport_size({"width": 390, "height": 900})
        assert admin.evaluate("() => document.documentElement.scrollWidth") == 390
    assert not found, "\n".join(found)
    admin.get_by_text("builtins.FileNotFoundError").click()
    expect(admin.get_by_text("Traceback:")).to_be_visible()
    assert admin.evaluate("() => document.documentElement.scrollWidth") == 390
    admin.get_by_role("button", name="Stop trying").click()
    expect(admin.locator(".messagelist")).to_contain_text("It is not tried again by itself")


def press_to(page, target):
    """Tab until the focus is there; on the way it is nowhere out of sight or under something."""
    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        assert stop and stop["ring"] >= 2, stop
        assert not [why for why in stop["hidden"] if why.startswith("under")], stop
        if target.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"Tab does not come to {target}.")


def choose_photo(page, number, caption):
    """In the list that opens below a photo's field: by what is typed."""
    press_to(page, page.get_by_role("button", name="Add a photo"))
    page.keyboard.press("Enter")
    expect(page.locator(f"#all_slides-{number} .select2-selection")).to_be_focused()
    page.keyboard.press("Enter")
    # The list opens with a field of its own; what is typed before would be nobody's.
    search = page.locator(".select2-search__field")
    expect(search).to_be_focused()
    page.keyboard.type(caption)
    expect(search).to_have_value(caption)
    expect(page.locator(".select2-results__option--highlighted")).to_contain_text(caption)
    page.keyboard.press("Enter")
    expect(page.locator(f"#all_slides-{number} .select2-selection")).to_contain_text(caption)


def test_a_story_is_written_put_in_order_and_published_by_keys(desktop, signed_in, editor, section, jpeg):
    for number, caption in enumerate(("Quay", "Lighthouse"), start=1):
        Photo.objects.ingest(jpeg(colour=(number * 60, 9, 9)), caption=caption, credit_line="C", alt="A")
    page = signed_in(desktop, editor)
    page.goto(reverse("admin:articles_article_add"))
    expect(page.locator(".tiptap")).to_be_visible()
    # A new form begins in its first field.
    expect(page.get_by_label("Section:")).to_be_focused()
    page.keyboard.type(section.name)
    for label, words in (("Headline:", "Bridge opens early"), ("Place:", "PORT ALDEN")):
        press_to(page, page.get_by_label(label))
        page.keyboard.type(words)
    press_to(page, page.get_by_role("textbox", name="Body"))
    page.keyboard.type("The bridge opened on Monday.")
    choose_photo(page, 0, "Quay")
    choose_photo(page, 1, "Lighthouse")
    press_to(page, page.get_by_role("button", name="Save draft"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move up: Lighthouse")).to_be_visible()
    press_to(page, page.get_by_role("button", name="Move up: Lighthouse"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").last).to_have_text("Lighthouse: now 1 of 2.")
    press_to(page, page.get_by_role("button", name="Publish now"))
    page.keyboard.press("Enter")
    expect(page.locator(".status")).to_contain_text("Published")
    story = Article.objects.get()
    assert [slide.photo.caption for slide in story.revision.photos] == ["Lighthouse", "Quay"]


def test_a_comment_is_removed_by_keys(desktop, signed_in, moderator, reported):
    page = signed_in(desktop, moderator)
    page.goto(reverse("admin:comments_comment_changelist"))
    press_to(page, page.locator("#result_list tbody th a").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/**")
    press_to(page, page.get_by_label("Reason for removing it"))
    page.keyboard.type("Spam")
    press_to(page, page.get_by_role("button", name="Remove"))
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Removed: the comment by")
    reported.refresh_from_db()
    assert not reported.is_visible
