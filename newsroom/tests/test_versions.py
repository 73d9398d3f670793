"""Rule 7: the version of what a verb changes goes up in the verb; the same verb again changes nothing."""

import datetime

import pytest

from articles.photographs.signals import photo_changed
from comments.models import Discussion


def versions(article):
    article.refresh_from_db()
    discussion = Discussion.objects.filter(article=article).first()
    return article.version, discussion.version if discussion else 0


def changed(article, verb):
    """Which versions rose: "story", "discussion", both or none."""
    before = versions(article)
    verb()
    after = versions(article)
    return [name for name, old, new in zip(("story", "discussion"), before, after, strict=True) if new > old]


def edit(article):
    article.body += "<p>More.</p>"
    article.save()


@pytest.mark.parametrize("verb", ["publish_update", "publish_correction"])
def test_publishing_anew_raises_the_storys_version_once(article, editor, verb):
    edit(article)
    assert changed(article, lambda: getattr(article, verb)(editor, "What is new.")) == ["story"]
    assert changed(article, lambda: getattr(article, verb)(editor, "What is new.")) == []


def test_kill_and_bring_back(article, editor):
    for verb in ("kill", "bring_back"):
        assert changed(article, lambda verb=verb: getattr(article, verb)(editor)) == ["story"]
        assert changed(article, lambda verb=verb: getattr(article, verb)(editor)) == []


def test_first_publication_and_calling_back(make_article, editor):
    from django.utils import timezone

    story = make_article()
    later = timezone.now() + datetime.timedelta(hours=1)
    assert changed(story, lambda: story.publish(editor, at=later)) == ["story"]
    assert changed(story, lambda: story.call_back(editor)) == ["story"]
    assert changed(story, lambda: story.call_back(editor)) == []
    assert changed(story, lambda: story.publish(editor)) == ["story"]
    assert changed(story, lambda: story.publish(editor)) == []


def test_a_comment_raises_the_discussions_version_and_its_double_does_not(article, post, reader):
    assert changed(article, lambda: post("Once.", author=reader)) == ["discussion"]
    assert changed(article, lambda: post("Once.", author=reader)) == []


def test_the_window(article, editor):
    def close():
        Discussion.of(article).set_window(editor, Discussion.Mode.CLOSED)

    assert changed(article, close) == ["discussion"]
    article.refresh_from_db()
    assert changed(article, close) == []


def test_what_hides_and_shows_a_comment(article, post, moderator, make_reader):
    comment = post()
    assert changed(article, lambda: comment.remove(moderator, "spam")) == ["discussion"]
    assert changed(article, lambda: comment.remove(moderator, "spam")) == []
    assert changed(article, lambda: comment.approve(moderator)) == ["discussion"]
    assert changed(article, lambda: comment.withdraw(comment.author)) == ["discussion"]
    assert changed(article, lambda: comment.withdraw(comment.author)) == []
    other = post()
    reports = iter(make_reader(f"Caller{letter}") for letter in "abc")
    assert changed(article, lambda: other.report("spam", by=next(reports))) == []
    assert changed(article, lambda: other.report("spam", by=next(reports))) == []
    assert changed(article, lambda: other.report("spam", by=next(reports))) == ["discussion"]
    assert changed(article, lambda: other.dismiss_reports(moderator)) == ["discussion"]


def test_a_mended_photo_raises_every_story_that_shows_it(make_article, editor, jpeg):
    from articles.models import Photo, Slide

    photo = Photo.objects.ingest(jpeg(), credit_line="Meridian", alt="A harbour").photo
    with_it, without = make_article(), make_article()
    Slide.objects.create(article=with_it, photo=photo, position=1)
    for story in (with_it, without):
        story.publish(editor)
    assert changed(with_it, lambda: photo_changed.send(sender=Photo, photo=photo)) == ["story"]
    assert changed(without, lambda: photo_changed.send(sender=Photo, photo=photo)) == []
