"""A database of several releases before, brought up in one start: nothing is lost, and what was wrong is right."""

import io

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from comments.models import Comment, Discussion, Report
from comments.text import to_html

BEFORE = [("accounts", "0003_index_of_newcomers"), ("comments", "0004_indexes_for_lists")]
TEXT = "(see https://e.example/a%2Fb).\n\nZ" + "\u0301" * 60
OLD = '<p>(see <a href="https://e.example/a/b">https://e.example/a%2Fb</a>)</p>'

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def old(article, post, make_reader, settings, editor):
    """As it was before: old tables, and rows as the code of then wrote them."""
    settings.DEBUG = True
    people = {
        "Two-A": ("two@bücher.example", True),
        "Two-B": ("two@xn--bcher-kva.example", False),
        "Alone": ("alone@Bücher.example", True),
        "Quoted": ('"quo"@readers.example', True),
        "Night-Editor": ("night@readers.example", True),
    }
    users = {name: make_reader(name) for name in people}
    gone = make_reader("Gone-Reader")
    for number, user in enumerate([*users.values(), gone]):
        post(f"{TEXT}\n\n{number}", author=user)
    gone.erase()
    Comment.objects.first().report("spam", network="192.0.2.7")
    LogEntry.objects.create(
        user=editor,
        content_type=ContentType.objects.get_for_model(User),
        object_id=gone.pk,
        object_repr="Gone-Reader",
        action_flag=2,
    )
    MigrationExecutor(connection).migrate(BEFORE)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE comments_comment SET html = %s", [OLD])
        for name, (email, verified) in people.items():
            pk = users[name].pk
            cursor.execute("UPDATE accounts_user SET email = %s WHERE id = %s", [email, pk])
            cursor.execute(
                "UPDATE account_emailaddress SET email = %s, verified = %s WHERE user_id = %s",
                [email, verified, pk],
            )
    yield users
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def prepare():
    out = io.StringIO()
    call_command("prepare", stdout=out, stderr=out)
    return out.getvalue()


def address(name):
    user = User.objects.get(username=name)
    return user.email, list(user.emailaddress_set.values_list("email", flat=True))


def test_it_comes_up_in_one_start(old, client, article, moderator):
    said = prepare()
    assert "in two spellings: manage.py one_mailbox" in said and "6 comments were made anew" in said
    assert Comment.objects.count() == 6 and Report.objects.count() == 1
    assert all(comment.html == to_html(comment.text) for comment in Comment.objects.all())
    for name, email in (("Alone", "alone@xn--bcher-kva.example"), ("Quoted", "quo@readers.example")):
        assert address(name) == (email, [email])
    assert LogEntry.objects.get().object_repr.startswith("Former-reader-")
    assert User.objects.filter(username="Night-Editor").exists(), "a name that is kept now stays its reader's"
    page = client.get(article.get_absolute_url()).content.decode()
    assert "</a>).</p>" in page and "Comments (6)" in page
    client.force_login(moderator)
    assert client.get("/admin/comments/comment/?show=all").status_code == 200
    assert client.get(f"/admin/comments/comment/{Comment.objects.first().pk}/change/").status_code == 200


def test_what_two_have_is_the_operators_to_settle_and_nobody_is_lost(old):
    prepare()
    assert address("Two-A")[0] == "two@bücher.example"
    out = io.StringIO()
    call_command("one_mailbox", "--write", stdout=out)
    assert address("Two-A") == ("two@xn--bcher-kva.example", ["two@xn--bcher-kva.example"])
    assert address("Two-B") == (None, [])
    assert not EmailAddress.objects.filter(user__username="Two-B").exists()


def test_a_second_start_changes_nothing(old):
    prepare()
    before = list(Comment.objects.order_by("pk").values()), list(Discussion.objects.values())
    assert prepare() == ""
    assert (list(Comment.objects.order_by("pk").values()), list(Discussion.objects.values())) == before


def test_what_a_discussion_keeps_is_there_by_its_new_names(old):
    comment = Comment.objects.only("pk").order_by("pk")[3]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE comments_discussion SET shown = 40, threads = 50")
        cursor.execute(
            """UPDATE comments_comment SET standing = %s, "leading" = %s, replies = 7, places = 9 WHERE id = %s""",
            [True, False, comment.pk],
        )
    call_command("migrate", verbosity=0)
    discussion, comment = Discussion.objects.get(), Comment.objects.get(pk=comment.pk)
    assert (discussion.visible_count, discussion.last_thread_number) == (40, 50)
    assert (comment.on_page, comment.previewed) == (True, False)
    assert (comment.position, comment.visible_replies, comment.last_position) == (0, 7, 9)
