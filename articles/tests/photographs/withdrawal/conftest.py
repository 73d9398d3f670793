import pytest

from articles.tests.photographs.withdrawal.looking import REASON


@pytest.fixture
def other_editor(make_staff):
    return make_staff("JonasWick", "Editors")


@pytest.fixture
def photo(make_photo):
    return make_photo(caption="Who sat where", alt="Two at a table")


@pytest.fixture
def story(make_article, add_slide, make_photo, photo, editor):
    story = make_article(headline="The pier")
    add_slide(story, photo, caption="Who stood at the pier")
    add_slide(story, make_photo(caption="The second"))
    story.publish(editor)
    return story


@pytest.fixture
def withdraw(photo, editor, django_capture_on_commit_callbacks):
    def withdraw(by=editor, **options):
        with django_capture_on_commit_callbacks(execute=True):
            photo.withdraw(by, REASON, **options)

    return withdraw
