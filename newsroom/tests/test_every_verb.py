"""Rule 7 for all verbs, those still to come among them: whose change can be seen bumps the version of the page.

Each page is rendered before and after, without a cache. Where its bytes changed, what was kept must be old.
"""

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from accounts.models import Invitation, Session, SignIn, User
from accounts.models.managed import change_by
from accounts.signals import user_renamed
from articles.models import ArchiveDay, Contributor, Photo, Section, StoredList, Topic
from articles.models.listing import TopicListing
from articles.photographs.signals import photo_changed
from articles.recounting import counted_in_archive
from articles.views import LAG
from comments.models import Decision, Discussion, HtmlRules, Report
from comments.models.discussion import MOST_DISCUSSED
from core.models import Edition, FormerAddress, Nameplate, Paper
from newsroom.page_cache.dependencies import versions_for
from newsroom.tests.support.stage import HOUR, Stage
from newsroom.tests.support.verbs import verbs


def under_lock(comment, change):
    """As verbs call one another: inside their transaction, with the rows held."""
    with transaction.atomic():
        comment.lock()
        change(comment)


def change_nothing(on):
    with change_by(on.other_editor, on.chief):
        pass


def rename(on):
    User.objects.filter(pk=on.thread.author_id).update(username="Another-name")
    user_renamed.send(sender=User, user=on.thread.author)


def bump(on):
    Edition.bump()
    on.world.name = "Planet"
    on.world.save()


def mend(on):
    Photo.objects.filter(pk=on.photo.pk).update(credit_line="Another desk")
    photo_changed.send(sender=Photo, photo=on.photo)


def arrange(on):
    shown = list(Section.objects.in_use().values_list("pk", flat=True))
    Section.arrange(shown[::-1], shown, on.editor)


def rename_section(on):
    former = on.harbor.get_absolute_url()
    Section.objects.filter(pk=on.harbor.pk).update(slug="haven")
    on.harbor.refresh_from_db()
    on.harbor.take_address(former)


def rename_topic(on):
    former = on.boats.get_absolute_url()
    Topic.objects.filter(pk=on.boats.pk).update(name="Vessels", slug="vessels")
    on.boats.refresh_from_db()
    on.boats.take_address(former)


def set_for(on):
    with transaction.atomic():
        TopicListing.set_for(on.story, [on.boats.pk])
        Edition.note_removal()


def count_another(on):
    with transaction.atomic():
        ArchiveDay.add({on.story.url_date: 1})
        Edition.note_removal()


def move_listings(on):
    """As a merger does it: what it changes stands on every page."""
    with transaction.atomic():
        TopicListing.move(on.ferries.pk, on.boats.pk)
        Edition.bump()


def remake(on):
    """After much was said elsewhere."""
    talk = Discussion.of(on.elsewhere)
    for number in range(40):
        talk.post(next(on.people), f"What is said elsewhere, {number}.", at=on.now - HOUR)
    StoredList.remake(MOST_DISCUSSED)


def remake_all(on):
    """After one came out."""
    on.draft.publish(on.editor)
    StoredList.remake_all()


# What readers see of them, and how they are done.
SEEN = {
    "Section.arrange": arrange,
    "Section.take_address": rename_section,
    "Section.retire": lambda on: on.harbor.retire(on.world, on.editor),
    "Contributor.change": lambda on: on.contributor.change(on.editor, name="Bea Cole", title="Reporter"),
    "Contributor.merge": lambda on: on.namesake.merge(on.contributor, on.editor),
    "FormerAddress.move": lambda on: FormerAddress.move("/former/", on.harbor.get_absolute_url()),
    "FormerAddress.take": lambda on: FormerAddress.take("/former/", on.former),
    "Mergeable.take_address": rename_topic,
    "Mergeable.merge": lambda on: on.ferries.merge(on.boats, on.editor),
    "Listing.set_for": set_for,
    "Listing.move": move_listings,
    "ArchiveDay.add": count_another,
    "FormerAddress.free": lambda on: FormerAddress.free(on.former),
    "Publishing.publish": lambda on: on.draft.publish(on.editor),
    "Publishing.publish_update": lambda on: on.story.publish_update(on.editor, "More is known."),
    "Publishing.publish_correction": lambda on: on.neighbour.publish_correction(on.editor, "It was wrong."),
    "Publishing.call_back": lambda on: on.scheduled.call_back(on.editor),
    "Publishing.kill": lambda on: on.story.kill(on.editor),
    "Publishing.bring_back": lambda on: on.killed.bring_back(on.editor),
    "Edition.bump": bump,
    "Page.publish": lambda on: on.page_draft.publish(on.editor),
    "Page.withdraw": lambda on: on.page.withdraw(on.editor),
    "Page.place": lambda on: on.page.place(None),
    "Paper.change": lambda on: Paper.change(on.editor, name="The Harbour Times"),
    "bump_stories_showing": mend,
    "Photo.write_renditions": lambda on: on.photo.write_renditions(["jpg"]),
    "Withdrawable.withdraw": lambda on: on.photo.withdraw(on.editor, "A court forbade it."),
    "Withdrawable.bring_back": lambda on: on.withdrawn.bring_back(on.other_editor),
    "Discussion.post": lambda on: on.write(at=on.now),
    "Discussion.set_window": lambda on: on.discussion.set_window(
        on.editor, Discussion.Mode.CLOSED, note="We begin anew tomorrow."
    ),
    "Threaded.attach_reply": lambda on: on.write(parent=on.deep, at=on.now),
    "Comment.set_state": lambda on: under_lock(on.thread, lambda comment: comment.set_state("held")),
    "Moderated.withdraw": lambda on: on.replies[0].withdraw(on.replies[0].author),
    "Moderated.report": lambda on: on.report(on.reported),
    "Moderated.approve": lambda on: on.removed.approve(on.moderator),
    "Moderated.remove": lambda on: on.thread.remove(on.moderator, "spam"),
    "Moderated.dismiss_reports": lambda on: on.hidden.dismiss_reports(on.moderator),
    "Report.file": lambda on: Report.file(on.reported, "spam", reporter=next(on.people)),
    "Decision.take": lambda on: Decision.take("approve", on.hidden, on.moderator),
    "Decision.by_reports": lambda on: under_lock(
        on.deep, lambda comment: Decision.by_reports(comment, on.now)
    ),
    "User.erase": lambda on: on.replies[0].author.erase(),
    # The word Staff comes to stand behind the name.
    "Invitation.accept_as": lambda on: on.invite(on.thread.author.email).accept_as(on.thread.author),
    "StoredList.remake": remake,
    "StoredList.remake_all": remake_all,
    "bump_discussions_of": rename,
}
# Of these what is new may come to lists late; of all others they show nothing old.
ADDING = {
    *(
        "Publishing.publish",
        "Publishing.bring_back",
        "Discussion.post",
        "Threaded.attach_reply",
        "Moderated.approve",
    ),
    *("Moderated.dismiss_reports", "Decision.take"),
}
# Of these no reader sees anything; where that changes, the test says so.
UNSEEN = {
    "Publishing.refile": lambda on: on.story.refile(),
    # Where the day was counted right.
    "ArchiveDay.recount": lambda on: ArchiveDay.recount(on.story.url_date, counted_in_archive()),
    "Publishing.list_on_pages": lambda on: on.story.list_on_pages(),
    "Mergeable.hold": lambda on: Topic.hold([on.ferries.pk]),
    "Topic.named": lambda on: Topic.named("Rafts"),
    "Nameplate.stored": lambda on: Nameplate.stored(
        Nameplate(digest="0" * 16, kind="png", width=1, height=1, data=b"")
    ),
    "Edition.note_removal": lambda on: Edition.note_removal(),
    "Discussion.note_removal": lambda on: on.discussion.note_removal(),
    "Listing.hold_for": lambda on: TopicListing.hold_for(on.story, [on.boats.pk]),
    # A part of the verbs of stories, in which the story is changed.
    "StoredList.note_change": lambda on: StoredList.note_change(on.story),
    "Discussion.lock": lambda on: under_lock(on.thread, lambda comment: comment.discussion.lock()),
    "Comment.lock": lambda on: under_lock(on.thread, lambda comment: None),
    "HtmlRules.note": lambda on: HtmlRules.note(),
    # These two are parts of verbs, which bump what they change.
    "Contributor.named": lambda on: Contributor.named("Juno Bell"),
    "PhotoManager.ingest": lambda on: Photo.objects.ingest(on.jpeg(80, 60), make_renditions=False),
    "Photo.take_fingerprint": lambda on: on.photo.take_fingerprint(),
    "Withdrawable.take_offline": lambda on: on.photo.take_offline(on.photo.renditions_key),
    "Photo.remove": lambda on: Photo.objects.ingest(on.jpeg(80, 60), make_renditions=False).photo.remove(),
    "PeopleManager.create_superuser": lambda on: User.objects.create_superuser(
        "Keeper", "keeper@paper.example"
    ),
    "UserQuerySet.give_way": lambda on: User.objects.give_way(on.newcomer.email),
    "UserQuerySet.delete_expired_sign_ups": lambda on: User.objects.delete_expired_sign_ups(),
    "User.delete_sign_up": lambda on: on.newcomer.delete_sign_up(),
    "User.confirm_address": lambda on: on.newcomer.confirm_address(on.newcomer.email, knows_password=False),
    "User.choose_name": lambda on: on.newcomer.choose_name("Somebody"),
    "User.release_address": lambda on: on.newcomer.release_address(),
    "User.remove_address": lambda on: on.thread.author.remove_address(on.thread.author.email),
    "User.set_only_address": lambda on: on.thread.author.set_only_address(confirmed=False),
    "User.cancel_sign_up": lambda on: on.newcomer.cancel_sign_up(),
    "SessionQuerySet.end": lambda on: Session.objects.of(on.thread.author).end(),
    "SignInQuerySet.delete_old": lambda on: SignIn.objects.delete_old(),
    "Managed.deactivate": lambda on: on.thread.author.deactivate(),
    "Managed.reactivate": lambda on: on.thread.author.deactivate() or on.thread.author.reactivate(),
    "change_by": change_nothing,
    "InvitationQuerySet.invite": lambda on: on.invite("juno@paper.example"),
    "InvitationQuerySet.delete_old": lambda on: Invitation.objects.delete_old(),
    "Invitation.send_again": lambda on: on.invitation.send_again(on.chief),
    "Invitation.withdraw": lambda on: on.invitation.withdraw(on.chief),
    "Invitation.accept_as_new": lambda on: on.invitation.accept_as_new(User(username="Juno", is_staff=True)),
}


def test_every_verb_has_a_row():
    assert not verbs() - SEEN.keys() - UNSEEN.keys(), "Say above what readers see of it."
    assert not (SEEN.keys() | UNSEEN.keys()) - verbs(), "There is no such verb any more."
    assert not SEEN.keys() & UNSEEN.keys()


@pytest.fixture
def stage(make_article, make_reader, make_staff, jpeg):
    with time_machine.travel(timezone.now(), tick=False):
        yield Stage(make_article, make_reader, make_staff, jpeg)


@pytest.mark.long
def test_no_verb_leaves_an_old_page(stage):
    before = stage.look()
    assert {status for status, *_ in before.values()} == {200, 301, 302, 404, 410}
    kept = {address: versions_for(address.partition("?")[0]) for address in stage.addresses}
    old, seen = set(), set()
    for verb, do in (SEEN | UNSEEN).items():
        with transaction.atomic():
            do(stage)
            after = stage.look()
            for (at, address), said in after.items():
                if said != before[at, address]:
                    seen.add(verb)
                # What is not kept is made anew each time, and a list may lag in what is added to it.
                depends = kept[address]
                may_lag = depends and depends.declaration.lag and verb in ADDING
                if (
                    said != before[stage.now, address]
                    and depends
                    and not may_lag
                    and depends.is_current(at.timestamp())
                ):
                    old.add(f"{verb} leaves {address} as it was")
            transaction.set_rollback(True)
        stage.refresh()
    assert not old
    assert seen == SEEN.keys()


def test_lists_lag_by_no_more_than_they_may(stage, stopwatch):
    for address in ("/", "/section/world/"):
        depends = versions_for(address)
        stopwatch.shift(LAG - 0.001)
        assert depends.is_current(stage.now.timestamp())
        stopwatch.shift(0.001)
        assert not depends.is_current(stage.now.timestamp())
