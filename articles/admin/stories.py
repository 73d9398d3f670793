from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, cast

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Field, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.access import stories_at
from articles.admin import buttons, kill, resubmission
from articles.admin.access import Access
from articles.admin.changelist import MineFilter, StatusFilter, StoryList
from articles.admin.forms import ArticleForm, fit_rows, is_overtaken
from articles.admin.inlines import ContributionInline, SlideInline, TaggingInline, WorkingCopyInline
from articles.admin.saving import Saving
from articles.admin.sections import SectionChoice
from articles.models import Article, Revision, Section
from articles.statuses import STATUSES
from articles.visibility import sees_every_story
from core.admin.base import SEARCHED, DeskAdmin, among_newest
from core.admin.rich_text import RichTextAdmin
from core.digits import grouped_lazy
from core.plurals import forms
from core.times import desk_time

if TYPE_CHECKING:
    from django.contrib.admin.options import InlineModelAdmin
    from django.contrib.admin.views.main import ChangeList
    from django.db.models import ForeignKey

    from articles.admin.forms import Row

# Of a draft that a browser keeps
COUNTED_WORDS = ngettext_lazy("{count} word", "{count} words")
COUNTED_PHOTOS = ngettext_lazy("{count} photo", "{count} photos")
# A button that sends a text back to the form, from the browser's copy or after a refusal: it is shown, not saved.
DRAFT = "_draft"


def _clear_errors(context: dict[str, Any]) -> None:
    """Clear the errors of a text that was given back: its editor has not sent it yet."""
    context["errors"], context["faults"], context["is_given_back"] = [], [], True
    formsets = [each.formset for each in context["inline_admin_formsets"]]
    for form in [context["adminform"].form, *(form for formset in formsets for form in formset.forms)]:
        form.errors.clear()
    for formset in formsets:
        formset.non_form_errors().clear()


@admin.register(Article)
class ArticleAdmin(Access, Saving, RichTextAdmin, SortableAdminBase, DeskAdmin):  # type: ignore[misc] # of a library without types
    form = ArticleForm
    # For newsroom.errors: this form opens a refused text that is sent to it with DRAFT.
    shows_drafts = True
    # The app of discussions adds its own.
    inlines = [SlideInline, ContributionInline, TaggingInline]
    # Pages beside a story's form, each a `view(model_admin, request, story)`. Other apps add pages and inlines.
    pages: dict[str, Callable[[Any, HttpRequest, Article], HttpResponse]] = {"kill": kill.ask}
    list_display = [
        "headline_or_none",
        "section",
        "status",
        "first_published",
        "unpublished",
        "last_edited",
    ]
    list_filter = [MineFilter, StatusFilter, "section"]
    list_select_related = ["section", "revision__section", "edited_by"]
    search_fields = ["headline"]
    search_help_text = format_lazy(
        # Translators: what a search finds; the number is of stories
        _("Words of the headline, among the newest {number}; or the address of any story"),
        number=grouped_lazy(SEARCHED),
    )
    sortable_by = ["status", "first_published"]

    # The list

    def get_search_results(
        self, request: HttpRequest, stories: QuerySet[Any], term: str
    ) -> tuple[QuerySet[Any], bool]:
        words, may_repeat = super().get_search_results(request, stories, term)
        if not term.strip():
            return words, may_repeat
        # Of their own, somebody has no more than can be looked through.
        words = among_newest(words) if sees_every_story(request.user) else words
        at = stories_at(stories, term)
        if not at.exists():
            return words, may_repeat
        # A single word may be the slug of one story and stand in headlines of others.
        return (at if "/" in term else words | at), may_repeat

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> "type[ChangeList]":
        return StoryList

    @admin.display(description=_("headline"), ordering="headline")
    def headline_or_none(self, story: Article) -> str:
        return str(story)

    # The desk says “standing”, also in addresses that editors have kept.
    @admin.display(description=_("standing"), ordering="published_at")
    def status(self, story: Article) -> str:
        if story.published_at and story.is_scheduled:
            # Translators: the status of a story, in a list
            return gettext("scheduled for %(time)s") % {"time": desk_time(story.published_at)}
        return str(STATUSES[story.status])

    @admin.display(description=_("first published"), ordering="published_at")
    def first_published(self, story: Article) -> str | None:
        return desk_time(story.published_at) if story.published_at and not story.is_scheduled else None

    @admin.display(description=_("unpublished changes"))
    def unpublished(self, story: Article) -> str:
        # Translators: a story has unpublished changes
        return gettext("yes") if story.changed else ""

    @admin.display(description=_("last edited"), ordering="edited_at")
    def last_edited(self, story: Article) -> str:
        time = desk_time(story.edited_at)
        if story.edited_by is None:
            return time
        # Translators: when a story was edited last, and by whom
        return gettext("%(time)s, %(name)s") % {"time": time, "name": story.edited_by}

    # The form

    def get_urls(self) -> list[URLPattern]:
        return [
            path(f"<path:object_id>/{name}/", self._page(view), name=f"articles_article_{name}")
            for name, view in self.pages.items()
        ] + super().get_urls()

    def _page(self, view: Callable[[Any, HttpRequest, Article], HttpResponse]) -> Callable[..., Any]:
        """The view of a page beside a story's form, for those who may look at the story."""

        def page(request: HttpRequest, object_id: str) -> HttpResponse:
            story = self.get_object(request, unquote(object_id))
            if not self.has_view_or_change_permission(request, story):
                raise PermissionDenied
            if story is None:
                elsewhere: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
                return elsewhere
            return view(self, request, story)

        return self.admin_site.admin_view(update_wrapper(page, view))

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        head, source = ["headline", "standfirst"], [("place", "source"), "language"]
        fieldsets: list[Any] = [(None, {"fields": ["section", *head, *source, "body"], "classes": ["text"]})]
        if not self.may_write(request, obj):
            # Its photos stand between: who opens it has come for them.
            fieldsets = [
                (None, {"fields": ["filed_under", *head], "classes": ["text"]}),
                (gettext("Text"), {"fields": [*source, "text"], "classes": ["text"]}),
            ]
        publication = ["slug"]
        if self.has_change_permission(request, obj):
            publication += self._fields_beside_buttons(request, obj)
        return [*fieldsets, (gettext("Publication"), {"fields": publication, "classes": ["publication"]})]

    def _fields_beside_buttons(self, request: HttpRequest, story: Article | None) -> list[str]:
        """The fields that belong to the shown buttons, and those with a text typed for a button that is gone since."""
        status = story.status if story else "draft"
        fields = []
        publishes = request.user.has_perm(buttons.PUBLISH)
        if (publishes and status in ("draft", "scheduled")) or "publish_at_0" in request.POST:
            fields.append("publish_at")
        if (story and status == "published" and buttons.shown(story, request.user)) or request.POST.get(
            "note"
        ):
            fields.append("note")
        return fields

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> type[ArticleForm]:
        form = cast(type[ArticleForm], super().get_form(request, obj, change, **kwargs))
        form.by = request.user
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        if obj and not self.may_write(request, obj):
            own = self._fields_beside_buttons(request, obj)
            return [name for name in flatten_fieldsets(self.get_fieldsets(request, obj)) if name not in own]
        # Also while scheduled, because the address is made then. A story that is called back can change it again.
        return ["slug"] if obj and obj.published_at else []

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "section":
            kwargs |= {"form_class": SectionChoice, "queryset": Section.objects.in_use()}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "body":
            # Translators: beside the text, which takes no pictures; “Photos” are the form’s rows of photos
            field.widget.attrs["data-photos"] = gettext("Add photographs under “Photos”.")
        if db_field.name == "standfirst":
            field.widget.attrs["rows"] = 2
        if db_field.name == "section":
            # Editors may not change sections, so the list has no buttons for that.
            for name in ("can_add_related", "can_change_related", "can_view_related", "can_delete_related"):
                setattr(field.widget, name, False)
        return field

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        story: Article | None = super().get_object(request, object_id, from_field)
        if story and request.method == "POST" and transaction.get_connection().in_atomic_block:
            story.refresh_from_db(from_queryset=Article.objects.select_for_update(of=("self",)))
        return story

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Article, inline: "InlineModelAdmin[Any, Any]", prefix: str
    ) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        overtaken = request.method == "POST" and is_overtaken(request.POST, obj)
        if overtaken and isinstance(inline, WorkingCopyInline):
            rows = kwargs["queryset"].filter(article=obj)
            may_change = inline.has_change_permission(request, obj)
            may_add = inline.has_add_permission(request, obj)
            matched_by = inline.matched_by
            if not may_change:
                # Match all words of a row too: an editor who may not change rows would lose other words.
                fields = cast(list[str], inline.fields)
                matched_by = [name for name in fields if name not in inline.readonly_fields]
            kept, gone = fit_rows(kwargs["data"], prefix, list(rows), matched_by, may_add and may_change)
            # Rows that others added meanwhile are not in the form, and are left alone.
            order = Case(*(When(pk=pk, then=place) for place, pk in enumerate(kept)), default=len(kept))
            kwargs["queryset"] = rows.filter(pk__in=kept).order_by(order)
            if may_change:
                self._tell_of_lost(request, gone)
        return kwargs

    def _tell_of_lost(self, request: HttpRequest, rows: "Iterable[Row]") -> None:
        """Show what was typed in rows that somebody removed meanwhile, to an editor who may not add them again.

        Only rows of photos have fields in which words are typed.
        """
        for row in rows:
            typed = " / ".join(
                value for name in ("caption", "alt") for value in row.get(name, []) if value.strip()
            )
            if typed:
                said = gettext(
                    "A photo was taken out meanwhile, and you may not add any. You had typed: %(typed)s"
                )
                messages.warning(request, said % {"typed": typed})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Article | None = None,
    ) -> HttpResponse:
        form = context["adminform"].form
        form.initial |= context.get("typed", {})
        rows = [row for inline in context["inline_admin_formsets"] for row in inline.formset.forms]
        if problems := context.get("problems"):
            context["faults"] = buttons.mark_invalid([form, *rows], problems)
            # Translators: a button that was pressed; what was in its way follows as a list
            heading = gettext("“%(button)s” was not done. What you typed is saved. In the way:")
            context["faults_heading"] = heading % {"button": context["refused"]}
        context |= {
            "buttons": buttons.shown(obj or Article(), request.user),
            "counted": {"words": forms(COUNTED_WORDS), "photos": forms(COUNTED_PHOTOS)},
            "save_label": buttons.save_label(obj or Article()),
            "may_kill": request.user.has_perm(buttons.KILL),
            "may_publish": request.user.has_perm(buttons.PUBLISH),
            "may_write": self.may_write(request, obj),
            "revisions": self._history_of(obj) if obj else [],
            "overtaken_by": getattr(form, "overtaken_by", None),
            "saved_keys": resubmission.newest_keys(request),
            "is_unsaved": form.is_bound or any(map(any, context.get("typed", {}).values())),
        }
        if DRAFT in request.POST:
            _clear_errors(context)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _history_of(self, story: Article) -> QuerySet[Revision]:
        return story.revisions.select_related("published_by").defer("body").order_by("-number")
