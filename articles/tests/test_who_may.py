import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from articles.models import Article


@pytest.fixture
def pages(address_of, article, make_photo):
    photo = make_photo()
    return [
        "/admin/articles/article/",
        address_of(),
        address_of(article),
        "/admin/articles/photo/",
        "/admin/articles/photo/add/",
        f"/admin/articles/photo/{photo.pk}/change/",
        "/admin/articles/contributor/",
        "/admin/articles/contributor/add/",
        "/admin/articles/revision/",
        f"/admin/articles/revision/{article.revision_id}/change/",
        "/admin/articles/section/",
        f"/admin/articles/section/{article.section_id}/change/",
    ]


def test_an_editor_has_every_page_of_the_desk(desk, pages):
    assert [desk.get(page).status_code for page in pages] == [200] * len(pages)


def test_a_moderator_has_none_of_them(moderator, pages):
    other = Client()
    other.force_login(moderator)
    assert [other.get(page).status_code for page in pages] == [403] * len(pages)


def test_a_reader_is_sent_to_sign_in(client, reader, pages):
    client.force_login(reader)
    assert {client.get(page).status_code for page in pages} <= {302, 403}


def test_a_moderator_can_save_nothing(moderator, article, filled_in, address_of):
    other = Client()
    other.force_login(moderator)
    assert other.post(address_of(article), filled_in(article, headline="Mine", _update="")).status_code == 403
    article.refresh_from_db()
    assert article.headline != "Mine"


@pytest.fixture
def writer(make_reader):
    """An editor in all but publishing and killing."""
    user = make_reader("LenaHartvig", is_staff=True)
    permissions = Group.objects.get(name="Editors").permissions.all()
    user.user_permissions.add(*permissions.exclude(codename__in=["publish_article", "kill_article"]))
    other = Client()
    other.force_login(user)
    return other


@pytest.mark.parametrize("status", ["draft", "published", "killed"])
def test_who_may_not_publish_sees_no_such_button(writer, make_article, editor, address_of, status):
    story = make_article()
    if status != "draft":
        story.publish(editor)
    if status == "killed":
        story.kill(editor)
    page = writer.get(address_of(story)).content.decode()
    assert 'name="_save"' in page
    assert 'name="_preview"' in page
    for name in (
        "_publish",
        "_schedule",
        "_update",
        "_correction",
        "_bring_back",
        "publish_at_0",
        "note",
    ):
        assert f'name="{name}"' not in page


@pytest.mark.parametrize("button", ["_publish", "_schedule"])
def test_who_may_not_publish_is_refused_politely_and_the_text_is_saved(
    writer, make_article, filled_in, address_of, button
):
    story = make_article()
    data = filled_in(story, headline="Typed", publish_at_0="2030-01-01", publish_at_1="12:00", **{button: ""})
    response = writer.post(address_of(story), data)
    assert "is not yours to press" in response.context["problems"][0]
    story.refresh_from_db()
    assert (story.headline, story.status) == ("Typed", "draft")


def test_who_may_publish_but_not_kill_is_not_shown_kill(writer, article, address_of):
    user = article.revision.published_by
    user.groups.clear()
    user.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="articles").exclude(codename="kill_article")
    )
    other = Client()
    other.force_login(user)
    page = other.get(address_of(article)).content.decode()
    assert 'name="_update"' in page
    asks = f"/admin/articles/article/{article.pk}/kill/"
    assert asks not in page
    assert other.get(asks).status_code == other.post(asks).status_code == 403
    assert not Article.objects.get().is_killed


def test_a_draft_that_was_never_published_can_be_deleted(desk, make_article, make_photo, add_slide):
    story = make_article()
    add_slide(story, make_photo())
    desk.post(f"/admin/articles/article/{story.pk}/delete/", {"post": "yes"})
    assert not Article.objects.exists()


@pytest.mark.parametrize("scheduled", [False, True])
def test_what_was_published_or_is_scheduled_can_not_be_deleted(desk, make_article, editor, scheduled):
    import datetime

    story = make_article()
    story.publish(editor, at=datetime.datetime(2040, 1, 1, tzinfo=datetime.UTC) if scheduled else None)
    assert desk.post(f"/admin/articles/article/{story.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "Delete draft" not in desk.get(f"/admin/articles/article/{story.pk}/change/").content.decode()
    assert Article.objects.exists()


@pytest.mark.parametrize("model", ["article", "photo", "contributor", "revision", "section"])
def test_nothing_is_deleted_in_bulk(admin_client, article, make_photo, model):
    make_photo()
    address = f"/admin/articles/{model}/"
    assert 'name="action"' not in admin_client.get(address).content.decode()
    from django.apps import apps

    kept = apps.get_model("articles", model).objects
    before = kept.count()
    admin_client.post(address, {"action": "delete_selected", "_selected_action": ["1"], "post": "yes"})
    assert kept.count() == before


def test_not_even_a_superuser_writes_revisions(admin_client, article):
    address = f"/admin/articles/revision/{article.revision_id}/"
    assert admin_client.get("/admin/articles/revision/add/").status_code == 403
    assert admin_client.post(address + "change/", {"headline": "Other"}).status_code == 403
    assert admin_client.post(address + "delete/", {"post": "yes"}).status_code == 403


def test_a_photo_in_use_can_not_be_deleted(admin_client, make_article, make_photo, add_slide):
    photo = make_photo()
    add_slide(make_article(), photo)
    page = admin_client.post(f"/admin/articles/photo/{photo.pk}/delete/", {"post": "yes"})
    assert "Cannot delete photo" in page.content.decode()
    photo.refresh_from_db()
