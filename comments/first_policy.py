"""The comment policy that a new paper begins with, in its language. Owners write their own by the admin."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _


def short() -> str:
    return _(
        "Tell other readers what you know: experience, sources, figures and fair argument about this story are"
        " welcome. Where a comment has no place here, tell our moderators with “Report as abuse”. What stands in"
        " the comments is their writers’ view, not this paper’s."
    )


def whole() -> str:
    """As HTML."""
    asked = (
        _("Write about the story. An experience, a source, a figure or a question helps; a slogan does not."),
        _(
            "Answer what somebody said, not who they are. No insults, no threats, no contempt for people because"
            " of what they are."
        ),
        _(
            "Leave private matters private: no addresses, telephone numbers or guesses about people who are not in"
            " public life."
        ),
        _("No advertising, and nothing that the law forbids."),
        _("Say when you have an interest in the matter."),
    )
    parts = (
        _paragraph(
            _(
                "A discussion stands under most of our stories for a limited time. It belongs to the readers who"
                " come to it with something to say about the story and to each other."
            )
        ),
        _heading(_("What we ask of you")),
        format_html("<ul>\n{}\n</ul>", format_html_join("\n", "<li>{}</li>", ((each,) for each in asked))),
        _heading(_("What we do")),
        _paragraph(
            _(
                "Anybody can report a comment, with or without an account. A moderator reads every report. A comment"
                " that several readers have reported is hidden until a moderator has looked at it."
            )
        ),
        _paragraph(
            _(
                "We remove a comment that breaks these rules, and its writer is told why. We do not remove one"
                " because it is mistaken, or because we disagree. We do not change what readers wrote."
            )
        ),
        _paragraph(_("Who reported a comment is never made known to other readers.")),
        _heading(_("When a discussion closes")),
        _paragraph(
            _(
                "The page of each story says until when comments are taken. After that they stay to be read, and can"
                " still be reported and withdrawn."
            )
        ),
    )
    return "\n".join(parts)


def _heading(text: str) -> str:
    return format_html("<h2>{}</h2>", text)


def _paragraph(text: str) -> str:
    return format_html("<p>{}</p>", text)
