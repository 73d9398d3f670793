import itertools

import pytest
from django.test import Client


@pytest.fixture
def desk(editor):
    """A client of its own, with the editor signed in; `client` is a reader."""
    desk = Client()
    desk.force_login(editor)
    return desk


@pytest.fixture
def make_photo(db, jpeg, django_capture_on_commit_callbacks):
    """make_photo(caption=…) -> a photo that can be published, its renditions made."""
    from articles.models import Photo

    numbers = itertools.count(1)

    def make(**described):
        complete = {
            "credit_line": "Meridian/Strait Pool",
            "caption": "The harbour.",
            "alt": "Boats at a pier",
        }
        with django_capture_on_commit_callbacks(execute=True):
            photo = Photo.objects.ingest(
                jpeg(900, 600, colour=(next(numbers) * 20 % 256, 90, 120)), **complete | described
            ).photo
        photo.refresh_from_db()
        return photo

    return make


@pytest.fixture
def add_slide():
    from articles.models import Slide

    def add(story, photo, **fields):
        return Slide.objects.create(article=story, photo=photo, position=story.slides.count() + 1, **fields)

    return add


@pytest.fixture
def tag():
    """tag(story, "Harbor dredging", …) -> the topics, which are those of its working copy now."""
    from articles.models import Tagging, Topic

    def tag(story, *names):
        story.taggings.all().delete()
        topics = [Topic.named(name) for name in names]
        for position, topic in enumerate(topics, start=1):
            Tagging.objects.create(article=story, topic=topic, position=position)
        return topics

    return tag


@pytest.fixture
def filled_in(section):
    """filled_in(story, headline=…) -> what the story form sends: what stands there, but for what is given."""

    def rows(prefix, objects, names):
        data = {f"{prefix}-TOTAL_FORMS": len(objects), f"{prefix}-INITIAL_FORMS": len(objects)}
        for number, each in enumerate(objects):
            data[f"{prefix}-{number}-id"] = each.pk
            data |= {
                f"{prefix}-{number}-{name}": getattr(each, name + "_id", getattr(each, name))
                for name in names
            }
        return data

    def fill(story=None, **typed):
        from comments.models import Discussion

        data = {
            "section": section.pk,
            "headline": "A new story",
            "language": "en",
            "body": "<p>Its text.</p>",
        }
        slides = contributions = taggings = []
        if story:
            names = ("headline", "standfirst", "place", "source", "language", "body", "slug")
            data = {name: getattr(story, name) for name in names} | {"section": story.section_id}
            data["seen"] = story.edited_at.isoformat()
            slides, contributions = list(story.slides), list(story.contributions)
            taggings = list(story.taggings)
        data |= rows("all_slides", slides, ["photo", "position", "caption", "alt"])
        data |= rows("all_contributions", contributions, ["contributor", "role", "position"])
        data |= rows("all_taggings", taggings, ["topic", "position"])
        kept = Discussion.objects.filter(article=story).count() if story else 0
        data |= {"discussion-TOTAL_FORMS": kept, "discussion-INITIAL_FORMS": kept}
        if kept:
            data |= {"discussion-0-id": story.discussion.pk, "discussion-0-mode": story.discussion.mode}
        return data | {"publish_at_0": "", "publish_at_1": "", "note": ""} | typed

    return fill


@pytest.fixture
def address_of():
    from django.urls import reverse

    def address(story=None):
        if story is None:
            return reverse("admin:articles_article_add")
        return reverse("admin:articles_article_change", args=[story.pk])

    return address


@pytest.fixture
def send(desk, filled_in, address_of):
    """send(story, _publish="", headline=…) -> the answer to the story form, sent with that button."""

    def send(story=None, **typed):
        return desk.post(address_of(story), filled_in(story, **typed))

    return send
