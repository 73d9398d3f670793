"""Rule 11: deleting never cascades into journalism; only parts of a working copy go with it."""

import pytest
from django.apps import apps
from django.db import models
from django.db.models import ProtectedError

from articles.models import Article, Contribution, Contributor, Slide, Tagging, Topic

PARTS_OF_A_WORKING_COPY = {"Slide.article", "Contribution.article", "Tagging.article"}


def test_no_key_cascades_but_those_of_a_working_copys_parts():
    cascading = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("articles").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    }
    assert cascading == PARTS_OF_A_WORKING_COPY


def test_an_editor_who_leaves_takes_nothing_along(article, editor):
    Article.objects.update(edited_by=editor)
    editor.delete()
    article = Article.objects.get()
    assert article.is_published
    assert (article.edited_by, article.revision.published_by) == (None, None)


@pytest.fixture
def whole(make_article, make_photo, add_slide, editor):
    story = make_article()
    add_slide(story, make_photo())
    Contribution.objects.create(article=story, contributor=Contributor.named("Ines Calloway"))
    Tagging.objects.create(article=story, topic=Topic.named("Ferries"))
    story.publish(editor)
    return story


@pytest.mark.parametrize("part", ["story", "revision", "section", "photo", "contributor", "topic"])
def test_what_was_published_is_protected_from_every_side(whole, part):
    thing = {
        "story": whole,
        "revision": whole.revision,
        "section": whole.section,
        "photo": whole.slides.get().photo,
        "contributor": whole.contributions.get().contributor,
        "topic": whole.taggings.get().topic,
    }[part]
    with pytest.raises(ProtectedError):
        thing.delete()
    assert Slide.objects.count() == Contribution.objects.count() == Tagging.objects.count() == 2


def test_a_draft_goes_with_its_slides_and_leaves_the_photo(make_article, make_photo, add_slide):
    story, photo = make_article(), make_photo()
    add_slide(story, photo)
    story.delete()
    assert not Slide.objects.exists()
    photo.refresh_from_db()


def test_a_draft_can_be_deleted_with_the_settings_of_its_discussion(make_article, editor):
    from comments.models import Discussion

    draft = make_article()
    Discussion.of(draft).set_window(editor, Discussion.Mode.OFF)
    draft.delete()
    assert not Discussion.objects.exists()


def test_a_story_with_comments_cannot_be_deleted(article, post):
    post()
    with pytest.raises(ProtectedError):
        article.delete()
