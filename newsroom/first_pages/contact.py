from django.urls import reverse
from django.utils.translation import gettext as _

from newsroom.first_pages.parts import heading, items, page, paragraph


def text() -> str:
    return page(
        paragraph(
            _(
                "The newsroom can be reached [[on which days, at what hours]]. The addresses are below; "
                "letters reach us at the publisher’s address."
            )
        ),
        heading(_("What to write to whom")),
        items(
            (
                _("A tip, a question, a letter to the editors: the newsroom. Say whether we may print it."),
                _(
                    "A mistake in a story: corrections. Give the headline or the address of the story, "
                    "and what is wrong. What we do with it stands under “Ethics and corrections”."
                ),
                _("A notice from a lawyer or an authority: legal matters."),
                _(
                    "A weakness of this site that others could use: security. Please tell us before you "
                    "tell others."
                ),
            )
        ),
        heading(_("A comment that should not be there")),
        paragraph(
            _(
                "Use “Report as abuse” under the comment, with or without an account. A moderator reads "
                "every report. What is welcome in the discussions stands in our <a "
                'href="{policy}">comment policy</a>.'
            ),
            policy=reverse("comments:policy"),
        ),
        heading(_("If you must not be seen to write to us")),
        paragraph(
            _(
                "Email is not secret from those who carry it. [[How a source reaches you safely: a "
                "messenger, a letter without a sender, a person; or take this section away.]]"
            )
        ),
    )
