from django.utils.translation import gettext as _

from newsroom.first_pages.parts import heading, items, page, paragraph


def text() -> str:
    return page(
        paragraph(
            _(
                "Everybody should be able to read this paper and to take part in its discussions. We work "
                "towards the Web Content Accessibility Guidelines (WCAG) 2.2, level AA."
            )
        ),
        heading(_("What works")),
        items(
            (
                _(
                    "Every page can be used by keyboard alone, and shows where you are. The first link "
                    "leads to the content."
                ),
                _(
                    "Pages have headings, landmarks, and names for whatever can be pressed, so that a "
                    "screen reader can say them. Errors in forms are told in words, and linked to their "
                    "fields."
                ),
                _("Every photograph has a description in words; no story is published without it."),
                _(
                    "Text has enough contrast in light and in dark; which of the two you see follows your "
                    "device."
                ),
                _("Text can be enlarged to 400 percent, and the page still reads in one column."),
                _(
                    "Nothing moves by itself, nothing plays by itself, and nothing has to be done within "
                    "a few seconds."
                ),
                _("Everything but passkeys works without JavaScript, and reading without cookies."),
                _("Languages from right to left are set so, also within a page in another language."),
                _(
                    "To sign in, no puzzle has to be solved and no password remembered: a code by email "
                    "is enough."
                ),
            )
        ),
        heading(_("What does not work, as far as we know")),
        items(
            (
                _("Some times are abbreviated, and a voice may spell them: Sat Jul 6, EDT."),
                _(
                    "What readers write is set in its own direction, but in which language it is nobody "
                    "knows: a screen reader may read it in the wrong voice."
                ),
                _(
                    "[[What else you know of: videos without captions, documents that are pictures. Say "
                    "what you do about it, and by when.]]"
                ),
            )
        ),
        heading(_("How this was tested")),
        paragraph(
            _(
                "The pages are tested by a program (axe) in light and dark, on narrow and wide screens, "
                "and by keyboard. [[Who else has tested them, with which screen readers, and when.]]"
            )
        ),
        heading(_("Tell us what does not work for you")),
        paragraph(
            _(
                "Write to [[the address for accessibility]] and say which page it was and what you use. "
                "You get an answer within [[how many days]]. If it does not help, you can turn to [[the "
                "authority for accessibility in your country]]."
            )
        ),
    )
