import copy
import secrets
from functools import update_wrapper

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, When
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from articles import views
from articles.access import stories_at
from articles.admin import buttons, kill, sent_again
from articles.admin.forms import ArticleForm, fit_rows, is_overtaken
from articles.admin.listing import StandingFilter, StoryList
from articles.admin.parts import ContributionInline, SlideInline, WorkingCopyInline
from articles.models import Article, Text
from articles.models.article import NotPublishable
from core.admin.base import SEARCHED, DeskAdmin, among_newest
from core.admin.rich_text import RichTextAdmin, sanitise_early
from core.times import desk_time

# The button of a text that comes back, from the browser's copy of it or from a refusal: it is shown, and not saved.
DRAFT = "_draft"
WORKING_COPY = [*(field.name for field in Text._meta.fields), "slug"]


def _say_nothing_wrong(context):
    """Of a text that came back, before anybody has sent it."""
    context["errors"], context["faults"], context["is_given_back"] = [], [], True
    formsets = [each.formset for each in context["inline_admin_formsets"]]
    for form in [context["adminform"].form, *(form for formset in formsets for form in formset.forms)]:
        form.errors.clear()
    for formset in formsets:
        formset.non_form_errors().clear()


@admin.register(Article)
class ArticleAdmin(RichTextAdmin, SortableAdminBase, DeskAdmin):
    form = ArticleForm
    # See newsroom.errors: with DRAFT a text that was refused is opened in the form.
    shows_drafts = True
    # How the discussion stands is added to these where the discussion is known.
    inlines = [SlideInline, ContributionInline]
    # Beside its form, each `view(model_admin, request, story)`; other apps add theirs, as they add inlines.
    pages = {"kill": kill.ask}
    list_display = [
        "headline_or_none",
        "section",
        "standing",
        "first_published",
        "unpublished",
        "last_edited",
    ]
    list_filter = [StandingFilter, "section"]
    list_select_related = ["section", "revision", "edited_by"]
    search_fields = ["headline"]
    search_help_text = f"Words of the headline, among the newest {SEARCHED:,}; or the address of any story"
    sortable_by = ["standing", "first_published"]

    # The list

    def get_search_results(self, request, stories, term):
        words, may_repeat = super().get_search_results(request, stories, term)
        if not term.strip():
            return words, may_repeat
        words, at = among_newest(words), stories_at(stories, term)
        if not at.exists():
            return words, may_repeat
        # A single word may be a whole slug and stand in other headlines.
        return (at if "/" in term else words | at), may_repeat

    def get_changelist(self, request, **kwargs):
        return StoryList

    @admin.display(description="headline", ordering="headline")
    def headline_or_none(self, story):
        return str(story)

    @admin.display(ordering="published_at")
    def standing(self, story):
        if story.is_scheduled:
            return f"scheduled for {desk_time(story.published_at)}"
        return story.standing

    @admin.display(description="first published", ordering="published_at")
    def first_published(self, story):
        return desk_time(story.published_at) if story.published_at and not story.is_scheduled else None

    @admin.display(description="unpublished changes")
    def unpublished(self, story):
        return "yes" if story.changed else ""

    @admin.display(description="last edited", ordering="edited_at")
    def last_edited(self, story):
        time = desk_time(story.edited_at)
        return f"{time}, {story.edited_by}" if story.edited_by else time

    # The form

    def get_urls(self):
        return [
            path(f"<path:object_id>/{name}/", self._page(view), name=f"articles_article_{name}")
            for name, view in self.pages.items()
        ] + super().get_urls()

    def _page(self, view):
        """The view of a page of a story's own, for who may look at the story."""

        def page(request, object_id):
            story = self.get_object(request, unquote(object_id))
            if not self.has_view_or_change_permission(request, story):
                raise PermissionDenied
            if story is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return view(self, request, story)

        return self.admin_site.admin_view(update_wrapper(page, view))

    def get_fieldsets(self, request, obj=None):
        text = ["section", "headline", "standfirst", ("place", "source"), "language", "body"]
        fieldsets = [(None, {"fields": text, "classes": ["text"]})]
        publication = ["slug"]
        if self.has_change_permission(request, obj):
            publication += self._fields_of_orders(request, obj)
        return [*fieldsets, ("Publication", {"fields": publication, "classes": ["publication"]})]

    def _fields_of_orders(self, request, story):
        """What goes with the buttons that are there, and what was typed for one that has gone since."""
        standing = story.standing if story else "draft"
        fields = []
        publishes = request.user.has_perm(buttons.PUBLISH)
        if (publishes and standing in ("draft", "scheduled")) or "publish_at_0" in request.POST:
            fields.append("publish_at")
        if (standing == "published" and buttons.shown(story, request.user)) or request.POST.get("note"):
            fields.append("note")
        return fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def get_readonly_fields(self, request, obj=None):
        # Scheduled too: its address is made. Called back, it can be changed again.
        return ["slug"] if obj and obj.published_at else []

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("headline", "standfirst"):
            # Arabic and Hebrew begin at the right while they are typed.
            field.widget.attrs["dir"] = "auto"
        if db_field.name == "standfirst":
            field.widget.attrs["rows"] = 2
        if db_field.name == "section":
            # Sections are the owner's: no buttons beside the list.
            for name in ("can_add_related", "can_change_related", "can_view_related", "can_delete_related"):
                setattr(field.widget, name, False)
        return field

    def has_delete_permission(self, request, obj=None):
        never_published = obj is None or obj.published_at is None
        return never_published and super().has_delete_permission(request, obj)

    def get_object(self, request, object_id, from_field=None):
        story = super().get_object(request, object_id, from_field)
        if story and request.method == "POST" and transaction.get_connection().in_atomic_block:
            story.refresh_from_db(from_queryset=Article.objects.select_for_update(of=("self",)))
        return story

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        overtaken = request.method == "POST" and is_overtaken(request.POST, obj)
        if overtaken and isinstance(inline, WorkingCopyInline):
            rows = kwargs["queryset"].filter(article=obj)
            may_change = inline.has_change_permission(request, obj)
            may_add = inline.has_add_permission(request, obj)
            told_by = inline.told_by
            if not may_change:
                # Of other words it is another row, or they would be lost.
                told_by = [name for name in inline.fields if name not in inline.readonly_fields]
            kept, gone = fit_rows(kwargs["data"], prefix, list(rows), told_by, may_add and may_change)
            # What came meanwhile is not in the form, and stays as it is.
            order = Case(*(When(pk=pk, then=place) for place, pk in enumerate(kept)), default=len(kept))
            kwargs["queryset"] = rows.filter(pk__in=kept).order_by(order)
            if may_change:
                self._tell_of_lost(request, inline, gone)
        return kwargs

    def _tell_of_lost(self, request, inline, rows):
        """What was typed in rows that somebody took out meanwhile, to who may not put them back."""
        for row in rows:
            typed = " / ".join(
                value for name in ("caption", "alt") for value in row.get(name, []) if value.strip()
            )
            if typed:
                taken_out = f"A {inline.verbose_name} was taken out meanwhile, and you may not add any."
                messages.warning(request, f"{taken_out} You had typed: {typed}")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        form.initial |= context.get("typed", {})
        rows = [row for inline in context["inline_admin_formsets"] for row in inline.formset.forms]
        if problems := context.get("problems"):
            context["faults"] = buttons.mark_concerned([form, *rows], problems)
            context["faults_heading"] = (
                f"“{context['refused']}” was not done. What you typed is saved. In the way:"
            )
        context |= {
            "buttons": buttons.shown(obj or Article(), request.user),
            "save_label": buttons.save_label(obj or Article()),
            "may_kill": request.user.has_perm(buttons.KILL),
            "revisions": self._history_of(obj) if obj else [],
            "overtaken_by": getattr(form, "overtaken_by", None),
            "saved_keys": sent_again.newest_keys(request),
            "is_unsaved": form.is_bound or any(map(any, context.get("typed", {}).values())),
        }
        if DRAFT in request.POST:
            _say_nothing_wrong(context)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _history_of(self, story):
        return story.revisions.select_related("published_by").defer("body").order_by("-number")

    # Saving

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            elsewhere = object_id is None and self._address_of_new(request)
            if elsewhere:
                return HttpResponseRedirect(elsewhere)
            return super().changeform_view(request, object_id, form_url, extra_context)
        sanitise_early(request, Article)
        with transaction.atomic():
            # One form of an editor after the other: the second of a double click finds what the first did.
            get_user_model().objects.select_for_update().get(pk=request.user.pk)
            if (saved := sent_again.find(request)) and (again := self._answer_again(request, saved)):
                return again
            if object_id is None and (story := sent_again.story_of(request, request.POST)):
                object_id, form_url = str(story.pk), self._address_of(story)
                request.POST = sent_again.as_edit(request, story)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _address_of_new(self, request):
        """The form of a new story has its key in its address, so that Back, without JavaScript too, finds the same
        form, or the story that it has made. None where it is there; a program asks for no text/html, and needs none.
        """
        key = sent_again.key_of(request.GET)
        if key and (story := sent_again.story_of(request, request.GET)):
            return self._address_of(story)
        if (
            key
            or not self.has_add_permission(request)
            or "text/html" not in request.headers.get("Accept", "")
        ):
            return None
        query = request.GET.copy()
        query["key"] = secrets.token_urlsafe(12)
        return f"{request.path}?{query.urlencode()}"

    def get_changeform_initial_data(self, request):
        return super().get_changeform_initial_data(request) | {"key": sent_again.key_of(request.GET)}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.edited_by = request.user
            obj.save()
            return
        form.changed_text = [
            name
            for name in WORKING_COPY
            if name in form.cleaned_data and obj.serializable_value(name) != form.initial[name]
        ]
        if form.changed_text:
            obj.save(update_fields=form.changed_text)

    def save_related(self, request, form, formsets, change):
        # Before they are saved: a row that is there is no change of who may add and not change.
        is_edited = change and (form.changed_text or any(formset.has_changed() for formset in formsets))
        super().save_related(request, form, formsets, change)
        if is_edited:
            story = form.instance
            story.edited_at, story.edited_by = timezone.now(), request.user
            story.save(update_fields=["edited_at", "edited_by"])

    def response_add(self, request, obj, post_url_continue=None):
        return self._answer(request, obj, made=True)

    def response_change(self, request, obj):
        return self._answer(request, obj)

    def _answer(self, request, story, made=False):
        """The working copy is saved; now what the pressed button says."""
        if "_preview" in request.POST:
            return self._preview(request, story)
        button = buttons.pressed(request.POST)
        told = "Saved." if story.standing == "draft" else "Saved. Readers see nothing of it yet."
        try:
            if button:
                done = buttons.press(button, story, buttons.Order.of(request))
                told = f"Saved. {done}"
                self.log_change(request, story, done)
        except NotPublishable as refusal:
            sent_again.remember(request, story, "", made)
            return self._refuse(request, story, button, refusal.problems)
        sent_again.remember(request, story, told, made)
        return self._back_to(request, story, told)

    def _answer_again(self, request, saved):
        """The second half of a double click: nothing more is saved, and the same is said.

        A button that was refused is pressed again, but on nothing that somebody has saved since: None, and the form
        is asked as any other that was overtaken.
        """
        if saved.told:
            return self._back_to(request, saved.article, saved.told)
        story = self.get_object(request, str(saved.article_id))
        return self._answer(request, story) if story and story.edited_at == saved.edited_at else None

    def _preview(self, request, story):
        story = Article.objects.select_related("section").get(pk=story.pk)
        response = views.story_page(request, story, story, timezone.now(), preview=True)
        transaction.set_rollback(True)
        return response

    def _refuse(self, request, story, button, problems):
        """The form once more, saved, with all that stands in the way and what was typed for the button."""
        again = copy.copy(request)
        again.method = "GET"
        data = request.POST
        return super().changeform_view(
            again,
            str(story.pk),
            form_url=self._address_of(story),
            extra_context={
                "refused": button.label,
                "problems": problems,
                "typed": {
                    "note": data.get("note", ""),
                    "publish_at": [data.get("publish_at_0", ""), data.get("publish_at_1", "")],
                },
            },
        )

    def _back_to(self, request, story, told):
        messages.success(request, told)
        return HttpResponseRedirect(self._address_of(story))

    def _address_of(self, story):
        return reverse("admin:articles_article_change", args=[story.pk])
