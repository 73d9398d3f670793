"""What is said under stories, in each state that it can be in."""

from articles.models import Article
from comments.models import Discussion, Report


def make(cast, pages):
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
