"""Every kind of page that a reader can meet, and the people and stories that make them."""

import contextlib
import datetime
import io
import re
from unittest import mock

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.utils import timezone
from PIL import Image

from accounts.models import Invitation, User
from accounts.models.invitation import digest
from articles.models import Article, Contribution, Contributor, Photo, Section, Slide, Tagging, Topic
from comments.models import Discussion, Report
from comments.tests import FROM_HERE
from core.models import Page
from core.slugs import slugify
from newsroom.tests.support.saved_pages import SavedPages

PASSWORD = "harbour-light-9"
# Passkeys work there over http.
AT_LOCALHOST = {"headers": {"host": "localhost"}}
LINES = "The ferry will sail again. It stopped in autumn, when the pier gave way. " * 3
LONG_HEADLINE = "Harbormaster’s long-awaited counterproposal " * 4 + "is out, all of it"
ARABIC = "عادت العبّارة إلى الميناء القديم بعد شتاء طويل. وقال الصيادون إن الرصيف ما زال ضيقًا. " * 2


class Cast:
    """People and stories; every story is out for a day, and time passes between comments."""

    def __init__(self):
        self.time = timezone.now() - datetime.timedelta(hours=30)
        self.readers = 0
        self.editor = self.person("IrisVale", is_staff=True, is_superuser=True)
        self.world = Section.objects.create(name="World", slug="world", position=1)
        self.harbor = Section.objects.create(name="Harbor", slug="harbor", position=2)
        self.sport = Section.objects.create(name="Sport", slug="sport", position=4)
        self.empty = Section.objects.create(name="Weather", slug="weather", position=3)

    def person(self, name, password=PASSWORD, **fields):
        user = User.objects.create_user(name, f"{name.lower()}@readers.example", password, **fields)
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        return user

    def client(self, user=None, **options):
        client = Client(**options)
        if user:
            client.force_login(user)
        return client

    def later(self, **time):
        self.time += datetime.timedelta(**time)
        return self.time

    def story(self, headline, photos=(), comments=0, publish=True, **text):
        text = {
            "section": self.world,
            "headline": headline,
            "standfirst": "A link to the islands, closed since autumn, is open again.",
            "place": "PORT ALDEN",
            "source": "Meridian",
            "body": f"<p>{LINES}</p><h2>What it costs</h2><p>{LINES}</p><ul><li>One</li><li>Two</li></ul>"
            '<blockquote><p>We waited.</p></blockquote><p><a href="https://harbor.example/">More</a></p>',
        } | text
        story = Article.objects.create(**text)
        for position, size in enumerate(photos, start=1):
            words = {"caption": text["standfirst"], "alt": text["headline"]}
            Slide.objects.create(article=story, photo=self.photo(*size), position=position, **words)
        if publish:
            story.publish(self.editor, at=self.time)
            for _ in range(comments):
                self.comment(story)
        return story

    def own_page(self, title, text=""):
        text = text or f"<p>{LINES}</p><h2>What it costs</h2><ul><li>One</li></ul><p>{LINES}</p>"
        page = Page.objects.create(title=title, slug=slugify(title), text=text, position=1)
        page.publish(self.editor)
        return page

    def topics(self, story, *names):
        for position, name in enumerate(names, start=1):
            Tagging.objects.create(article=story, topic=Topic.named(name), position=position)

    def photo(self, width, height):
        out = io.BytesIO()
        number = Photo.objects.count() + 1
        Image.new("RGB", (width, height), (number * 20, 90, 120)).save(out, "JPEG")
        photo = Photo.objects.ingest(
            SimpleUploadedFile("harbor.jpg", out.getvalue()),
            credit_line="Meridian/Strait Pool",
            caption="The harbor at noon, seen from the old fish market. " * 2,
            alt="Boats at a pier",
        ).photo
        # Nothing here is committed, so nobody else makes them.
        photo.make_renditions()
        return photo

    def comment(self, story, text="What a reader has to say.", parent=None, author=None):
        self.readers += 1
        author = author or self.person(
            "Reader" + "abcdefghij"[self.readers // 10] + "qrstuvwxyz"[self.readers % 10], None
        )
        return Discussion.of(story).post(author, text, parent=parent, at=self.later(minutes=1))


# Pages are as long as need be to have a second one, not as long as those of the site.
SHORT = {
    "articles.lists.SECTION_PAGE": 7,
    "comments.reading.THREADS_A_PAGE": 7,
    "comments.templatetags.discussion.THREADS_A_PAGE": 7,
    # After who takes it from there: one that is loaded only now would keep the short one.
    "comments.models.comment.THREADS_A_PAGE": 7,
    "comments.models.threaded.THREADS_A_PAGE": 7,
}


def every_page():
    with contextlib.ExitStack() as stack:
        for name, length in SHORT.items():
            stack.enter_context(mock.patch(name, length))
        return make_every_page()


def make_every_page():
    pages = SavedPages()
    pages.save("reading", "front, empty", Client().get("/"))
    pages.save("reading", "archive, empty", Client().get("/archive/"))
    cast = Cast()
    for make in (reading, discussions, writing, signing_in, invited, own_account, errors):
        make(cast, pages)
    return pages


def reading(cast, pages):
    def keep(name, address):
        return pages.save("reading", name, Client().get(address))

    for number in range(8):
        cast.story(f"Story {number} of the winter")
        cast.later(minutes=1)
    mixed = cast.story(
        "Ferry link to the outer islands reopens after a winter of repairs",
        photos=[(900, 600), (600, 900), (800, 500)],
        publish=False,
    )
    for position, (name, role) in enumerate(
        [("Ines Calloway", "byline"), ("Meridian TV", "reporting"), ("Jo Strand", "editing")], start=1
    ):
        Contribution.objects.create(
            article=mixed, contributor=Contributor.named(name), role=role, position=position
        )
    cast.topics(mixed, "Ferries", "ميناء القصر", LONG_HEADLINE[:100])
    ines = Contributor.objects.get(name="Ines Calloway")
    ines.change(
        cast.editor,
        photo=cast.photo(600, 900),
        title="Shipping correspondent",
        biography=f"{LINES}\n\n{LINES}",
        email="ines.calloway@meridian.example",
        profiles="https://social.example/@inescalloway\nhttps://photos.example/inescalloway",
    )
    mixed.publish(cast.editor, at=cast.time)
    cast.mixed = mixed
    keep("story, photos mixed, no comment", mixed.get_absolute_url())
    plain = cast.story("Nothing to see at the pier", standfirst="", place="", source="", section=cast.harbor)
    keep("story without a photo", plain.get_absolute_url())
    cast.arabic = cast.story(
        "ترميم السوق القديم في الميناء",
        photos=[(900, 600), (600, 900)],
        language="ar",
        standfirst=ARABIC,
        place="القصر",
        source="",
        body=f"<p>{ARABIC}</p><h2>السوق</h2><p>{ARABIC}</p>",
        section=cast.harbor,
        comments=1,
    )
    keep("story, right to left", cast.arabic.get_absolute_url())
    text = {"language": "ar", "standfirst": ARABIC, "body": f"<p>{ARABIC}</p>", "place": "", "source": ""}
    old = cast.story("السوق القديم قبل الترميم", publish=False, **text)
    old.publish(cast.editor, at=cast.time - datetime.timedelta(days=800))
    keep("story older than two years", old.get_absolute_url())
    japanese = cast.story("港の古い市場", language="ja", body="<p>市場は春に開く。</p>", section=cast.harbor)
    keep("story in Japanese", japanese.get_absolute_url())
    waiting = cast.story("A photo that is not ready", photos=[(901, 600)], section=cast.harbor)
    Photo.objects.filter(slides__article=waiting).update(renditions_key="", renditions_made={})
    keep("story whose photo is being prepared", waiting.get_absolute_url())
    withdrawn = cast.story("A photo that was withdrawn", photos=[(902, 600), (903, 600)], section=cast.harbor)
    withdrawn.slides.first().photo.withdraw(cast.editor, "A court forbade it.")
    keep("story whose photo was withdrawn", withdrawn.get_absolute_url())
    one_word = cast.story("Adjourned", standfirst="", section=cast.sport)
    keep("section with one story", "/section/sport/")
    keep("story with a headline of one word", one_word.get_absolute_url())
    longest = cast.story(LONG_HEADLINE, standfirst=LONG_HEADLINE, photos=[(500, 1500)], section=cast.harbor)
    keep("story with the longest headline", longest.get_absolute_url())
    killed = cast.story("A story that was wrong", section=cast.harbor)
    killed.kill(cast.editor, "It was about another harbor.")
    cast.killed = killed.get_absolute_url()

    keep("front", "/")
    newest = keep("section", "/section/world/")
    older = re.search(r'href="(\?before=\d+)"', newest.html)[1]
    keep("section, older page", f"/section/world/{older}")
    keep("section, empty", "/section/weather/")
    # On as many as make a second page.
    for number in range(9):
        story = cast.story(f"Ferry {number}", section=cast.harbor, publish=False)
        cast.topics(story, "Ferries")
        story.publish(cast.editor, at=cast.later(minutes=1))
    Topic.objects.filter(slug="ferries").update(description=LINES)
    keep("topic", "/topic/ferries/")
    keep("topic, older page", f"/topic/ferries/?before={story.pk}")
    keep("topic, right to left", Topic.named("ميناء القصر").get_absolute_url())
    keep("topic with the longest name", Topic.named(LONG_HEADLINE[:100]).get_absolute_url())
    keep("contributor, with a picture", ines.get_absolute_url())
    Contributor.objects.get(name="Meridian TV").change(cast.editor, biography=ARABIC, has_left=True)
    keep("contributor who has left", "/by/meridian-tv/")
    story_by(cast, ines, 8)
    older = re.search(r'href="(\?before=\d+)"', Client().get(ines.get_absolute_url()).content.decode())[1]
    keep("contributor, older page", f"{ines.get_absolute_url()}{older}")
    day = f"/{one_word.url_date:%Y/%m/%d}/"
    keep("archive", "/archive/")
    keep("archive, a year", day[:6])
    keep("archive, a month", day[:9])
    archived = keep("archive, a day", day)
    keep("archive, a day, older page", day + re.search(r'href="(\?before=\d+)"', archived.html)[1])
    keep("comment policy", "/comment-policy/")
    keep("page of the paper’s own", cast.own_page("How we work").get_absolute_url())
    keep(
        "page of the paper’s own, right to left",
        cast.own_page("من نحن", f"<p>{ARABIC}</p>").get_absolute_url(),
    )
    pages.save("reading", "front, signed in", cast.client(cast.editor).get("/"))


def story_by(cast, one, number):
    for each in range(number):
        story = cast.story(f"Report {each} from the harbor", section=cast.sport, publish=False)
        Contribution.objects.create(article=story, contributor=one)
        story.publish(cast.editor, at=cast.later(minutes=1))


def discussions(cast, pages):
    def keep(name, address, user=None):
        return pages.save("discussions", name, cast.client(user).get(address))

    story = cast.story("Council votes on the new pier", photos=[(902, 600), (601, 900)])
    first = cast.comment(story, "Read https://harbor.example/pier first.\n\nThen talk.")
    again = cast.comment(story, "And who pays?", parent=first, author=cast.editor)
    for number in range(4):
        cast.comment(story, f"We all do, {number}.", parent=again)
    removed = cast.comment(story, "Buy my boats!")
    cast.comment(story, "That is no comment.", parent=removed)
    removed.remove(cast.editor, Report.Reason.SPAM)
    story.headline += " tonight"
    story.publish_correction(cast.editor, "An earlier version gave the wrong day.", at=cast.later(minutes=1))
    hidden = cast.comment(story, "You are all fools.")
    cast.comment(story, "Why so rude?", parent=hidden)
    for name in ("Witnessone", "Witnesstwo", "Witnesstri"):
        hidden.report(Report.Reason.ABUSE, by=cast.person(name, None))
    cast.comment(story, "مرحبا بكم في الميناء، هذا تعليق من اليمين إلى اليسار.")
    story.standfirst += " Late."
    story.publish_update(cast.editor, "With the vote.", at=cast.later(minutes=1))
    cast.comment(story, "An_unbroken_word_" * 20)
    for _ in range(4):
        cast.comment(story)
    cast.talk, cast.first = story, first
    longest = cast.person("A-Name_Of_Thirty_Letters-Wwwww", None)
    answered = cast.comment(story, "No.", author=longest)
    cast.comment(story, ("We waited at the pier until noon. " * 160)[:5000], parent=answered)
    story = Article.objects.get(pk=story.pk)
    keep("discussion with places that are empty", story.get_absolute_url())
    keep("discussion, second page", f"{story.get_absolute_url()}?page=2")
    keep("discussion, signed in", story.get_absolute_url(), cast.editor)
    keep("thread", first.thread_address)
    for mode, name in (("closed", "discussion, closed"), ("off", "discussion, off")):
        quiet = cast.story(f"A quiet story, {mode}", section=cast.harbor, comments=1)
        Discussion.of(quiet).set_window(cast.editor, mode)
        keep(name, quiet.get_absolute_url())
    cast.closed = quiet = cast.story("A closed story", section=cast.harbor, comments=1)
    Discussion.of(quiet).set_window(cast.editor, "closed")
    keep("thread, closed", Discussion.of(quiet).comments.first().thread_address)
    Discussion.of(quiet).set_window(cast.editor, "closed", note="We begin anew tomorrow at nine. " * 8)
    keep("discussion, closed with the editor’s words", quiet.get_absolute_url())
    Discussion.of(quiet).set_window(cast.editor, "closed", note="")
    emptied = cast.story("A story whose first comments are gone", section=cast.harbor, comments=8)
    for comment in Discussion.of(emptied).comments.filter(number__lte=7):
        comment.remove(cast.editor, Report.Reason.SPAM)
    keep("discussion, a page with nothing left", emptied.get_absolute_url())
    keep("comment that is gone (410)", comment.get_absolute_url())
    comment = cast.comment(emptied)
    for name in ("Witnessfor", "Witnessfyv", "Witnesssix"):
        comment.report(Report.Reason.ABUSE, by=cast.person(name, None))
    keep("comment that is not shown now (404)", comment.get_absolute_url())


def writing(cast, pages):
    def keep(name, response):
        return pages.save("writing", name, response)

    reader = cast.person("RedFern")
    client = cast.client(reader)
    form = f"{cast.mixed.get_absolute_url()}comment/"
    keep("own comments, none", client.get("/comments/mine/"))
    keep("comment form", client.get(form))
    keep("comment form, empty text refused", client.post(form, {"text": " "}))
    keep("comment form, too long", client.post(form, {"text": "word " * 1001}))
    client.post(form, {"text": "The first."})
    keep("comment form, too soon", client.post(form, {"text": "The second."}))
    keep("reply form", client.get(f"{cast.first.get_absolute_url()}reply/"))
    keep("reply form, refused", client.post(f"{cast.first.get_absolute_url()}reply/", {"text": ""}))
    keep("comment form, not signed in, too long to be kept", Client().post(form, {"text": "x" * 5001}))
    gone = cast.comment(cast.talk, "This goes while others write.")
    gone.remove(cast.editor, Report.Reason.SPAM)
    reply, killed = f"{gone.get_absolute_url()}reply/", f"{cast.killed}comment/"
    keep("reply form, the comment gone meanwhile", client.post(reply, {"text": "An hour of thought."}))
    keep("comment form, the story killed meanwhile", Client().post(killed, {"text": "An hour of thought."}))
    typed = {"reason": "other", "words": "It names my street."}
    report = f"{gone.get_absolute_url()}report/"
    keep("report form, the comment gone meanwhile", Client().post(report, typed, **FROM_HERE))
    again = {"text": "The first.", "opened": "9999999999"}
    keep("comment form, the same again", client.post(form, again))
    closed = f"{cast.closed.get_absolute_url()}comment/"
    keep("comment form, closed meanwhile", client.post(closed, {"text": "Too late?"}))
    keep("comment form, closed", client.get(closed))
    keep(
        "comment form, right to left",
        client.get(f"{cast.arabic.get_absolute_url()}comment/"),
    )

    report = f"{cast.first.get_absolute_url()}report/"
    keep("report form", Client().get(report))
    keep("report form, signed in", client.get(report))
    keep("report form, no reason", Client().post(report, {}, **FROM_HERE))
    keep("report form, no words", Client().post(report, {"reason": "other"}, **FROM_HERE))
    keep("thank-you", Client().get(f"{report}thanks/"))

    mine = cast.comment(cast.talk, "This will be removed.", author=reader)
    mine.remove(cast.editor, Report.Reason.SPAM, "It names a shop.")
    mine = cast.comment(cast.talk, "This may be withdrawn.", author=reader)
    keep("own comments", client.get("/comments/mine/"))
    keep("withdraw", client.get(f"{mine.get_absolute_url()}withdraw/"))
    client.post(f"{mine.get_absolute_url()}withdraw/")
    keep("own comments, one just withdrawn", client.get("/comments/mine/"))


def newest_code():
    return re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)[0]


def signing_in(cast, pages):
    def keep(name, response):
        return pages.save("signing in", name, response)

    login, signup = "/accounts/login/", "/accounts/signup/"
    keep("sign in", Client().get(login))
    keep("sign in, refused", Client().post(login, {"login": "RedFern", "password": "wrong-word-1"}))
    keep("register", Client().get(signup))
    keep(
        "register, refused", Client().post(signup, {"username": "Red_Fern", "email": "no", "password1": "1"})
    )
    new = Client()
    typed = {"username": "QuietHeron", "email": "heron@readers.example", "password1": PASSWORD}
    keep("code to confirm an address", new.post(signup, typed, follow=True))
    keep("code to confirm, wrong", new.post("/accounts/confirm-email/", {"code": "1"}))
    forgot = Client()
    address = {"email": "redfern@readers.example"}
    keep("ask for a code", forgot.get("/accounts/login/code/"))
    owner = Client()
    owner.post("/accounts/login/code/", {"email": typed["email"]})
    owner.post("/accounts/login/code/confirm/", {"code": newest_code()})
    keep("choose a pen name", owner.get("/accounts/pen-name/"))
    keep("choose a pen name, refused", owner.post("/accounts/pen-name/", {"username": "Red_Fern"}))
    keep("ask for a code, refused", forgot.post("/accounts/login/code/", {"email": "no"}))
    keep("code to sign in", forgot.post("/accounts/login/code/", address, follow=True))
    keep("code to sign in, wrong", forgot.post("/accounts/login/code/confirm/", {"code": "1"}))
    keep("new password", Client().get("/accounts/password/reset/"))
    keep("new password, refused", Client().post("/accounts/password/reset/", {"email": "no"}))
    lost = Client()
    keep("code for a new password", lost.post("/accounts/password/reset/", address, follow=True))
    wrong = lost.post("/accounts/password/reset/confirm/", {"code": "1"})
    keep("code for a new password, wrong", wrong)
    right = lost.post("/accounts/password/reset/confirm/", {"code": newest_code()}, follow=True)
    keep("choose a new password", right)
    weak = lost.post("/accounts/password/reset/complete/", {"password1": "1"})
    keep("choose a new password, refused", weak)
    keep("new password in use", Client().get("/accounts/password/reset/done/"))
    keep("deactivated", Client().get("/accounts/inactive/"))


def invited(cast, pages):
    def keep(name, client, address, typed=None):
        answer = client.get(address) if typed is None else client.post(address, typed)
        return pages.save("signing in", name, answer)

    chief, reader = cast.person("Saltmarsh", None), cast.person("Curlew", None)
    User.objects.filter(pk=chief.pk).update(is_staff=True, is_superuser=True)

    def invite(email):
        """The address of an open invitation: its mail is never sent here, so its token is made a known one."""
        invitation = Invitation.objects.invite(email, Group.objects.filter(name="Reporters"), chief)
        Invitation.objects.filter(pk=invitation.pk).update(token_digest=digest(email))
        return f"/accounts/invitation/{email}/"

    new, known = invite("nora@paper.example"), invite(reader.email)
    keep("invitation", Client(), new)
    typed = {"username": "Red Fern", "password1": "1", "password2": "2"}
    keep("invitation, refused", Client(), new, typed)
    keep("invitation of a reader", Client(), known)
    keep("invitation of a reader, signed in", cast.client(reader), known)
    keep("invitation of somebody else", cast.client(reader), new)
    Invitation.objects.get(address="nora@paper.example").withdraw(chief)
    keep("invitation, withdrawn", Client(), new)
    keep("invitation, unknown", Client(), "/accounts/invitation/never-was/")


def own_account(cast, pages):
    def keep(name, response):
        return pages.save("own account", name, response)

    reader = cast.person("Northwind")
    client = cast.client(reader)
    erase = "/accounts/erase/"
    keep("account", client.get("/accounts/"))
    keep("sign out", client.get("/accounts/logout/"))
    keep("password once more", client.get(erase, follow=True))
    confirm = "/accounts/reauthenticate/"
    keep("password once more, wrong", client.post(confirm, {"password": "1", "next": "/accounts/"}))
    client.post(confirm, {"password": PASSWORD, "next": "/accounts/"})
    keep("change password", client.get("/accounts/password/change/"))
    typed = {"oldpassword": "wrong-word-1", "password1": "1"}
    keep("change password, refused", client.post("/accounts/password/change/", typed))
    keep("change address", client.get("/accounts/email/"))
    keep("change address, refused", client.post("/accounts/email/", {"email": "no", "action_add": ""}))
    typed = {"email": "wind@readers.example", "action_add": ""}
    keep("code to change address", client.post("/accounts/email/", typed, follow=True))
    keep("change address, one waits", client.get("/accounts/email/"))
    keep("erase", client.get(erase))
    by_code = cast.person("Saltcote", None)
    keep("account without a password", cast.client(by_code).get("/accounts/"))
    keep("choose a password", cast.client(by_code).get("/accounts/password/set/", follow=True))
    keep("erase, sign in first", cast.client(by_code).get(erase, follow=True))
    second_factors(cast, keep)
    staff = cast.client(cast.editor)
    staff.post(confirm, {"password": PASSWORD, "next": "/accounts/"})
    keep("erase, staff", staff.get(erase))
    keep("erased", client.post(erase, follow=True))


def second_factors(cast, keep):
    factors, confirm = "/accounts/second-factor/", "/accounts/reauthenticate/"
    reader = cast.person("Larkmoor")
    client, elsewhere = cast.client(reader, **AT_LOCALHOST), cast.client(reader)
    client.post(confirm, {"password": PASSWORD, "next": factors})
    keep("account, signed in twice", client.get("/accounts/"))
    keep("second factor, none", client.get(factors))
    keep("second factor, at a number", elsewhere.get(factors, headers={"host": "127.0.0.1"}))
    keep("set up an app", client.get(f"{factors}app/add/"))
    keep("set up an app, wrong", client.post(f"{factors}app/add/", {"code": "1"}))
    keep("add a passkey", client.get(f"{factors}passkeys/add/"))
    keep("add a passkey, at a number", client.get(f"{factors}passkeys/add/", headers={"host": "127.0.0.1"}))
    TOTP.activate(reader, generate_totp_secret())
    RecoveryCodes.activate(reader)
    data = {"name": "The key in the drawer, behind the old archive", "credential": {}}
    passkey = Authenticator.objects.create(user=reader, type=Authenticator.Type.WEBAUTHN, data=data)
    keep("second factor, app and passkey", client.get(factors))
    keep("rename a passkey", client.get(f"{factors}passkeys/{passkey.pk}/rename/"))
    keep("remove a passkey", client.get(f"{factors}passkeys/{passkey.pk}/remove/"))
    passkey.delete()
    keep("remove the app", client.get(f"{factors}app/remove/"))
    keep("second factor once more", client.get(f"{factors}again/"))
    keep("recovery codes, not shown yet", client.get(f"{factors}recovery-codes/"))
    keep("recovery codes, shown", client.post(f"{factors}recovery-codes/"))
    keep("recovery codes, shown before", client.get(f"{factors}recovery-codes/"))
    keep("new recovery codes", client.get(f"{factors}recovery-codes/new/"))
    asked = Client()
    asked.post("/accounts/login/", {"login": "Larkmoor", "password": PASSWORD})
    keep("second factor, asked for", asked.get(f"{factors}sign-in/"))
    keep("second factor, asked for, wrong", asked.post(f"{factors}sign-in/", {"code": "1"}))
    by_code = cast.person("Eskdale", None)
    late = cast.client(by_code)
    session = late.session
    session["account_authentication_methods"] = []
    session.save()
    keep("second factor, sign in first", late.get(f"{factors}app/add/"))


def errors(cast, pages):
    def keep(name, response):
        return pages.save("errors", name, response)

    keep("gone (410)", Client().get(cast.killed))
    keep("no such page (404)", Client().get("/nothing/here/"))
    strict = cast.client(cast.editor, enforce_csrf_checks=True, **FROM_HERE)
    form = f"{cast.mixed.get_absolute_url()}comment/"
    keep("form too old (403), text kept", strict.post(form, {"text": "An hour of thought."}))
    keep("form too old (403)", strict.post("/accounts/logout/"))
    keep("too large (413)", strict.post(form, {"text": "x" * 3_000_000}))
    report = f"{cast.first.get_absolute_url()}report/"
    keep("not open to you (403)", Client().post(report, {}, HTTP_ORIGIN="https://elsewhere.example"))
    client = Client(raise_request_exception=False)
    keep("unreadable (400)", client.get("/comment-policy/?name=%00"))
    request = RequestFactory().get("/accounts/login/")
    request.user, request.session = client.get("/").wsgi_request.user, {}
    for status in (429, 500):
        response = render(request, f"{status}.html", status=status)
        response.wsgi_request = request
        keep(f"error {status}", response)
