from django.utils.translation import gettext as _

from newsroom.first_pages.parts import heading, page, paragraph


def text() -> str:
    return page(
        paragraph(
            _(
                "This page says where this paper uses programs that write, draw, translate or choose by "
                "themselves, which are called artificial intelligence, and where it does not."
            )
        ),
        heading(_("Writing and research")),
        paragraph(
            _(
                "[[Whether reporters may use such programs, and for what: to transcribe, to translate, to "
                "look through documents. Whether sentences that such a program wrote are ever published, "
                "and how they are then marked.]]"
            )
        ),
        paragraph(_("A person answers for every story: [[who reads it before it is published]].")),
        heading(_("Pictures and sound")),
        paragraph(
            _(
                "[[Whether you publish pictures, voices or videos made or changed by such a program, and "
                "how they are marked. What is never done to a photograph.]]"
            )
        ),
        heading(_("What is chosen for you")),
        paragraph(
            _(
                "The site itself chooses nothing for you: everybody sees the same front page and the same "
                "lists, in the order of time or as editors have set them. It does not watch what you read."
            )
        ),
        heading(_("Moderation")),
        paragraph(
            _(
                "Comments are judged by people. One rule acts by itself: a comment that several readers "
                "with confirmed accounts have reported is hidden until a moderator has looked at it. "
                "[[Whether any other program helps your moderators.]]"
            )
        ),
        heading(_("Our texts in other people’s machines")),
        paragraph(
            _(
                "[[Whether others may use your stories to train such programs, on what conditions, and "
                "whom they ask.]]"
            )
        ),
    )
