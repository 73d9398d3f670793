import copy
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from js_asset import Script

from core.admin.base import DeskAdmin
from core.admin.rich_text import RichTextAdmin, sanitise_early
from core.desk.page_form import PageForm
from core.models import Page, PageVersion
from core.models.page import TEXT
from core.problems import NotPublishable, Problem
from core.rich_text.sanitising import sanitise
from core.times import desk_time
from core.views import page_as

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.models import AbstractBaseUser
    from django.forms import BaseForm

PUBLISH = "core.publish_page"


@admin.register(Page)
class PageAdmin(RichTextAdmin, DeskAdmin):
    """Pages of the paper's own. Saving changes the working copy; readers see what is published."""

    form = PageForm
    list_display = ["title", "address", "state", "gaps", "position", "last_published"]
    list_select_related = ["published__published_by"]

    class Media:
        # This script gives the rich text editor its accessible name, and lets Ctrl+S save.
        js = [Script("articles/js/admin/story.js", type="module")]

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        versions = PageVersion.objects.filter(page=OuterRef("pk"))
        pages: QuerySet[Any] = super().get_queryset(request).annotate(was_public=Exists(versions))
        return pages

    # Translators: of a page, within the site
    @admin.display(description=pgettext_lazy("page", "address"))
    def address(self, page: Page) -> SafeString | str:
        where = page.get_absolute_url()
        return format_html('<a href="{0}" dir="ltr">{0}</a>', where) if page.is_public else where

    # Translators: of a page: draft, public
    @admin.display(description=pgettext_lazy("page", "state"))
    def state(self, page: Page) -> str:
        return state_in_words(page)

    # Translators: what a text does not say yet
    @admin.display(description=_("gaps"))
    def gaps(self, page: Page) -> str:
        return str(len(page.gaps)) if page.gaps else ""

    @admin.display(description=_("last published"))
    def last_published(self, page: Page) -> str:
        return _published(page.published) if page.published else ""

    # The form

    def get_form(
        self, request: HttpRequest, obj: Page | None = None, change: bool = False, **kwargs: Any
    ) -> type[PageForm]:
        form = cast(type[PageForm], super().get_form(request, obj, change=change, **kwargs))
        form.by = request.user
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Page | None = None) -> Any:
        fields = ["title", "slug", "text", "facts", "position"]
        note = ["note"] if self.has_change_permission(request, obj) else []
        return [(None, {"fields": [*fields, *note], "classes": ["text"]})]

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """A draft that readers have never seen. What they have seen is withdrawn."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.can_be_deleted)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Page | None:
        page: Page | None = super().get_object(request, object_id, from_field)
        if page and request.method == "POST" and transaction.get_connection().in_atomic_block:
            page.refresh_from_db(from_queryset=Page.objects.select_for_update(of=("self",)))
        return page

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        sanitise_early(request, Page)
        with transaction.atomic():
            # So that the second form of a double click waits, and finds what the first did.
            get_user_model().objects.select_for_update(no_key=True).get(pk=request.user.pk)
            if object_id is None and (made := _made_before(request)):
                object_id, form_url = str(made.pk), _address_of(made)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: Any) -> None:
        if not change:
            obj.edited_by_id = request.user.pk
            obj.save()
            return
        position = obj.position
        if form.changed_text:
            obj.edited_at, obj.edited_by_id = timezone.now(), request.user.pk
            obj.save(update_fields=[*form.changed_text, "edited_at", "edited_by"])
        obj.place(position)

    def response_add(
        self, request: HttpRequest, obj: Page, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._answer(request, obj)

    def response_change(self, request: HttpRequest, obj: Page) -> HttpResponse:
        return self._answer(request, obj)

    def _answer(self, request: HttpRequest, page: Page) -> HttpResponse:
        """Do what the pressed button says; the working copy is saved by now."""
        if "_preview" in request.POST:
            response = preview(request, page)
            transaction.set_rollback(True)
            return response
        by = cast("AbstractBaseUser", request.user)
        try:
            if "_publish" in request.POST:
                said = self._publish(request, page, by)
            elif "_withdraw" in request.POST:
                said = self._withdraw(request, page, by)
            elif page.has_unpublished_changes:
                said = gettext("Saved. Readers see nothing of it yet.")
            else:
                said = gettext("Saved.")
        except NotPublishable as refusal:
            return self._refuse(request, page, refusal.problems)
        messages.success(request, said)
        return HttpResponseRedirect(_address_of(page))

    def _publish(self, request: HttpRequest, page: Page, by: "AbstractBaseUser") -> str:
        _require_publisher(request)
        before, note = page.published, request.POST.get("note", "").strip()
        version = page.publish(by, note)
        if version != before:
            # Translators: what was done with a page of the paper
            self.log_change(request, page, gettext_noop("Page published."))
        elif note and note != version.note:
            raise NotPublishable(
                [
                    Problem(
                        gettext(
                            "Readers see exactly this already, so there is nothing that the note is about."
                        ),
                        "note",
                    )
                ]
            )
        said = gettext("Published: readers see it at %(address)s.")
        return said % {"address": page.get_absolute_url()}

    def _withdraw(self, request: HttpRequest, page: Page, by: "AbstractBaseUser") -> str:
        _require_publisher(request)
        if page.is_public:
            page.withdraw(by)
            # Translators: what was done with a page of the paper
            self.log_change(request, page, gettext_noop("Withdrawn."))
        return gettext("Withdrawn: it is a draft again, and at its address there is nothing.")

    def _refuse(self, request: HttpRequest, page: Page, problems: "Sequence[str]") -> HttpResponse:
        """Show the saved form again, with all problems and the note that was typed."""
        again = copy.copy(request)
        again.method = "GET"
        context = {"problems": problems, "note": request.POST.get("note", "")}
        return super().changeform_view(again, str(page.pk), _address_of(page), context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Page | None = None,
    ) -> HttpResponse:
        form = context["adminform"].form
        form.initial["note"] = context.get("note", "")
        if problems := context.get("problems"):
            context["faults"] = _mark_invalid(form, problems)
            context["faults_heading"] = gettext(
                "What you typed is saved. Readers see nothing of it yet. In the way:"
            )
        context |= {
            "page": obj,
            # A form that was refused has put into `obj` what is not saved.
            "state": state_in_words(Page.objects.get(pk=obj.pk) if form.errors else obj) if obj else "",
            "save_label": _save_label(obj),
            "may_publish": request.user.has_perm(PUBLISH),
            "overtaken_by": form.overtaken_by,
            "versions": obj.versions.select_related("published_by").defer("text") if obj else [],
        }
        return super().render_change_form(request, context, add, change, form_url, obj)


def state_in_words(page: Page) -> str:
    if page.has_unpublished_changes:
        return gettext("Public, with changes that readers do not see yet")
    if page.is_public:
        # Translators: the state of a page
        return gettext("Public")
    was_public = getattr(page, "was_public", None)
    if was_public or (was_public is None and not page.can_be_deleted):
        return gettext("Draft: it was public once, and withdrawn")
    # Translators: the state of a page
    return gettext("Draft")


def preview(request: HttpRequest, page: Page) -> HttpResponse:
    """The page as it would be, for the desk alone."""
    version = PageVersion(page=page, **{name: getattr(page, name) for name in TEXT})
    return page_as(request, version, problems=page.problems())


def _save_label(page: Page | None) -> str:
    """The label of the button that saves and publishes nothing."""
    return gettext("Save, readers see nothing yet") if page and page.is_public else gettext("Save draft")


def _made_before(request: HttpRequest) -> Page | None:
    """What the first form of a double click has made: its address can't be given twice."""
    data = request.POST
    mine = Page.objects.filter(edited_by=request.user.pk, title=data.get("title", "")).order_by("-pk").first()
    try:
        is_same = mine is not None and mine.text == sanitise(data.get("text"))
    except ValidationError:
        is_same = False
    return mine if is_same else None


def _require_publisher(request: HttpRequest) -> None:
    if not request.user.has_perm(PUBLISH):
        raise NotPublishable([gettext("Publishing is not yours to do. Ask a chief.")])


def _mark_invalid(form: "BaseForm", problems: "Sequence[str]") -> list[tuple[str, str]]:
    """(the id of the field that the problem is about, or "" where it is none of the form's; the problem)"""
    faults: list[tuple[str, str]] = []
    for problem in problems:
        name = problem.field if isinstance(problem, Problem) else ""
        if name == "facts":
            # Mended in another form: this one stays open, with what is typed in it.
            link = gettext(
                '{problem} <a href="{address}" target="_blank">To “Name and contacts”, in a new window</a>'
            )
            faults.append(("", format_html(link, problem=problem, address=_address_of_paper())))
        elif name in form.fields:
            form.fields[name].widget.attrs["aria-invalid"] = "true"
            faults.append((form[name].id_for_label, problem))
        else:
            faults.append(("", problem))
    return faults


def _address_of_paper() -> str:
    return reverse("admin:core_paper_changelist")


def _published(version: PageVersion) -> str:
    time = desk_time(version.published_at)
    if version.published_by is None:
        return time
    # Translators: when a page was published last, and by whom
    return gettext("%(time)s, %(name)s") % {"time": time, "name": version.published_by}


def _address_of(page: Page) -> str:
    return reverse("admin:core_page_change", args=[page.pk])
