"""Invited to the staff by mail: the form, the link, who may accept it, and what it says when nobody may."""

import re

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Invitation, InvitationOver, User
from accounts.models.invitation import GOOD_FOR, KEPT_FOR, digest
from accounts.tests.conftest import sign_in
from newsroom.tests.support.threads import at_once

LIST = "/admin/accounts/invitation/"
ADDRESS = "nora@paper.example"
JOINS = {
    "username": "NoraBell",
    "first_name": "Nora",
    "last_name": "Bell",
    "password1": "lantern-quay-7",
    "password2": "lantern-quay-7",
}


@pytest.fixture
def desk(as_user, chief):
    return as_user(chief)


@pytest.fixture
def stranger(as_user):
    return as_user(None)


def group(name):
    return Group.objects.get(name=name)


def invite(desk, address=ADDRESS, groups=("Reporters",), **typed):
    return desk.post(
        f"{LIST}add/", {"address": address, "groups": [group(name).pk for name in groups], **typed}
    )


def link(letter=None):
    """The path of the link in the newest mail, or in this one."""
    body = (letter or mail.outbox[-1]).body
    return re.search(r"^http://\S+?(/accounts/invitation/\S+/)$", body, re.MULTILINE)[1]


def act(desk, action, invitation=None):
    invitation = invitation or Invitation.objects.get()
    return desk.post(LIST, {"action": action, "_selected_action": [invitation.pk]})


def said(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_chief_invites_and_a_reporter_is_at_the_desk(desk, stranger, chief):
    answer = invite(desk, first_name="Nora", last_name="Bell")
    assert answer.url == LIST
    assert "An invitation is on its way to nora@paper.example" in said(desk.get(LIST))
    letter = mail.outbox[-1]
    assert letter.to == [ADDRESS] and letter.subject == "CleoHart invites you to work at The Meridian"
    assert "Your groups there: Reporters." in letter.body
    page = stranger.get(link())
    assert page.status_code == 200
    assert "CleoHart invites you to work at The Meridian. Your groups: Reporters." in said(page)
    assert page.context["form"].initial == {"first_name": "Nora", "last_name": "Bell"}
    answer = stranger.post(link(), JOINS)
    assert answer.status_code == 302 and answer.url == "/admin/"
    assert stranger.get("/admin/").status_code == 200
    made = User.objects.get(username="NoraBell")
    assert made.is_staff and made.is_confirmed and not made.is_superuser
    assert made.email == ADDRESS and made.get_full_name() == "Nora Bell"
    assert [each.name for each in made.groups.all()] == ["Reporters"]
    assert made.emailaddress_set.get().primary
    invitation = Invitation.objects.get()
    assert invitation.accepted_by == made and invitation.invited_by == chief
    assert sign_in(stranger, "NoraBell", "lantern-quay-7", next="/admin/").status_code == 302


def test_get_changes_nothing_and_sets_no_sign_in(desk, stranger):
    invite(desk)
    before = Invitation.objects.values().get()
    for _ in range(3):
        stranger.get(link())
        stranger.head(link())
    assert Invitation.objects.values().get() == before
    assert not User.objects.filter(email=ADDRESS).exists()
    assert "sessionid" not in stranger.cookies


def test_the_token_is_nowhere_but_in_the_mail(desk, caplog):
    invite(desk)
    token = link().split("/")[-2]
    stored = Invitation.objects.values().get()
    assert stored["token_digest"] == digest(token) and len(token) >= 43
    assert token not in str(stored) and token not in desk.get(LIST).content.decode()
    page = desk.get(f"{LIST}{stored['id']}/change/").content.decode()
    assert token not in page and stored["token_digest"] not in page
    assert token not in caplog.text and ADDRESS not in caplog.text


@pytest.mark.parametrize("state", ["open", "over", "unknown"])
def test_the_page_is_kept_by_nobody_and_its_address_goes_nowhere(desk, stranger, state):
    invite(desk)
    if state == "over":
        act(desk, "withdraw")
    page = stranger.get("/accounts/invitation/never-was/" if state == "unknown" else link())
    assert "no-store" in page["Cache-Control"] and "private" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    # A page without a form needs no cookie.
    assert bool(page.cookies) == (state == "open")


def test_it_is_good_for_48_hours_and_not_at_their_end(desk, stranger, as_user, chief):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        invite(desk)
        clock.shift(GOOD_FOR.total_seconds() - 1)
        assert stranger.get(link()).status_code == 200
        clock.shift(1)
        page = stranger.get(link())
        assert page.status_code == 410 and "Ask CleoHart to send it again" in said(page)
        assert stranger.post(link(), JOINS).status_code == 410
        assert "Expired" in said(as_user(chief).get(LIST))
    assert not User.objects.filter(username="NoraBell").exists()


def test_it_is_good_once(desk, stranger, as_user):
    invite(desk)
    stranger.post(link(), JOINS)
    page = as_user(None).get(link())
    assert page.status_code == 410 and "This invitation was accepted" in said(page)
    again = as_user(None).post(link(), JOINS | {"username": "SomebodyElse"})
    assert again.status_code == 410 and not User.objects.filter(username="SomebodyElse").exists()
    assert "Accepted" in said(desk.get(LIST))


def test_a_double_click_leads_on(desk, stranger):
    """The second request comes with what the first has set: it says what happened, and where the desk is."""
    invite(desk)
    stranger.post(link(), JOINS)
    page = stranger.post(link(), JOINS)
    assert "This invitation was accepted" in said(page) and 'href="/admin/"' in page.content.decode()
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_sent_again_the_old_link_is_dead(desk, stranger, as_user, chief):
    invite(desk)
    old = link()
    with time_machine.travel(timezone.now() + GOOD_FOR * 2):
        act(as_user(chief), "send_again")
        page = stranger.get(old)
        assert page.status_code == 404 and "the link in the newest mail is the one that works" in said(page)
        assert link() != old and stranger.get(link()).status_code == 200


def test_a_link_that_was_replaced_while_its_page_was_sent_makes_no_account(desk, stranger, chief):
    invite(desk)
    found = Invitation.objects.get()
    Invitation.objects.get().send_again(chief)
    with pytest.raises(InvitationOver):
        found.accept_as_new(User(username="NoraBell", is_staff=True))
    assert not User.objects.filter(username="NoraBell").exists()


def test_withdrawn_it_says_so(desk, stranger):
    invite(desk)
    act(desk, "withdraw")
    page = stranger.post(link(), JOINS)
    assert page.status_code == 410 and "It was withdrawn" in said(page)
    assert "Withdrawn" in said(desk.get(LIST))
    act(desk, "send_again")
    assert len(mail.outbox) == 1


def lose_the_group(chief):
    chief.groups.clear()


def be_deactivated(chief):
    chief.deactivate()


def be_given_less(chief):
    owners = Permission.objects.get(codename="change_group")
    group("Reporters").permissions.add(owners)


@pytest.mark.parametrize("happens", [lose_the_group, be_deactivated, be_given_less])
def test_who_may_invite_no_more_has_invited_nobody(desk, stranger, chief, happens):
    invite(desk)
    happens(chief)
    for answer in (stranger.get(link()), stranger.post(link(), JOINS)):
        assert answer.status_code == 410
        assert "Ask somebody else at the paper for a new invitation" in said(answer)
    assert not User.objects.filter(username="NoraBell").exists()


def test_another_chief_sends_it_again_in_their_own_name(desk, stranger, chief, make_staff, as_user):
    invite(desk)
    chief.deactivate()
    other = make_staff("BoStrand", "Chiefs")
    act(as_user(other), "send_again")
    assert "BoStrand invites you" in said(stranger.get(link()))
    assert stranger.post(link(), JOINS).status_code == 302


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"username": "Red Fern"}, "Use only the letters"),
        ({"username": "RedFem"}, "This name is taken, or looks like one that is"),
        ({"username": ""}, "This field is required"),
        ({"password2": "lantern-quay-8"}, "The two passwords are not the same"),
        ({"password1": "short", "password2": "short"}, "at least 8 characters"),
        ({"password1": "norabell", "password2": "norabell"}, "too similar"),
    ],
)
def test_a_refusal_says_why_and_gives_back_what_was_typed(desk, stranger, reader, typed, why):
    invite(desk)
    page = stranger.post(link(), JOINS | typed)
    assert page.status_code == 200 and why in said(page)
    assert 'value="Nora"' in page.content.decode() and "lantern-quay" not in page.content.decode()
    assert stranger.post(link(), JOINS).status_code == 302


def test_a_name_that_somebody_takes_in_this_instant_is_said(desk, stranger, monkeypatch):
    invite(desk)
    accept = Invitation.accept_as_new

    def after_another(self, person):
        User.objects.create_user("NoraBell", "other@readers.example")
        accept(self, person)

    monkeypatch.setattr(Invitation, "accept_as_new", after_another)
    page = stranger.post(link(), JOINS)
    assert "This name is taken" in said(page)
    assert Invitation.objects.get().accepted_at is None


def test_a_reserved_name_is_one_for_staff(desk, stranger):
    invite(desk)
    assert stranger.post(link(), JOINS | {"username": "Night-Editor"}).status_code == 302


def test_a_reader_with_this_address_signs_in_first_and_keeps_the_account(desk, as_user, reader, post):
    comment = post(author=reader)
    invite(desk, reader.email, groups=("Moderators",))
    stranger = as_user(None)
    page = stranger.get(link())
    assert "You have a reader’s account with this address" in said(page)
    assert stranger.post(link(), JOINS).status_code == 200
    assert not User.objects.filter(username="NoraBell").exists()
    way = re.search(r'href="(/accounts/login/\?next=[^"]+)"', page.content.decode())[1]
    assert sign_in(stranger, "RedFern", next=link()).url == link() and link().replace("/", "%2F") in way
    page = stranger.get(link())
    reader.refresh_from_db()
    assert "Accept as RedFern" in said(page) and not reader.is_staff
    assert stranger.post(link()).url == "/admin/"
    reader.refresh_from_db()
    assert reader.is_staff and reader.username == "RedFern" and reader.email == "redfern@readers.example"
    assert [each.name for each in reader.groups.all()] == ["Moderators"]
    assert stranger.get("/admin/").status_code == 200
    comment.refresh_from_db()
    assert comment.author == reader
    assert "You belong to the paper’s staff now" in mail.outbox[-1].body


def test_an_old_session_of_theirs_is_none_of_staff(desk, as_user, reader):
    visitor = as_user(reader)
    invite(desk, reader.email)
    with time_machine.travel(timezone.now() + GOOD_FOR / 2):
        assert visitor.post(link()).url == "/admin/"
        assert visitor.get("/admin/").status_code == 302


def test_the_form_never_says_who_reads_the_paper(desk, reader):
    reader.deactivate()
    answers = [invite(desk, address) for address in ("new@elsewhere.example", reader.email)]
    assert [answer.status_code for answer in answers] == [302, 302]
    pages = [desk.get(f"{LIST}{each.pk}/change/") for each in Invitation.objects.all()]
    assert "RedFern" not in said(pages[0]) + said(pages[1]) + said(desk.get(LIST))


def test_a_closed_account_stays_closed(desk, as_user, reader):
    reader.deactivate()
    invite(desk, reader.email)
    page = as_user(None).get(link())
    assert page.status_code == 410 and "an account with your address that the paper has closed" in said(page)


def test_signed_in_as_somebody_else_one_signs_out_first(desk, as_user, other_reader, reader):
    invite(desk, reader.email)
    for each in (other_reader, reader):
        page = as_user(each).get(link())
        assert ("Sign out to accept" in said(page)) == (each == other_reader)
    invite(desk)
    visitor = as_user(other_reader)
    assert "Sign out to accept" in said(visitor.post(link(), JOINS))
    assert visitor.post("/accounts/logout/", {"next": link()}).url == link()
    assert "Accept and sign in" in said(visitor.get(link()))
    other_reader.refresh_from_db()
    assert not other_reader.is_staff and not User.objects.filter(username="NoraBell").exists()


def test_a_sign_up_that_nobody_confirmed_keeps_the_address_from_nobody(desk, stranger, make_reader):
    squatter = make_reader("NoraBell", confirmed=False)
    User.objects.filter(pk=squatter.pk).update(email=ADDRESS)
    squatter.emailaddress_set.update(email=ADDRESS)
    invite(desk)
    stranger.post(link(), JOINS | {"username": "NoraStrand"})
    assert User.objects.get(email=ADDRESS).username == "NoraStrand"
    squatter.refresh_from_db()
    assert squatter.email is None and not squatter.is_confirmed


def test_who_works_here_is_not_invited_again(desk, editor, stranger):
    page = invite(desk, editor.email)
    assert "works here already" in said(page) and not Invitation.objects.exists() and not mail.outbox


def test_who_joined_another_way_meanwhile_is_told(desk, stranger, make_staff):
    invite(desk, "bo@readers.example")
    make_staff("Bo", "Editors")
    page = stranger.get(link())
    assert page.status_code == 410 and "This address belongs to the staff already" in said(page)


def test_one_open_invitation_is_enough(desk, as_user, make_staff):
    invite(desk)
    other = as_user(make_staff("BoStrand", "Chiefs"))
    page = invite(other, groups=("Editors",), first_name="Nora")
    assert "has an open invitation" in said(page) and 'value="Nora"' in page.content.decode()
    assert len(mail.outbox) == 1


def test_a_double_click_at_the_form_sends_one_mail(desk, as_user, chief):
    assert invite(desk).url == invite(desk).url == LIST
    assert len(mail.outbox) == Invitation.objects.count() == 1
    with time_machine.travel(timezone.now() + GOOD_FOR / 2):
        assert "has an open invitation" in said(invite(as_user(chief)))


def test_after_its_end_the_address_is_invited_anew(desk, stranger, as_user, chief):
    invite(desk)
    with time_machine.travel(timezone.now() + GOOD_FOR):
        assert invite(as_user(chief), groups=("Editors",)).status_code == 302
        assert stranger.post(link(), JOINS).status_code == 302
    assert Invitation.objects.unanswered().count() == 0
    assert [each.name for each in User.objects.get(username="NoraBell").groups.all()] == ["Editors"]


def test_groups_that_may_more_than_who_invites_are_not_given(desk, chief):
    owners = Group.objects.create(name="Owners")
    owners.permissions.add(Permission.objects.get(codename="change_group"))
    assert "Owners" not in said(desk.get(f"{LIST}add/"))
    assert invite(desk, groups=("Owners",)).status_code == 200
    with pytest.raises(PermissionDenied):
        Invitation.objects.invite(ADDRESS, [owners], chief)
    assert not Invitation.objects.exists() and not mail.outbox


def test_a_chief_does_not_send_again_what_only_a_superuser_may_give(desk, as_user, operator):
    owners = Group.objects.create(name="Owners")
    owners.permissions.add(Permission.objects.get(codename="change_group"))
    assert invite(as_user(operator), groups=("Owners",)).status_code == 302
    answer = act(desk, "send_again")
    assert "so you can’t give them" in " ".join(str(each) for each in answer.wsgi_request._messages)
    assert len(mail.outbox) == 1


def test_somebody_is_in_a_group_or_is_not_invited(desk):
    assert invite(desk, groups=()).status_code == 200
    assert not Invitation.objects.exists()


def test_what_was_typed_wrongly_comes_back(desk):
    page = invite(desk, "nora at paper", first_name="Nora")
    assert 'value="nora at paper"' in page.content.decode() and 'value="Nora"' in page.content.decode()


def test_posted_fields_of_the_record_change_nothing(desk, chief, operator):
    invite(desk, invited_by=operator.pk, expires_at="2099-01-01", accepted_at="2020-01-01", token_digest="x")
    invitation = Invitation.objects.get()
    assert invitation.invited_by == chief and invitation.is_open(timezone.now())
    address = f"{LIST}{invitation.pk}/"
    assert desk.post(f"{address}change/", {"address": "x@y.example"}).status_code == 403
    assert desk.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert Invitation.objects.get().address == ADDRESS


def test_mails_to_one_address_have_an_end(desk):
    for _ in range(6):
        invite(desk)
        act(desk, "withdraw", Invitation.objects.first())
    assert len(mail.outbox) == 4
    assert "Enough mails have gone to this address" in said(invite(desk, first_name="Nora"))


def test_so_have_those_of_one_chief(desk, settings, as_user, make_staff):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"invitations": "2/h/key"}
    for number in range(4):
        invite(desk, f"person{number}@paper.example")
    assert len(mail.outbox) == 2
    invite(as_user(make_staff("BoStrand", "Chiefs")), "another@paper.example")
    assert len(mail.outbox) == 3


def test_attempts_to_join_are_limited_as_sign_ups_are(desk, stranger, settings):
    invite(desk)
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "2/m/ip"}
    bad = JOINS | {"password2": ""}
    assert [stranger.post(link(), bad).status_code for _ in range(3)] == [200, 200, 429]


def test_a_mail_that_comes_too_late_is_not_sent(desk):
    invite(desk)
    letter = mail.outbox[-1]
    assert letter.extra_headers["Expires"]


def test_no_mail_tells_of_what_was_rolled_back(chief, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        Invitation.objects.invite(ADDRESS, [group("Reporters")], chief)
    assert not mail.outbox and len(waiting) == 1


def test_those_that_nobody_accepted_are_forgotten_and_the_others_stay(desk, stranger):
    invite(desk)
    stranger.post(link(), JOINS)
    invite(desk, "late@paper.example")
    with time_machine.travel(timezone.now() + GOOD_FOR + KEPT_FOR - GOOD_FOR / 48):
        assert Invitation.objects.delete_old() == 0
    with time_machine.travel(timezone.now() + GOOD_FOR + KEPT_FOR + GOOD_FOR / 48):
        Invitation.objects.delete_old()
    assert [each.address for each in Invitation.objects.all()] == [ADDRESS]


def test_erased_with_the_account(desk, stranger, operator):
    invite(desk, first_name="Nora", last_name="Bell")
    stranger.post(link(), JOINS)
    person = User.objects.get(username="NoraBell")
    person.erase(operator)
    desk.get(LIST)
    invitation = Invitation.objects.get()
    assert (invitation.address, invitation.first_name, invitation.last_name) == ("", "", "")
    page = said(desk.get(f"{LIST}{invitation.pk}/change/"))
    assert "Bell" not in page and "Former-reader" in page and ADDRESS not in page


def test_its_record_says_who_what_and_when(desk, stranger, caplog, monkeypatch):
    # Other tests of this minute have written such lines.
    monkeypatch.setattr("accounts.audit.LINES_A_MINUTE", 100_000)
    invite(desk, first_name="Nora")
    invitation = Invitation.objects.get()
    answer = desk.get(f"{LIST}{invitation.pk}/change/")
    page = said(answer)
    assert "Invited by: CleoHart" in page and "Groups: Reporters" in page and "State: Open" in page
    assert 'value="Send again' in answer.content.decode()
    stranger.post(link(), JOINS)
    answer = desk.get(f"{LIST}{invitation.pk}/change/")
    assert "as NoraBell" in said(answer) and 'value="Send again' not in answer.content.decode()
    lines = [record.getMessage() for record in caplog.records if record.name == "accounts.audit"]
    person = User.objects.get(username="NoraBell").pk
    assert any(line.startswith(f"invitation {invitation.pk}: sent by account") for line in lines)
    assert f"invitation {invitation.pk}: accepted by account {person}, groups Reporters" in lines


@pytest.mark.parametrize("who", ["editor", "moderator", "reader"])
def test_nobody_else_invites(as_user, request, who, editor, moderator, reader):
    visitor = as_user(request.getfixturevalue(who))
    assert visitor.get(LIST).status_code in (302, 403)
    assert invite(visitor).status_code in (302, 403)
    assert not Invitation.objects.exists() and not mail.outbox


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_joins(make_staff):
    chief = make_staff("CleoHart", "Chiefs")
    Invitation.objects.invite(ADDRESS, [group("Reporters")], chief)
    found = [Invitation.objects.get() for _ in range(2)]
    people = [User(username=name, is_staff=True) for name in ("NoraBell", "Somebody")]
    results = at_once([lambda: found[0].accept_as_new(people[0]), lambda: found[1].accept_as_new(people[1])])
    assert sorted(type(each).__name__ for each in results) == ["InvitationOver", "NoneType"]
    assert User.objects.filter(email=ADDRESS).count() == 1
    assert User.objects.filter(username__in=["NoraBell", "Somebody"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_chiefs_who_invite_somebody_at_once_send_one_mail(make_staff):
    chiefs = make_staff("CleoHart", "Chiefs"), make_staff("BoStrand", "Chiefs")
    results = at_once(
        [lambda by=by: Invitation.objects.invite(ADDRESS, [group("Reporters")], by) for by in chiefs]
    )
    assert Invitation.objects.count() == len(mail.outbox) == 1
    assert results[0] == results[1] == Invitation.objects.get()


@pytest.mark.django_db(transaction=True)
def test_accepted_and_withdrawn_at_once_it_is_one_of_both(make_staff):
    chief = make_staff("CleoHart", "Chiefs")
    Invitation.objects.invite(ADDRESS, [group("Reporters")], chief)
    one, other = Invitation.objects.get(), Invitation.objects.get()
    at_once(
        [lambda: one.accept_as_new(User(username="NoraBell", is_staff=True)), lambda: other.withdraw(chief)]
    )
    invitation = Invitation.objects.get()
    assert bool(invitation.accepted_at) != bool(invitation.withdrawn_at)
    assert User.objects.filter(username="NoraBell").exists() == bool(invitation.accepted_at)
