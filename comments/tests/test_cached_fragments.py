"""A discussion's HTML is made once for each version, for all readers, and never shown after a change."""

import pytest
from django.test import Client

from accounts.signals import user_renamed
from comments.models import Discussion, Policy
from core.fragment_cache import fragment_cache
from core.models import Edition


@pytest.fixture
def scene(article, post, reader, editor, moderator, reported, clock):
    class Scene:
        pass

    scene = Scene()
    scene.article, scene.editor, scene.moderator = article, editor, moderator
    scene.post, scene.reported, scene.clock = post, reported, clock
    scene.thread = post()
    scene.replies = [post(parent=scene.thread) for _ in range(5)]
    clock.shift(3600)
    return scene


def addresses(scene):
    return [scene.article.get_absolute_url(), scene.thread.thread_address]


def seen(scene, client):
    return [client.get(address).content for address in addresses(scene)]


def set_policy(scene):
    Policy.objects.create(short="Be kind.", whole="<p>Really.</p>")
    Edition.bump()


def mark_as_staff(scene):
    author = scene.thread.author
    author.is_staff = True
    author.save()
    user_renamed.send(sender=type(author), user=author)


def update(scene):
    scene.article.body += "<p>More.</p>"
    scene.article.save()
    scene.article.publish_update(scene.editor)


def close(scene):
    Discussion.objects.get().set_window(scene.editor, "closed")


def let_time_close_it(scene):
    scene.clock.move_to(Discussion.objects.get().closes_at)


CHANGES = {
    "post": lambda scene: scene.post(),
    "answer": lambda scene: scene.post(parent=scene.thread),
    "remove": lambda scene: scene.replies[0].remove(scene.moderator, "spam"),
    "withdraw": lambda scene: scene.thread.withdraw(scene.thread.author),
    "report": lambda scene: scene.reported(scene.replies[1], 3),
    "erase": lambda scene: scene.thread.author.erase(),
    "mark as staff": mark_as_staff,
    "policy": set_policy,
    "update": update,
    "close": close,
    "end": let_time_close_it,
}


@pytest.mark.parametrize("change", CHANGES)
def test_no_change_is_followed_by_a_page_from_before(scene, reader, change):
    anybody, somebody = Client(), Client()
    somebody.force_login(reader)
    before = seen(scene, anybody)
    CHANGES[change](scene)
    after, after_signed_in = seen(scene, anybody), seen(scene, somebody)
    assert after[0] != before[0]
    fragment_cache.clear()
    assert seen(scene, anybody) == after
    fragment_cache.clear()
    assert seen(scene, somebody) == after_signed_in


def test_what_is_posted_while_it_is_made_is_not_missed(scene, client, monkeypatch):
    from comments import rendering

    def read(*given):
        reading = read_page(*given)
        scene.post("In the meantime.")
        return reading

    read_page = rendering.read_page
    monkeypatch.setattr(rendering, "read_page", read)
    address = scene.article.get_absolute_url()
    assert b"In the meantime." not in client.get(address).content
    monkeypatch.undo()
    assert b"In the meantime." in client.get(address).content


def test_it_is_made_once_for_readers_with_and_without_an_account(scene, reader, django_assert_num_queries):
    story, thread = addresses(scene)
    anybody, somebody = Client(), Client()
    somebody.force_login(reader)
    # Versions are read past the cursors that count. Story, slides, contributions, topics, history; sections;
    # discussion, policy, comments; around it its topics, the section's next stories, the stored lists, and the next
    # that is scheduled in its section and of its topics
    with django_assert_num_queries(14):
        anybody.get(story)
    with django_assert_num_queries(3):
        anybody.get(story)
    # story, sections, discussion; the thread, its replies
    with django_assert_num_queries(5):
        anybody.get(thread)
    with django_assert_num_queries(3):
        anybody.get(thread)
    # their session, and who they are
    with django_assert_num_queries(5):
        somebody.get(story)
    with django_assert_num_queries(5):
        somebody.get(thread)
    scene.clock.shift(60)
    scene.post()
    # besides, history, policy and comments anew
    with django_assert_num_queries(8):
        somebody.get(story)
    with django_assert_num_queries(3):
        anybody.get(story)


def test_scripts_are_for_who_can_write(scene, reader):
    somebody = Client()
    somebody.force_login(reader)
    script = b"comments/js/writing.js"
    for page in seen(scene, Client()):
        assert script not in page
    for page in seen(scene, somebody):
        assert script in page


def test_a_thread_that_is_not_there_is_not_kept(scene, client, article):
    address = f"{article.get_absolute_url()}thread/2/"
    assert client.get(address).status_code == 404
    scene.post()
    assert client.get(address).status_code == 200


def test_a_thread_of_a_discussion_without_a_comment_is_not_found(client, article):
    assert client.get(f"{article.get_absolute_url()}thread/1/").status_code == 404
