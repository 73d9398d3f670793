from django.utils.translation import gettext as _

from newsroom.first_pages.parts import heading, page, paragraph


def text() -> str:
    return page(
        paragraph(
            _(
                "This paper is [[what it is, and for whom: a daily for the city of …, independent of "
                "parties and companies]]."
            )
        ),
        heading(_("What we do")),
        paragraph(
            _(
                "[[What you report on, and what you leave to others. Where your reporters are. How many "
                "people work for the paper.]]"
            )
        ),
        paragraph(
            _(
                "News and opinion are kept apart: [[how a reader can tell a report from a commentary, and "
                "from what somebody paid for]]."
            )
        ),
        heading(_("Who we are")),
        paragraph(_("[[The people of the newsroom, with what each is responsible for.]]")),
        heading(_("How we are paid for")),
        paragraph(
            _(
                "[[Where the money comes from: readers, advertisers, foundations, the state; each with "
                "its share of the last year, if you can say it.]] Nobody who pays decides what we report."
            )
        ),
        heading(_("What readers can do here")),
        paragraph(
            _(
                "All stories can be read without an account. Under most of them readers discuss what they "
                "know, under pen names and with moderators; for that alone an account is needed."
            )
        ),
    )
