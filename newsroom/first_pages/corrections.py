from django.urls import reverse
from django.utils.translation import gettext as _

from newsroom.first_pages.parts import heading, items, page, paragraph


def text() -> str:
    return page(
        paragraph(
            _(
                "We want to be right, and when we are wrong we say so at the place where we were wrong. "
                "This page says what we hold ourselves to."
            )
        ),
        heading(_("How we work")),
        items(
            (
                _(
                    "We name our sources. Where one must stay unnamed, we say why, and [[who in the "
                    "newsroom has to agree]]."
                ),
                _("Whoever is accused of something is asked before we publish, and has time to answer."),
                _(
                    "We do not report on companies, parties or people to whom we owe something. Who has "
                    "an interest in a matter says so, and somebody else takes it over."
                ),
                _("We pay nobody for information, and take no gifts worth more than [[the amount]]."),
                _("A photograph shows what happened. Who took it, and who supplied it, stands below it."),
                _("We name children, victims and suspects only [[when, and who decides]]."),
                _(
                    "What somebody paid for is marked as [[the word that you use]], and nobody of the "
                    "newsroom writes it."
                ),
            )
        ),
        heading(_("Corrections")),
        paragraph(
            _(
                "When a fact in a story was wrong, we change the story and say in a box with the heading "
                "“Correction” what was wrong and when we corrected it. The box stays with the story for "
                "as long as the story is there."
            )
        ),
        paragraph(
            _(
                "When there is news, we bring the story up to date: the time over the story is that of "
                "its last update, and below it stands when it was first published. What is new may be "
                "told in a note under the story."
            )
        ),
        paragraph(
            _(
                "A story that should never have been published is withdrawn. Its address then says that "
                "it was withdrawn, and why, where we can say it; it does not simply disappear."
            )
        ),
        heading(_("Tell us")),
        paragraph(
            _(
                "Write to us about a mistake: the address for corrections stands on the page “Contact”. "
                "You get an answer within [[how many days]]. If you do not agree with it, [[who in the "
                "paper looks at it again, and which press council can be asked]]."
            )
        ),
        heading(_("The discussions")),
        paragraph(
            _(
                "What readers write is theirs, and we do not change it. What has no place there, and what "
                'moderators do, stands in our <a href="{policy}">comment policy</a>.'
            ),
            policy=reverse("comments:policy"),
        ),
    )
