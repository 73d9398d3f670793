from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.section import Section
from core.blank import visible
from core.fields import LineField, WordsField
from core.rich_text.fields import RichTextField
from core.rich_text.words import excerpt

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from articles.models.contributor import Contribution
    from articles.models.slide import Slide
    from articles.models.topic import Tagging, Topic

R = TypeVar("R", bound=models.Model)


# The languages a desk writes in; each is offered under its own name.
LANGUAGES = (
    "en",
    "ar",
    "de",
    "es",
    "fa",
    "fr",
    "he",
    "it",
    "ja",
    "ko",
    "pl",
    "pt",
    "ru",
    "tr",
    "uk",
    "ur",
    "zh-hans",
)


def edition_language() -> str:
    """The language of new stories: the edition's, if it is among those a desk writes in."""
    code = settings.LANGUAGE_CODE
    return next((each for each in (code, code.partition("-")[0]) if each in LANGUAGES), "en")


class Credit(NamedTuple):
    """Somebody whom a story names. `address`: of their page, where it has one."""

    name: str
    address: str | None = None


class Text(models.Model):
    """What is versioned of a story: once as the working copy (Article), once for each publication (Revision)."""

    section = models.ForeignKey(
        Section,
        models.PROTECT,
        related_name="+",
        # Translators: the label of a field or a column
        verbose_name=pgettext_lazy("field", "section"),
    )
    # Translators: the title of a story
    headline = LineField(_("headline"), max_length=200, blank=True)
    standfirst = WordsField(
        # Translators: the short introduction between a story's headline and its text
        _("standfirst"),
        max_length=500,
        blank=True,
        help_text=_("One or two sentences under the headline."),
    )
    place = LineField(
        # Translators: where a story was reported from
        _("place"),
        max_length=80,
        blank=True,
        help_text=_("Where the story was reported from, as the dateline shows it: SEOUL."),
    )
    source = LineField(
        # Translators: of a story, the agency that it comes from; of a photo, whom the paper has it from
        _("source"),
        max_length=80,
        blank=True,
        help_text=_("The agency in the lead-in, “SEOUL (Meridian) –”. The page sets the lead-in."),
    )
    # Translators: the text of a story, without its headline
    body = RichTextField(_("body"), blank=True)
    language = models.CharField(
        # Translators: that a story is written in
        _("language"),
        max_length=10,
        default=edition_language,
        choices=[(code, LANG_INFO[code]["name_local"]) for code in LANGUAGES],
        help_text=_("Readers' browsers and screen readers go by it; it sets the direction of writing too."),
    )

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        # Article has query sets of its working copy, Revision the managers of its rows.
        @property
        def slides(self) -> models.QuerySet[Slide] | RelatedManager[Slide]: ...

        @property
        def contributions(self) -> models.QuerySet[Contribution] | RelatedManager[Contribution]: ...

        @property
        def taggings(self) -> models.QuerySet[Tagging] | RelatedManager[Tagging]: ...

    @classmethod
    def text_fields(cls) -> list[str]:
        return [field.attname for field in Text._meta.fields]

    @property
    def direction(self) -> str:
        return "rtl" if LANG_INFO[self.language]["bidi"] else "ltr"

    @property
    def summary(self) -> str:
        """The description for search engines and link previews."""
        return visible(self.standfirst) or excerpt(self.body)

    @property
    def body_with_lead_in(self) -> SafeString:
        return with_lead_in(self.body, self.place, self.source)

    @property
    def photos(self) -> list["Slide"]:
        """Its slides in order, each with its photo and its number: one query, then cached."""
        if not hasattr(self, "_photos"):
            self._photos = list(self.slides.select_related("photo"))
            # Not their positions: a row that is deleted from the working copy leaves a hole in those.
            for number, slide in enumerate(self._photos, start=1):
                slide.number, slide.total = number, len(self._photos)
        return self._photos

    @property
    def contributions_in_order(self) -> list["Contribution"]:
        if not hasattr(self, "_contributions"):
            self._contributions = list(self.contributions.select_related("contributor__merged_into"))
        return self._contributions

    @property
    def paged_contributors(self) -> set[int]:
        """The contributors who have a page: a story that is published stands there with its newest revision."""
        return {each.contributor.shown.pk for each in self.contributions_in_order if each.is_listed}

    @property
    def byline(self) -> list[Credit]:
        """Those over the story, in order."""
        those = [each for each in self.contributions_in_order if each.is_byline]
        return _credits(those, self.paged_contributors) if those else []

    @property
    def contributor_line(self) -> list[tuple[str, list[Credit]]]:
        """The credits under the story, by role: [("reporting", [credits]), ("editing", [credits])]."""
        roles: dict[str, list[Contribution]] = {}
        for each in self.contributions_in_order:
            if not each.is_byline:
                roles.setdefault(each.role, []).append(each)
        paged = self.paged_contributors if roles else set()
        return [(role, _credits(those, paged)) for role, those in roles.items()]

    @property
    def topics(self) -> list["Topic"]:
        """In order: one query, then cached."""
        if not hasattr(self, "_topics"):
            rows = self.taggings.select_related("topic__merged_into")
            self._topics = _once(each.topic.shown for each in rows)
        return self._topics

    def content(
        self,
        slides: Iterable["Slide"] | None = None,
        contributions: Iterable["Contribution"] | None = None,
        taggings: Iterable["Tagging"] | None = None,
    ) -> tuple[list[Any], list[tuple[int, str, str]], list[tuple[int, str]], list[int]]:
        """All that a reader would see of it: two texts with equal content look the same.

        Slides, contributions and topics that are not given are read from the database. A retired section and the one
        that took its stories look the same, and so do a topic and the one that it was merged into.
        """
        slides = self.slides.all() if slides is None else slides
        contributions = self.contributions.all() if contributions is None else contributions
        taggings = self.taggings.select_related("topic") if taggings is None else taggings
        return (
            [
                self.section.standing_id,
                *(getattr(self, name) for name in self.text_fields() if name != "section_id"),
            ],
            [(slide.photo_id, slide.caption, slide.alt) for slide in slides],
            [(each.contributor_id, each.role) for each in contributions],
            list(dict.fromkeys(each.topic.shown_id for each in taggings)),
        )


def _credits(those: Iterable["Contribution"], paged: set[int]) -> list[Credit]:
    return [
        Credit(each.name, each.get_absolute_url() if each.pk in paged else None)
        for each in _once(one.contributor.shown for one in those)
    ]


def _once(rows: Iterable[R]) -> list[R]:
    """Without repetitions: two of a story’s topics or contributors may have been merged since."""
    return list(dict.fromkeys(rows))


def with_lead_in(html: str, place: str, source: str) -> SafeString:
    """The body with "PLACE (Source) -" before its first words, in a paragraph of its own where it begins otherwise."""
    words = [format_html('<span class="place">{}</span>', place)] if place else []
    if source:
        words.append(format_html("({})", source))
    if not words:
        return mark_safe(html)
    lead_in = format_html(
        '<span class="lead-in">{} –</span> ', format_html_join(" ", "{}", ([each] for each in words))
    )
    if html.startswith("<p>"):
        return mark_safe("<p>" + lead_in + html.removeprefix("<p>"))
    return mark_safe(f"<p>{lead_in}</p>\n{html}")
