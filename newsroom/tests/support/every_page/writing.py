"""The forms of who has something to say, and what they are told when it can’t be taken."""

from django.test import Client

from comments.models import Report
from comments.tests import FROM_HERE


def make(cast, pages):
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
