"""Pages of the paper's own: readers see what was published last, whole, or nothing."""

import pytest
from django.test import Client
from django.utils.html import escape

from core.models import Edition, Page, PageVersion, Paper
from core.models.page import TEXT
from core.problems import NotPublishable
from newsroom.tests.test_page_cache import Process, _one_connection, text  # noqa: F401

FULL = {
    "publisher": "Meridian Press Ltd",
    "publisher_address": "1 Quay Street\nPort Alden",
    "editor_in_chief": "Iris Vale",
    "ownership": "The Meridian Trust owns all of it.",
    "desk_email": "desk@meridian.example",
}


@pytest.fixture
def draft(db):
    return Page.objects.create(title="Our history", slug="our-history", text="<p>Long ago.</p>", position=2)


@pytest.fixture
def imprint(db):
    page = Page.objects.get(facts="imprint")
    Page.objects.filter(pk=page.pk).update(text="<p>So.</p>")
    page.refresh_from_db()
    return page


def edition():
    return Edition.objects.values_list("version", flat=True).first() or 0


def change(page, **text):
    for name, value in text.items():
        setattr(page, name, value)
    page.save(update_fields=text)


def test_a_draft_is_answered_like_an_address_at_which_there_is_nothing(draft, client):
    answers = [client.get(f"/{slug}/") for slug in ("our-history", "never-written", "imprint")]
    assert {answer.status_code for answer in answers} == {404}
    first = answers[0]
    for answer in answers[1:]:
        assert answer.content == first.content
        assert answer.headers == first.headers
    assert "Our history" not in first.content.decode()


def test_it_is_published_whole_and_stands_at_the_foot_of_every_page(draft, client, editor, article):
    version = draft.publish(editor, "The first.")
    assert (version.number, version.note, version.published_by) == (1, "The first.", editor)
    page = client.get("/our-history/").content.decode()
    assert "<p>Long ago.</p>" in page and "Last changed on" in page
    assert '<meta name="description" content="Long ago.">' in page
    assert '<link rel="canonical" href="' in page
    for address in ("/", article.get_absolute_url(), "/accounts/login/", "/nothing/", "/our-history/"):
        assert '<a href="/our-history/"' in client.get(address).content.decode(), address
    assert 'aria-current="page"' in page


def test_what_is_public_is_one_question(draft, own_page):
    for page in Page.objects.all():
        assert page.is_public == Page.objects.public().filter(pk=page.pk).exists()
    assert own_page.is_public and not draft.is_public


def test_a_working_copy_changes_nothing_for_readers_until_it_is_published(own_page, client, editor):
    before = client.get("/how-we-work/").content
    change(own_page, title="How we really work", slug="work", text="<p>[[who]]</p>", facts="contacts")
    assert client.get("/how-we-work/").content == before
    assert client.get("/work/").status_code == 404
    assert own_page.has_unpublished_changes
    with pytest.raises(NotPublishable):
        own_page.publish(editor)
    assert client.get("/how-we-work/").content == before


def test_each_publication_is_kept_and_a_second_press_makes_no_second(own_page, editor):
    change(own_page, text="<p>We ask twice.</p>")
    first = own_page.publish(editor, "Twice.")
    bumped = edition()
    assert own_page.publish(editor, "Twice.") == first
    assert edition() == bumped
    texts = list(own_page.versions.values_list("number", "text", "note"))
    assert texts == [(2, "<p>We ask twice.</p>", "Twice."), (1, "<p>We ask first.</p>", "")]


def test_a_copy_in_memory_that_is_older_publishes_what_is_stored(own_page, editor):
    other = Page.objects.get(pk=own_page.pk)
    change(other, text="<p>The other's.</p>")
    own_page.text = "<p>Never saved.</p>"
    assert own_page.publish(editor).text == "<p>The other's.</p>"


def test_what_is_withdrawn_is_gone_from_every_door_at_once(own_page, client, editor, article):
    nothing = client.get("/never-written/").status_code
    bumped = edition()
    own_page.withdraw(editor)
    assert edition() == bumped + 1
    assert client.get("/how-we-work/").status_code == nothing
    assert client.get("/how-we-work/").content == client.get("/never-written/").content
    for address in ("/", article.get_absolute_url(), "/nothing/", "/accounts/login/"):
        assert "how-we-work" not in client.get(address).content.decode()
    own_page.withdraw(editor)
    assert edition() == bumped + 1
    assert own_page.versions.count() == 1
    # It comes back as a version of its own.
    own_page.publish(editor)
    assert own_page.versions.count() == 2 and client.get("/how-we-work/").status_code == 200


def test_two_processes_show_nothing_that_is_withdrawn(own_page, editor):
    first, second = Process(), Process()
    for process in (first, second):
        assert "how-we-work" in text(process.get("/")) and "We ask first" in text(
            process.get("/how-we-work/")
        )
    own_page.withdraw(editor)
    for process in (first, second):
        assert "how-we-work" not in text(process.get("/"))
        assert "There is no such page" in text(process.get("/how-we-work/"))


def test_a_place_in_the_footer_counts_at_once_and_of_a_draft_changes_nothing(own_page, draft, client, editor):
    draft.publish(editor)
    order = client.get("/").content.decode()
    assert order.index("how-we-work") < order.index("our-history")
    own_page.place(7)
    order = client.get("/").content.decode()
    assert order.index("our-history") < order.index("how-we-work")
    own_page.place(None)
    assert "how-we-work" not in client.get("/").content.decode()
    assert client.get("/how-we-work/").status_code == 200
    bumped = edition()
    own_page.place(None)
    Page.objects.get(slug="about").place(9)
    assert edition() == bumped


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ({"title": "[[Title]]"}, "title"),
        ({"title": "\u200b"}, "title"),
        ({"text": "<p>By [<em>[who]</em>]</p>"}, "text"),
        ({"text": "<p>Done]]</p>"}, "text"),
        ({"text": ""}, "text"),
        ({"slug": "section"}, "slug"),
        ({"slug": "2026"}, "slug"),
    ],
)
def test_what_lacks_something_is_refused_in_words_about_its_field(draft, editor, client, text, field):
    change(draft, **text)
    with pytest.raises(NotPublishable) as refusal:
        draft.publish(editor)
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert not draft.is_public and not PageVersion.objects.exists()


@pytest.mark.parametrize(
    "slug",
    [
        *("admin", "accounts", "comments", "comment-policy", "section", "media", "static", "csp-report"),
        *("nameplate", "archive", "topic", "by", "search", "feed", "sitemap", "newsletter", "live", "tag"),
        *("health", "1999", "٢٠٢٦"),
    ],
)
def test_an_address_of_something_else_is_none_of_a_page(draft, slug):
    draft.slug = slug
    assert [problem.field for problem in draft.problems()] == ["slug"]


def test_no_two_pages_have_one_address_not_even_one_that_readers_still_know(own_page, draft, editor):
    change(own_page, slug="work")
    change(draft, slug="how-we-work")
    with pytest.raises(NotPublishable, match="How we work"):
        draft.publish(editor)
    own_page.publish(editor)
    draft.publish(editor)
    assert draft.get_absolute_url() == "/how-we-work/"


def test_another_address_leaves_the_old_one_answering_with_a_redirect(own_page, draft, client, editor):
    client.get("/how-we-work/")
    change(own_page, slug="work")
    assert client.get("/how-we-work/").status_code == 200, "until it is published"
    own_page.publish(editor)
    for typed in ("/how-we-work/", "/How-We-Work/"):
        answer = client.get(typed)
        assert (answer.status_code, answer.headers.get("Location")) == (301, "/work/"), typed
    assert "how-we-work" not in client.get("/").content.decode()
    # Who takes the old address has it.
    change(draft, slug="how-we-work")
    draft.publish(editor)
    assert "Long ago." in client.get("/how-we-work/").content.decode()


@pytest.mark.parametrize("typed", ["/How-We-Work/", "/how%2Dwe%2Dwork/", "/how%252Dwe%252Dwork/"])
def test_other_spellings_lead_to_the_one_address(own_page, client, typed):
    answer = client.get(typed)
    assert answer.status_code in (200, 301)
    assert answer.headers.get("Location", "/how-we-work/") == "/how-we-work/"


def test_without_its_last_stroke_it_is_found_too_and_a_file_is_no_page(own_page, client):
    assert client.get("/how-we-work").headers["Location"] == "/how-we-work/"
    assert client.get("/robots.txt").status_code == 404


def test_an_address_in_any_script(db, client, editor):
    page = Page.objects.create(title="من نحن", slug="من-نحن", text="<p>نسأل أولاً.</p>", position=1)
    page.publish(editor)
    answer = client.get(page.get_absolute_url())
    assert answer.status_code == 200
    html = answer.content.decode()
    assert '<h1 class="page-title" dir="auto">من نحن</h1>' in html and '<div class="body" dir="auto">' in html
    assert f'<a href="{page.get_absolute_url()}"' in html and 'aria-current="page"' in html


def test_what_an_editor_typed_is_sanitised_whatever_door_it_came_through(draft, editor, client):
    change(
        draft, title="<b>Us</b>", text='<p onclick="x()">Hi<script>alert(1)</script><img src=x onerror=y></p>'
    )
    draft.publish(editor)
    html = client.get("/our-history/").content.decode()
    assert "<p>Hi</p>" in html and "onclick" not in html and "alert" not in html and "onerror" not in html
    assert escape("<b>Us</b>") in html and "<b>Us</b>" not in html


# The imprint


def test_an_imprint_waits_until_the_papers_form_says_who_publishes_it(imprint, editor, client):
    with pytest.raises(NotPublishable) as refusal:
        imprint.publish(editor)
    assert {problem.field for problem in refusal.value.problems} == {"facts"}
    assert len(refusal.value.problems) == len(FULL)
    for name in FULL:
        Paper.change(editor, **FULL | {name: ""})
        assert len(imprint.problems()) == 1, name
    Paper.change(editor, **FULL)
    imprint.publish(editor)
    html = client.get("/imprint/").content.decode()
    for value in (
        "Meridian Press Ltd",
        "1 Quay Street<br>Port Alden",
        "Iris Vale",
        "The Meridian Trust owns all of it.",
    ):
        assert f'<dd dir="auto">{value}</dd>' in html
    assert '<a href="mailto:desk@meridian.example" dir="ltr">' in html
    assert "<dt>Register</dt>" not in html, "what the form does not say is not there"


def test_a_change_of_the_form_shows_on_the_page_at_once(imprint, editor, client):
    Paper.change(editor, **FULL)
    imprint.publish(editor)
    client.get("/imprint/")
    Paper.change(editor, publisher="Harbour Press", phone="+1 (555) 01-00", founded=1887)
    html = client.get("/imprint/").content.decode()
    assert "Harbour Press" in html and "Meridian Press" not in html
    assert '<a href="tel:+15550100" dir="ltr">+1 (555) 01-00</a>' in html and ">1887<" in html


def test_contacts_are_those_of_the_form(db, editor, client):
    contact = Page.objects.get(facts="contacts")
    change(contact, text="")
    assert len(contact.problems()) == 1
    Paper.change(editor, **FULL, security_email="safe@meridian.example", profiles="https://social.example/@m")
    contact.publish(editor)
    html = client.get(contact.get_absolute_url()).content.decode()
    assert "mailto:safe@meridian.example" in html and 'href="https://social.example/@m"' in html
    assert "Meridian Press Ltd<br>1 Quay Street<br>Port Alden" in html


def test_who_owns_the_paper_is_one_click_from_every_page_whatever_place_it_has(imprint, editor, client, rf):
    from newsroom import errors

    Paper.change(editor, **FULL)
    imprint.place(None)
    assert "imprint/" not in client.get("/").content.decode()
    imprint.publish(editor)
    for address in ("/", "/accounts/login/", "/nothing/", "/nested/nothing/"):
        assert '<a href="/imprint/"' in client.get(address).content.decode(), address
    # Also where something failed, without asking the database.
    assert '<a href="/imprint/"' in errors.server_error(rf.get("/")).content.decode()


def test_a_page_takes_as_many_queries_whatever_it_shows(
    imprint, own_page, editor, client, django_assert_num_queries
):
    Paper.change(editor, **FULL)
    imprint.publish(editor)
    client.get("/")
    client.get("/nothing/")
    # the version, sections; the paper, for its facts
    with django_assert_num_queries(2):
        client.get("/how-we-work/")
    with django_assert_num_queries(3):
        client.get("/imprint/")
    # whether something had that address
    with django_assert_num_queries(1):
        Client().get("/nothing-else/")


def test_all_that_is_versioned_is_compared():
    assert TEXT == ["title", "slug", "text", "facts"]
