"""The form of a page: saving shows readers nothing, publishing all of it, and two people lose nothing."""

import pytest
from django.test import Client
from django.utils import timezone

from core.models import Edition, Page, PageVersion, Paper
from core.tests.test_pages import FULL

LIST = "/admin/core/page/"
ADD = f"{LIST}add/"


@pytest.fixture
def chief(make_staff):
    return make_staff("CaraVoss", "Chiefs")


@pytest.fixture
def desk(client, chief):
    client.force_login(chief)
    return client


def address(page):
    return f"{LIST}{page.pk}/change/"


def sent(client, page, **changed):
    """What the form of a page sends as it stands there, but for what is typed."""
    initial = client.get(address(page)).context["adminform"].form.initial
    fields = {
        name: initial.get(name) or ""
        for name in ("title", "slug", "text", "facts", "position", "note", "seen")
    }
    return fields | changed


def told(answer):
    return [str(each) for each in answer.context["messages"]]


def test_a_new_one_is_a_draft_at_an_address_made_of_its_title(desk, chief):
    answer = desk.post(ADD, {"title": "Who we are", "text": "<p>Us.</p>", "_save": "1"}, follow=True)
    page = Page.objects.get(slug="who-we-are")
    assert not page.is_public and page.edited_by == chief and page.position is None
    assert told(answer) == ["Saved."]


def test_a_double_click_on_a_new_one_makes_one_page_and_one_version(desk):
    form = {"title": "Who we are", "text": "<p>Us.</p>\r\n", "position": "3", "_publish": "1"}
    answers = [desk.post(ADD, form, follow=True) for _ in range(2)]
    assert [told(answer) for answer in answers] == [["Published: readers see it at /who-we-are/."]] * 2
    assert Page.objects.get(slug="who-we-are").versions.count() == 1


def test_saving_shows_readers_nothing_and_publishing_all_of_it(desk, own_page):
    form = sent(desk, own_page, title="How we really work", text="<p>New.</p>", note="As agreed.")
    assert told(desk.post(address(own_page), form | {"_save": "1"}, follow=True)) == [
        "Saved. Readers see nothing of it yet."
    ]
    assert "New." not in Client().get("/how-we-work/").content.decode()
    form = sent(desk, own_page, note="As agreed.") | {"_publish": "1"}
    for _ in range(2):
        assert told(desk.post(address(own_page), form, follow=True)) == [
            "Published: readers see it at /how-we-work/."
        ]
    assert own_page.versions.count() == 2
    assert "New." in Client().get("/how-we-work/").content.decode()
    page = desk.get(address(own_page)).content.decode()
    assert "Version 2" in page and "As agreed." in page


def test_a_refused_one_is_saved_and_comes_back_with_all_reasons_and_the_note(desk, own_page):
    form = sent(desk, own_page, title="[[Title]]", text="<p>By [<b>[who]</b>]</p>", note="Much work.")
    answer = desk.post(address(own_page), form | {"_publish": "1"})
    page = answer.content.decode()
    assert "The title has a gap: [[Title]]" in page and "The text has a gap: [[who]]" in page
    assert 'href="#id_title"' in page and 'href="#id_text"' in page and 'aria-invalid="true"' in page
    assert "Much work." in page
    own_page.refresh_from_db()
    assert own_page.title == "[[Title]]" and own_page.versions.count() == 1


def test_what_the_papers_form_lacks_is_said_with_a_link_to_it(desk):
    imprint = Page.objects.get(facts="imprint")
    page = desk.post(address(imprint), sent(desk, imprint, text="<p>So.</p>", _publish="1")).content.decode()
    assert "The paper’s form names no publisher." in page
    assert page.count('<a href="/admin/core/paper/" target="_blank">') == len(FULL)


def test_a_note_without_a_change_is_not_dropped_in_silence(desk, own_page):
    answer = desk.post(address(own_page), sent(desk, own_page, note="Why not?", _publish="1"))
    page = answer.content.decode()
    assert "there is nothing that the note is about" in page and "Why not?" in page


def test_it_is_withdrawn_and_says_so(desk, own_page):
    answer = desk.post(address(own_page), sent(desk, own_page, _withdraw="1"), follow=True)
    assert told(answer) == ["Withdrawn: it is a draft again, and at its address there is nothing."]
    assert Client().get("/how-we-work/").status_code == 404
    assert "Draft: it was public once, and withdrawn" in desk.get(LIST).content.decode()


def test_a_preview_shows_what_is_typed_and_saves_nothing(desk, own_page):
    form = sent(desk, own_page, text="<p>By [[who]]</p>", position="9", _preview="1")
    page = desk.post(address(own_page), form).content.decode()
    assert "<p>By <mark>[[who]]</mark></p>" in page and "The text has a gap: [[who]]" in page
    assert 'content="noindex"' in page and "canonical" not in page
    own_page.refresh_from_db()
    assert own_page.text == "<p>We ask first.</p>" and own_page.position == 1
    desk.post(ADD, {"title": "Typed", "text": "<p>x</p>", "_preview": "1"})
    assert not Page.objects.filter(title="Typed").exists()


def test_the_second_of_two_is_told_who_saved_and_loses_nothing(desk, own_page, make_staff):
    form = sent(desk, own_page, text="<p>Mine.</p>")
    other = make_staff("OlaReed", "Chiefs")
    theirs = Client()
    theirs.force_login(other)
    theirs.post(address(own_page), sent(theirs, own_page, text="<p>Theirs.</p>", _publish="1"))
    for button in ("_save", "_publish", "_withdraw"):
        answer = desk.post(address(own_page), form | {button: "1"})
        page = answer.content.decode()
        assert "Somebody saved this page while you wrote." in page and "OlaReed saved it on" in page
        assert "&lt;p&gt;Mine.&lt;/p&gt;" in page
    own_page.refresh_from_db()
    assert own_page.text == "<p>Theirs.</p>" and own_page.is_public
    over = own_page.edited_at.isoformat()
    assert f'value="{over}"' in page
    desk.post(address(own_page), form | {"over": over, "_publish": "1"})
    own_page.refresh_from_db()
    assert own_page.published.text == "<p>Mine.</p>"
    assert list(own_page.versions.order_by("number").values_list("text", flat=True))[1:] == [
        "<p>Theirs.</p>",
        "<p>Mine.</p>",
    ]


def test_what_another_left_as_it_was_does_not_stand_in_the_way(desk, own_page):
    form = sent(desk, own_page)
    Page.objects.filter(pk=own_page.pk).update(edited_at=timezone.now())
    assert desk.post(address(own_page), form | {"_save": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("admin", "belongs to another part of the paper"),
        ("How We", "Write this one “how-we”"),
        ("privacy", "The page “Privacy” has the address /privacy/."),
        ("2026", "belongs to another part of the paper"),
    ],
)
def test_an_address_that_can_not_be_is_refused_with_all_that_was_typed(desk, own_page, slug, said):
    answer = desk.post(address(own_page), sent(desk, own_page, slug=slug, text="<p>An hour.</p>", _save="1"))
    page = answer.content.decode()
    assert said in page and "An hour." in page
    own_page.refresh_from_db()
    assert own_page.slug == "how-we-work"


def test_only_what_readers_never_saw_can_be_deleted(desk, own_page):
    draft = Page.objects.get(slug="ai")
    assert desk.post(f"{LIST}{draft.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Page.objects.filter(slug="ai").exists()
    own_page.withdraw(own_page.published.published_by)
    assert desk.post(f"{LIST}{own_page.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Page.objects.filter(pk=own_page.pk).exists()


@pytest.mark.parametrize("who", ["editor", "moderator", "reader"])
def test_pages_are_the_chiefs_to_write(client, request, own_page, who):
    client.force_login(request.getfixturevalue(who))
    for path in (LIST, ADD, address(own_page), "/admin/core/pageversion/"):
        assert client.get(path).status_code in (302, 403), path
    client.post(address(own_page), {"title": "Mine", "_withdraw": "1"})
    own_page.refresh_from_db()
    assert own_page.is_public and own_page.title == "How we work"


def test_who_may_write_and_not_publish_is_refused(client, own_page, make_staff, db):
    from django.contrib.auth.models import Permission

    writer = make_staff("PiaHolm", "Editors")
    names = ["view_page", "change_page"]
    writer.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(writer)
    page = client.get(address(own_page)).content.decode()
    assert 'name="_publish"' not in page and 'name="_withdraw"' not in page
    for button in ("_publish", "_withdraw"):
        form = sent(client, own_page, text="<p>Mine.</p>") | {button: "1"}
        assert "Publishing is not yours to do." in client.post(address(own_page), form).content.decode()
    own_page.refresh_from_db()
    assert own_page.published.text == "<p>We ask first.</p>" and own_page.text == "<p>Mine.</p>"


def test_history_shows_each_version_beside_the_one_before(desk, own_page, chief):
    own_page.text = "<p>We ask twice.</p><p>And wait &amp; see.</p>"
    own_page.save()
    version = own_page.publish(chief, "More.")
    page = desk.get(f"/admin/core/pageversion/{version.pk}/change/").content.decode()
    assert "We ask <del>first.</del><ins>twice.</ins>" in page and "<ins>And wait &amp; see.</ins>" in page
    first = version.before
    assert "It is the first one." in desk.get(f"/admin/core/pageversion/{first.pk}/change/").content.decode()
    assert desk.post(f"/admin/core/pageversion/{first.pk}/change/", {"title": "x"}).status_code == 403
    assert PageVersion.objects.get(pk=first.pk).title == "How we work"


def test_the_desk_says_what_is_missing_before_the_paper_goes_online(desk, chief, client, editor):
    page = desk.get("/admin/").content.decode()
    assert "Before the paper may go online" in page
    imprint = Page.objects.get(facts="imprint")
    assert page.index(f"Imprint: draft, {len(imprint.problems())} gaps") < page.index("About: draft")
    Page.objects.filter(pk=imprint.pk).update(text="<p>So.</p>")
    Paper.change(chief, **FULL)
    assert "Imprint: draft, ready to be published" in desk.get("/admin/").content.decode()
    Page.objects.get(pk=imprint.pk).publish(chief)
    page = desk.get("/admin/").content.decode()
    assert "Before the paper" not in page
    assert page.index("Pages that readers don’t see yet") < page.index("Privacy: draft")
    Page.objects.filter(published=None).update(position=None)
    assert "Pages that readers" not in desk.get("/admin/").content.decode()
    imprint.withdraw(chief)
    Page.objects.filter(pk=imprint.pk).update(facts="")
    assert "there is no page that shows who publishes the paper" in desk.get("/admin/").content.decode()
    client.force_login(editor)
    assert "Before the paper" not in client.get("/admin/").content.decode()


def test_the_editor_starts_under_the_content_security_policy(desk, own_page):
    answer = desk.get(address(own_page))
    assert (
        "unsafe" not in answer["Content-Security-Policy"] and "'sha256-" in answer["Content-Security-Policy"]
    )


def test_a_list_of_many_costs_as_many_queries_as_one_of_few(desk, chief):
    def queries():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            desk.get(LIST)
        return len(asked)

    queries()
    few = queries()
    for number in range(20):
        page = Page.objects.create(title=f"No. {number}", slug=f"no-{number}", text="<p>x</p>")
        page.publish(chief)
    assert queries() == few


def test_saving_a_draft_bumps_nothing(desk):
    draft = Page.objects.get(slug="about")
    before = Edition.objects.values_list("version").first()
    desk.post(address(draft), sent(desk, draft, text="<p>x</p>", _save="1"))
    assert Edition.objects.values_list("version").first() == before
