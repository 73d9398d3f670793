"""What each group of the staff can do whole, by the forms that it is shown and with no permission of its own; and what
it is refused."""

import pytest
from django.test import Client

from accounts.groups import CHIEFS, EDITORS, MODERATORS, PICTURE_DESK, REPORTERS
from articles.models import Article, Contribution, Contributor, Photo, Slide
from comments.models import Comment
from newsroom.tests.support.sent import fields_of

pytestmark = pytest.mark.long

ARTICLES = "/admin/articles"


class Desk:
    """What somebody does there: opens a form, changes what stands in it, presses a button."""

    def __init__(self, user):
        self.user, self.client = user, Client()
        self.client.force_login(user)

    def get(self, address):
        return self.client.get(address, headers={"Accept": "text/html"}, follow=True)

    def send(self, address, form, **typed):
        page = self.get(address)
        assert page.status_code == 200, address
        sent = fields_of(page.content.decode(), form)
        missing = {
            name for name in typed if name not in sent and not name.startswith(("_", "all_", "original"))
        }
        assert not missing, f"the form has no {missing}"
        return self.client.post(address, sent | typed, follow=True)

    def write(self, story=None, **typed):
        address = f"{ARTICLES}/article/{story.pk}/change/" if story else f"{ARTICLES}/article/add/"
        return self.send(address, "article_form", **{"_save": ""} | typed)

    def opens(self, address):
        return self.get(address).status_code == 200 and not self.get(address).redirect_chain


class Paper:
    def __init__(self, section, make_article, editor, jpeg):
        self.section, self.make_article, self.editor, self.jpeg = section, make_article, editor, jpeg
        self.photo = Photo.objects.ingest(jpeg(), caption="Quay", alt="A quay", credit_line="C").photo
        self.contributor = Contributor.named("Ines Calloway")
        self.draft = self.story("Of another")
        self.out = self.story("Of another, out")
        self.out.publish(self.editor)

    def story(self, headline, by=None):
        story = self.make_article(headline=headline, created_by=by or self.editor)
        Slide.objects.create(article=story, photo=self.photo, position=1)
        Contribution.objects.create(article=story, contributor=self.contributor, position=1)
        return story


@pytest.fixture
def paper(section, make_article, editor, jpeg):
    return Paper(section, make_article, editor, jpeg)


def new_rows(paper, slides=1, contributions=1):
    rows = {}
    if slides:
        rows |= {
            "all_slides-TOTAL_FORMS": slides,
            "all_slides-0-photo": paper.photo.pk,
            "all_slides-0-caption": "Here",
        }
    if contributions:
        rows |= {"all_contributions-TOTAL_FORMS": contributions, "all_contributions-0-role": "byline"}
        rows |= {"all_contributions-0-contributor": paper.contributor.pk}
    return rows


# What is done: each a function of the desk and the paper.


def begin_a_story(desk, paper):
    desk.write(headline="New", body="<p>Words.</p>", section=paper.section.pk, **new_rows(paper))
    story = Article.objects.get(headline="New")
    assert (story.created_by, story.status) == (desk.user, "draft")
    assert [each.caption for each in story.slides] == ["Here"]
    assert [each.contributor for each in story.contributions] == [paper.contributor]
    return story


def go_on_with_it(desk, paper):
    story = paper.story("Begun", by=desk.user)
    desk.write(
        story, headline="Better", **{"all_slides-0-caption": "Now", "all_contributions-0-role": "editing"}
    )
    story.refresh_from_db()
    assert (story.headline, story.slides.get().caption) == ("Better", "Now")
    assert story.contributions.get().role == "editing"
    desk.write(story, **{"all_slides-0-DELETE": "on", "all_contributions-0-DELETE": "on"})
    assert not story.slides.exists() and not story.contributions.exists()


def go_on_with_it_once_it_is_out(desk, paper):
    story = paper.story("Begun", by=desk.user)
    story.publish(paper.editor)
    desk.write(story, headline="Better")
    story.refresh_from_db()
    assert (story.headline, story.published_revision.headline) == ("Better", "Begun")


def preview_it(desk, paper):
    story = paper.story("Begun", by=desk.user)
    page = desk.write(story, headline="Seen before", _preview="")
    assert page.status_code == 200 and "Seen before" in page.content.decode()
    assert Article.objects.get(pk=story.pk).headline == "Begun"


def delete_ones_draft(desk, paper):
    story = paper.story("Begun", by=desk.user)
    address = f"{ARTICLES}/article/{story.pk}/delete/"
    assert address in desk.get(f"{ARTICLES}/article/{story.pk}/change/").content.decode()
    desk.client.post(address, {"post": "yes"})
    assert not Article.objects.filter(pk=story.pk).exists()


def go_on_with_what_names_one(desk, paper):
    paper.contributor.person = desk.user
    paper.contributor.save()
    desk.write(paper.draft, headline="With me")
    assert Article.objects.get(pk=paper.draft.pk).headline == "With me"


def find_photos_and_contributors_for_rows(desk, paper):
    for model, field, term, found in (
        ("slide", "photo", "Quay", paper.photo),
        ("contribution", "contributor", "ines", paper.contributor),
    ):
        names = {"app_label": "articles", "model_name": model, "field_name": field, "term": term}
        results = desk.client.get("/admin/autocomplete/", names).json()["results"]
        assert [each["id"] for each in results] == [str(found.pk)]
    assert desk.opens(f"{ARTICLES}/photo/rows/?photo={paper.photo.pk}&alt=")


def add_a_contributor(desk, paper):
    desk.send(f"{ARTICLES}/contributor/add/", "contributor_form", name="Jo Strand")
    assert Contributor.objects.filter(name="Jo Strand", person=None).exists()


def add_a_photo(desk, paper, colour="tan"):
    file = paper.jpeg(800, 500, colour=colour)
    desk.send(
        f"{ARTICLES}/photo/add/", "photo_form", original=file, credit_line="Me", caption="Sand", alt="Sand"
    )
    return Photo.objects.get(credit_line="Me", created_by=desk.user)


def describe_ones_photo(desk, paper):
    photo = add_a_photo(desk, paper)
    desk.send(f"{ARTICLES}/photo/{photo.pk}/change/", "photo_form", caption="Gravel")
    assert Photo.objects.get(pk=photo.pk).caption == "Gravel"


def describe_anothers_photo(desk, paper):
    desk.send(f"{ARTICLES}/photo/{paper.photo.pk}/change/", "photo_form", caption="Gravel")
    assert Photo.objects.get(pk=paper.photo.pk).caption == "Gravel"
    assert desk.opens(f"{ARTICLES}/photo/{paper.photo.pk}/history/")


def withdraw_a_photo(desk, paper):
    address = f"{ARTICLES}/photo/{paper.photo.pk}/withdrawal/"
    assert address in desk.get(f"{ARTICLES}/photo/{paper.photo.pk}/change/").content.decode()
    desk.client.post(address, {"action": "seal", "words": "A court forbade it."})
    assert Photo.objects.get(pk=paper.photo.pk).withdrawn_at


def bring_a_photo_back(desk, paper):
    paper.photo.withdraw(paper.editor, "A court forbade it.")
    desk.client.post(f"{ARTICLES}/photo/{paper.photo.pk}/withdrawal/", {"action": "bring_back", "words": ""})
    assert Photo.objects.get(pk=paper.photo.pk).withdrawn_at is None


def change_anothers_photos_in_a_story(desk, paper):
    for story in (paper.draft, paper.out):
        other = Photo.objects.ingest(paper.jpeg(700, 400, colour=f"#{story.pk:06x}"), credit_line="C").photo
        rows = {"all_slides-TOTAL_FORMS": 2, "all_slides-1-photo": other.pk, "all_slides-0-caption": "Theirs"}
        assert desk.write(story, **rows).redirect_chain
        assert [each.caption for each in story.slides] == ["Theirs", ""]
        desk.write(story, **{"all_slides-1-DELETE": "on"})
        assert story.slides.count() == 1
        page = desk.write(story, _preview="", **{"all_slides-0-caption": "Before"})
        assert "Before" in page.content.decode() and story.slides.get().caption == "Theirs"


def publish_a_story(desk, paper):
    desk.write(paper.draft, _publish="")
    assert Article.objects.get(pk=paper.draft.pk).is_published


def change_anothers_story(desk, paper):
    desk.write(paper.draft, headline="Mine", **{"all_contributions-0-role": "editing"})
    assert Article.objects.get(pk=paper.draft.pk).headline == "Mine"
    assert paper.draft.contributions.get().role == "editing"


def kill_a_story(desk, paper):
    desk.client.post(f"{ARTICLES}/article/{paper.out.pk}/kill/", {"note": ""})
    assert Article.objects.get(pk=paper.out.pk).is_killed


def set_a_discussion(desk, paper):
    address = f"{ARTICLES}/article/{paper.out.pk}/discussion/"
    desk.send(address, "discussion_form", mode="closed")
    assert Article.objects.get(pk=paper.out.pk).discussion.mode == "closed"


def say_who_a_contributor_is(desk, paper):
    address = f"{ARTICLES}/contributor/{paper.contributor.pk}/change/"
    desk.send(address, "contributor_form", person=desk.user.pk)
    assert Contributor.objects.get(pk=paper.contributor.pk).person == desk.user


def read_what_is_published(desk, paper):
    page = desk.get(f"{ARTICLES}/revision/?q=another").content.decode()
    assert "Of another, out" in page
    page = desk.get(f"{ARTICLES}/revision/{paper.out.revision_id}/change/").content.decode()
    assert "Of another, out" in page and "The ferry will sail again" in page


def remove_a_comment(desk, paper):
    comment = Comment.objects.get()
    assert desk.opens("/admin/comments/comment/")
    sent = {"action": "remove", "reason": "spam", "words": "", "decision": 0, "report": 0}
    desk.client.post(f"/admin/comments/comment/{comment.pk}/change/", sent)
    assert not Comment.objects.get().is_visible


def delete_anothers_draft(desk, paper):
    desk.client.post(f"{ARTICLES}/article/{paper.draft.pk}/delete/", {"post": "yes"})
    assert not Article.objects.filter(pk=paper.draft.pk).exists()


def publish_ones_own(desk, paper):
    story = paper.story("Begun", by=desk.user)
    desk.write(story, _publish="")
    assert Article.objects.get(pk=story.pk).is_published


def schedule_ones_own(desk, paper):
    story = paper.story("Begun", by=desk.user)
    desk.write(story, _schedule="", publish_at_0="2040-01-01", publish_at_1="12:00")
    assert Article.objects.get(pk=story.pk).is_scheduled


def publish_an_update_of_ones_own(desk, paper):
    story = paper.story("Begun", by=desk.user)
    story.publish(paper.editor)
    desk.write(story, headline="Better", _update="")
    assert Article.objects.get(pk=story.pk).published_revision.number == 2


def kill_ones_own(desk, paper):
    story = paper.story("Begun", by=desk.user)
    story.publish(paper.editor)
    desk.client.post(f"{ARTICLES}/article/{story.pk}/kill/", {"note": ""})
    assert Article.objects.get(pk=story.pk).is_killed


def open_anothers_draft(desk, paper):
    assert desk.opens(f"{ARTICLES}/article/{paper.draft.pk}/change/")


def describe_ones_photo_once_it_is_out(desk, paper):
    Photo.objects.filter(pk=paper.photo.pk).update(created_by=desk.user)
    address = f"{ARTICLES}/photo/{paper.photo.pk}/change/"
    sent = {"caption": "Gravel", "credit_line": "Me", "alt": "Sand"}
    desk.client.post(address, sent)
    assert Photo.objects.get(pk=paper.photo.pk).caption == "Gravel"


def add_a_section(desk, paper):
    desk.client.post(f"{ARTICLES}/section/add/", {"name": "Sport", "slug": "", "position": 1})
    assert paper.section.__class__.objects.filter(name="Sport").exists()


def see_people(desk, paper):
    assert desk.opens("/admin/accounts/user/")


WRITING = {begin_a_story, go_on_with_it, go_on_with_it_once_it_is_out, preview_it, delete_ones_draft}
ROWS = {find_photos_and_contributors_for_rows, go_on_with_what_names_one, read_what_is_published}
ADDING = {add_a_contributor, add_a_photo, describe_ones_photo}
PICTURES = {describe_anothers_photo, withdraw_a_photo, bring_a_photo_back, change_anothers_photos_in_a_story}
EDITING = {
    publish_a_story,
    change_anothers_story,
    kill_a_story,
    set_a_discussion,
    say_who_a_contributor_is,
    delete_anothers_draft,
    publish_ones_own,
    schedule_ones_own,
    publish_an_update_of_ones_own,
    kill_ones_own,
    open_anothers_draft,
    describe_ones_photo_once_it_is_out,
}
ELSEWHERE = {remove_a_comment, add_a_section, see_people}
EVERYTHING = WRITING | ROWS | ADDING | PICTURES | EDITING | ELSEWHERE
CAN = {
    CHIEFS: EVERYTHING,
    EDITORS: EVERYTHING - ELSEWHERE,
    REPORTERS: WRITING | ROWS | ADDING,
    PICTURE_DESK: PICTURES
    | {add_a_photo, describe_ones_photo, find_photos_and_contributors_for_rows, read_what_is_published}
    | {open_anothers_draft, describe_ones_photo_once_it_is_out},
    MODERATORS: {remove_a_comment},
}


def named(tasks):
    return sorted(tasks, key=lambda task: task.__name__)


@pytest.fixture
def at_work(paper, make_staff, post):
    """Each task is done by somebody of the group, on a paper with one comment."""

    def begin(group):
        post("Buy my boats!", on=paper.out)
        return Desk(make_staff("LenaHartvig", group))

    return begin


@pytest.mark.parametrize(
    ("group", "task"), [(group, task) for group, tasks in CAN.items() for task in named(tasks)]
)
def test_a_group_does_its_work(at_work, paper, group, task):
    task(at_work(group), paper)


@pytest.mark.parametrize(
    ("group", "task"), [(group, task) for group, tasks in CAN.items() for task in named(EVERYTHING - tasks)]
)
def test_a_group_does_nothing_else(at_work, paper, group, task):
    desk = at_work(group)
    with pytest.raises((AssertionError, Article.DoesNotExist, Photo.DoesNotExist, ValueError)):
        task(desk, paper)


@pytest.mark.parametrize("group", CAN)
def test_the_first_page_of_the_desk_leads_to_the_work_of_the_group(at_work, paper, group):
    shown = {
        (each["object_name"], each["view_only"])
        for app in at_work(group).get("/admin/").context["app_list"]
        for each in app["models"]
    }
    stories, photos, names, topics = ((each, False) for each in ("Article", "Photo", "Contributor", "Topic"))
    assert (
        shown
        == {
            CHIEFS: {
                *(stories, photos, names, topics, ("Section", False), ("Revision", True)),
                *(("Paper", False), ("Page", False), ("PageVersion", True)),
                *(("Comment", True), ("Report", True), ("Decision", True), ("Policy", True)),
                *(("User", False), ("Invitation", True), ("SignIn", True), ("DBTaskResult", True)),
            },
            EDITORS: {
                stories,
                photos,
                names,
                topics,
                ("Revision", True),
                ("Section", True),
                ("Comment", True),
            },
            REPORTERS: {stories, photos, ("Contributor", True), ("Topic", True), ("Revision", True)},
            PICTURE_DESK: {stories, photos, ("Contributor", True), ("Topic", True), ("Revision", True)},
            MODERATORS: {("Comment", True), ("Report", True), ("Decision", True)},
        }[group]
    )
