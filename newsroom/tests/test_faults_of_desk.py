"""What is in the way of a form of the desk: in words, each leading to its field, with all that was typed."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Photo


@pytest.mark.parametrize(
    "address",
    [
        "articles/section/add/",
        "articles/contributor/add/",
        "articles/topic/add/",
        "accounts/user/add/",
        "auth/group/add/",
    ],
)
def test_what_is_in_the_way_is_a_list_of_links_to_the_fields(keeper, address):
    page = keeper.post(f"/admin/{address}", {"email": "x"}).content.decode()
    assert "Please correct" not in page
    problems = page[page.index('class="errornote refused"') :].partition("</div>")[0]
    targets = re.findall(r'<a href="#([^"]+)">', problems)
    assert targets
    for target in targets:
        assert f'id="{target}"' in page


def problems_of(page):
    """[(the id that the link leads to, what it says)]"""
    assert "Please correct" not in page
    shown = page[page.index('class="errornote refused"') :].partition("</div>")[0]
    found = re.findall(r'<a href="#([^"]+)">(.*?)</a>', shown)
    assert all(f'id="{target}"' in page for target, _ in found)
    return found


def test_a_password_that_is_refused_is_said_in_the_words_of_the_desk(keeper, editor):
    other = f"/admin/accounts/user/{editor.pk}/password/"
    for address in (other, "/admin/password_change/"):
        assert "refused" not in keeper.get(address).content.decode()
    data = {"usable_password": "true", "password1": "a", "password2": "b", "set-password": ""}
    assert [target for target, _ in problems_of(keeper.post(other, data).content.decode())] == [
        "id_password2"
    ]
    data["password1"] = data["password2"] = "12345"
    said = [words for _, words in problems_of(keeper.post(other, data).content.decode())]
    assert len(said) > 1 and all(words.startswith("Password confirmation: ") for words in said), said
    data = {"old_password": "wrong", "new_password1": "", "new_password2": "b"}
    page = keeper.post("/admin/password_change/", data).content.decode()
    assert {target for target, _ in problems_of(page)} == {
        "id_old_password",
        "id_new_password1",
        "id_new_password2",
    }


def test_a_password_is_changed_on_those_pages(keeper, editor):
    typed = "a-long-way-to-the-quay"
    data = {"usable_password": "true", "password1": typed, "password2": typed, "set-password": ""}
    assert keeper.post(f"/admin/accounts/user/{editor.pk}/password/", data).status_code == 302
    editor.refresh_from_db()
    assert editor.check_password(typed)


def test_a_withdrawal_that_is_refused_leads_to_its_field(keeper, jpeg):

    photo = Photo.objects.ingest(jpeg(), caption="The quay").photo
    address = f"/admin/articles/photo/{photo.pk}/withdrawal/"
    page = keeper.post(address, {"action": "seal", "words": "x" * 1001}).content.decode()
    [(target, words)] = problems_of(page)
    assert target == "id_words" and words.startswith("Reason: ") and "1000" in words
    assert "x" * 1001 in page and "Nothing was changed yet" in page
    assert "required" in keeper.post(address, {"words": "Why"}).content.decode()


def test_a_decision_that_is_refused_leads_to_each_field(keeper, post, reader):
    comment = post()
    comment.report("spam", by=reader)
    address = f"/admin/comments/comment/{comment.pk}/change/"
    page = keeper.get(address).content.decode()
    seen = dict(re.findall(r'name="(decision|report)" value="(\d+)"', page))
    data = {**seen, "action": "remove", "words": "x" * 1001}
    page = keeper.post(address, data).content.decode()
    assert [target for target, _ in problems_of(page)] == ["id_reason", "id_words"]
    assert "x" * 1001 in page and "Nothing was decided yet" in page


WRITING = [
    ("articles/article/add/", ["headline", "standfirst", "place", "source", "slug", "note"]),
    ("articles/article/{story}/change/", ["headline", "all_slides-0-caption", "all_slides-0-alt", "note"]),
    ("articles/article/{story}/kill/", ["note"]),
    ("articles/article/{story}/discussion/", ["note"]),
    (
        "articles/photo/{photo}/change/",
        ["creator", "credit_line", "source", "copyright_notice", "caption", "alt"],
    ),
    ("articles/section/add/", ["name", "slug"]),
    ("articles/contributor/add/", ["name"]),
    ("articles/topic/add/", ["name", "description"]),
    ("accounts/user/add/", ["username", "email", "first_name", "last_name"]),
    ("accounts/user/{person}/change/", ["email", "first_name", "last_name"]),
    ("auth/group/add/", ["name"]),
]


@pytest.mark.parametrize(("address", "names"), WRITING)
def test_what_is_pasted_is_cut_off_by_no_form_and_refused_in_words(
    keeper, editor, article, make_row, address, names
):
    photo = make_row(article)
    address = f"/admin/{address.format(story=article.pk, photo=photo.pk, person=editor.pk)}"
    page = keeper.get(address).content.decode()
    assert "maxlength" not in page
    rows = {
        "all_slides-TOTAL_FORMS": 1,
        "all_slides-INITIAL_FORMS": 1,
        "all_slides-0-id": article.all_slides.values_list("pk", flat=True).first(),
        "all_slides-0-photo": photo.pk,
        "all_slides-0-position": 1,
    }
    data = {name: f"{name[-3:]}{'x' * 998}" for name in names}
    page = keeper.post(address, data | (rows if "all_slides-0-alt" in names else {})).content.decode()
    problems = [target for target, _ in problems_of(page)]
    for name in names:
        assert f"id_{name}" in problems, (name, problems)
        assert data[name] in page, name


@pytest.mark.parametrize(
    "address", ["articles/photo/{photo}/withdrawal/", "comments/comment/{comment}/change/"]
)
def test_no_form_that_is_written_by_hand_cuts_off_what_is_pasted(keeper, article, post, make_row, address):
    address = f"/admin/{address.format(photo=make_row(article).pk, comment=post().pk)}"
    page = keeper.get(address).content.decode()
    assert "<textarea" in page and "maxlength" not in page


@pytest.fixture
def form(article, editor, open_page, signed_in):
    page = signed_in(open_page(timezone_id="Europe/London", viewport={"width": 1280, "height": 900}), editor)
    page.address = f"/admin/articles/article/{article.pk}/change/"
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_each_problem_leads_to_its_field(form, make_article, jpeg, width):
    from articles.models import Slide

    draft = make_article(headline="", body="")
    photo = Photo.objects.ingest(jpeg(), caption="The quay").photo
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


def test_a_problem_of_a_whole_row_leads_to_that_row(form, make_article, make_row):
    draft = make_article()
    for _ in range(3):
        make_row(draft)
    form.goto(f"/admin/articles/article/{draft.pk}/change/")
    expect(form.locator("#all_slides-2 .select2-selection")).to_be_visible()
    form.evaluate(
        """() => document.querySelector("#content-main").insertAdjacentHTML(
            "afterbegin", "<p class=errornote><a href='#all_slides-2'>Photo 3</a></p>")"""
    )
    form.get_by_role("link", name="Photo 3").click()
    assert form.evaluate("() => document.activeElement.closest('.inline-related').id") == "all_slides-2"


@pytest.fixture
def make_row(jpeg):
    from articles.models import Slide

    def make(story):
        place = story.all_slides.count() + 1
        photo = Photo.objects.ingest(jpeg(640 + place, 480), caption=f"Quay {place}").photo
        Slide.objects.create(article=story, photo=photo, position=place)
        return photo

    return make
