from django.utils.translation import gettext as _

from newsroom.first_pages.parts import heading, page, paragraph


def text() -> str:
    return page(
        paragraph(
            _(
                "Who publishes this paper, who answers for what it says, and to whom it belongs, stands "
                "at the end of this page."
            )
        ),
        heading(_("Responsible for the content")),
        paragraph(
            _(
                "[[The name and address of the person whom the law of your country makes responsible for "
                "the content, if it is not the editor-in-chief; otherwise take this section away.]]"
            )
        ),
        heading(_("Public money for advertising")),
        paragraph(
            _(
                "From public bodies, of this country and of others, the paper received [[the amount]] for "
                "advertising in [[the year]]."
            )
        ),
        heading(_("Supervision")),
        paragraph(
            _(
                "[[The press council or regulator that readers can complain to, with its address; the "
                "code that the paper has bound itself to.]]"
            )
        ),
        heading(_("Copyright")),
        paragraph(
            _(
                "The texts and pictures of this paper belong to [[the publisher, or those named beside "
                "them]]. Who wants to use one asks [[the address for permissions]]. What readers write in "
                "the discussions stays theirs."
            )
        ),
    )
