"""Sections at the desk: their list, in which they are put in order, and their form."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import retire
from articles.admin.forms import PartialFormMixin
from articles.admin.names import NameForm
from articles.models import Article, Section
from articles.models.section import OrderOvertaken
from articles.slugs import validate_slug
from core.admin.every_page import EveryPageAdmin
from core.numbers import plain_number, small_number

if TYPE_CHECKING:
    from accounts.models import User
    from core.admin.words import WordedAdmin

# The names of what the list's form sends: a number for each section, and the order that it was opened with.
PLACE, SEEN = "place-", "seen"


class SectionForm(PartialFormMixin, NameForm):
    class Meta:
        model = Section
        fields = ["name", "slug", "is_hidden"]

    def clean_name(self) -> str:
        name = super().clean_name()
        known = Section.called(name)
        if known and known != self.instance:
            raise ValidationError(gettext("There is a section %(name)s already.") % {"name": known.name})
        return name

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].strip()
        # A stored one may follow earlier rules.
        if not slug or slug == self.initial.get("slug"):
            return slug
        validate_slug(slug)
        known = Section.objects.in_use().filter(slug=slug).exclude(pk=self.instance.pk).first()
        if known:
            said = gettext("A section with this address already exists: %(name)s.")
            raise ValidationError(said % {"name": known.name})
        return slug

    def clean(self) -> dict[str, Any] | None:
        if self.instance.is_retired:
            raise ValidationError(gettext("This section was retired meanwhile. Nothing of this is saved."))
        return super().clean()


class SectionChoice(forms.ModelChoiceField):
    """Offers the sections in use. A form that was opened before one was retired may still name that one."""

    def to_python(self, value: Any) -> Section | None:
        return cast("Section | None", super().to_python(_in_use(value)))

    def prepare_value(self, value: Any) -> Any:
        return _in_use(super().prepare_value(value))


def _in_use(value: Any) -> Any:
    """The key that was given, or of a retired section the key of the one that took its stories."""
    if (key := plain_number(str(value))) is None:
        return value
    return Section.objects.filter(pk=key).values_list("retired_into", flat=True).first() or value


@admin.register(Section)
class SectionAdmin(EveryPageAdmin):
    form = SectionForm
    list_display_links = ["name"]
    search_fields = ["name"]
    # All of them: they are put in order here, and a paper has few.
    list_per_page = 200
    # Retired ones come last.
    ordering = [F("retired_into").asc(nulls_first=True), "position", "sort_key", "name"]
    change_list_template = "admin/articles/section/change_list.html"
    change_form_template = "admin/articles/section/change_form.html"

    def has_delete_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        # A form that was opened before is refused by the form itself, which keeps what was typed.
        is_open = obj is None or not obj.is_retired or request.method == "POST"
        return is_open and super().has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Section | None = None) -> Any:
        retired = ["retired_into"] if obj and obj.is_retired else []
        return ["name", "slug", "is_hidden", *retired]

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> list[str]:
        return ["retired_into"] if obj and obj.is_retired else []

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        shown = Article.objects.published(timezone.now()).filter(published_section=OuterRef("pk"))
        filed = (
            Article.objects.filter(**{name: OuterRef("pk")}) for name in ("published_section", "section")
        )
        facts: dict[str, Any] = {
            "is_read": Exists(shown),
            "is_filed_in": Exists(next(filed)) | Exists(next(filed)),
        }
        rows: QuerySet[Any] = super().get_queryset(request).select_related("retired_into").annotate(**facts)
        return rows

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [self._place(request), "name", "slug", "standing"]

    def _place(self, request: HttpRequest) -> Callable[[Section], str]:
        """The column with a section's place: a number to change for those who may."""
        typed = request.POST if request.method == "POST" else QueryDict()
        may_change = self.has_change_permission(request)

        # Translators: a column: which place something has in the order
        @admin.display(description=_("place"))
        def place(section: Section) -> str:
            if section.is_retired:
                return ""
            if not may_change:
                return str(section.position)
            name = f"{PLACE}{section.pk}"
            return format_html(
                '<input type="text" inputmode="numeric" name="{}" value="{}" size="3" aria-label="{}">',
                name,
                typed.get(name, section.position),
                # Translators: the label of a number by which a section is put in order
                gettext("Place of %(name)s") % {"name": section.name},
            )

        return place

    # Translators: a column: whether a section is hidden, retired and so on
    @admin.display(description=_("standing"))
    def standing(self, section: Any) -> str:
        if section.is_retired:
            into = {"name": section.retired_into.name}
            if section.is_filed_in:
                return gettext("Retired: its stories are on their way to %(name)s.") % into
            return gettext("Retired: its stories are in %(name)s.") % into
        if section.is_hidden:
            return gettext("Hidden: not in the masthead, nor a part of the front page.")
        return "" if section.is_read else gettext("Nothing to read in it yet, so it is not in the masthead.")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            if self._arrange(request):
                return HttpResponseRedirect(request.get_full_path())
        return super().changelist_view(
            request, {"may_arrange": self.has_change_permission(request)} | (extra_context or {})
        )

    def _arrange(self, request: HttpRequest) -> bool:
        """Save the order that was sent. Where it is refused, the list shows again what was typed."""
        seen = list(filter(None, map(plain_number, request.POST.getlist(SEEN))))
        typed = [request.POST.get(f"{PLACE}{pk}", "").strip() for pk in seen]
        numbers = [small_number(each) for each in typed]
        if None in numbers:
            wrong = typed[numbers.index(None)]
            said = gettext("“%(typed)s” is no place. Write a number from 1 on. Nothing is saved yet.")
            messages.error(request, said % {"typed": wrong})
            return False
        stored = dict(Section.objects.filter(pk__in=seen).values_list("pk", "position"))
        try:
            moved = Section.arrange(
                _in_order(seen, cast(list[int], numbers), stored), seen, cast("User", request.user)
            )
        except OrderOvertaken:
            said = gettext(
                "Somebody changed the order meanwhile. The list has the new order; your numbers are still in it, and "
                "not saved. Look at them and save again."
            )
            messages.error(request, said)
            return False
        messages.success(
            request, gettext("The order is saved.") if moved else gettext("It was in this order already.")
        )
        return True

    # The form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        led, former = None, None
        with transaction.atomic():
            if change:
                # Held, so that it is not renamed or retired meanwhile.
                held = Section.objects.select_for_update(of=("self",), no_key=True).get(pk=obj.pk)
                former = held.get_absolute_url()
            else:
                obj.position = (Section.objects.in_use().aggregate(last=Max("position"))["last"] or 0) + 1
            super().save_model(request, obj, form, change)
            if not change or "slug" in form.changed_data:
                led = obj.take_address(former)
        if led:
            said = gettext(
                "Until now the address %(address)s led to %(led)s. From now on it is this section’s."
            )
            messages.warning(request, said % {"address": f"/section/{obj.slug}/", "led": led})

    def save_row(self, obj: Any, form: BaseForm) -> None:
        # Only what changed: a story's verb may have bumped the version meanwhile, and it must not be set back.
        keys = ["sort_key"] if "name" in form.changed_data else []
        obj.save(update_fields=[*form.changed_data, *keys])

    # Retirement

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self._retire)
        return [path("<path:object_id>/retire/", page, name="articles_section_retire"), *super().get_urls()]

    def _retire(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        if (section := self.get_object(request, unquote(object_id))) is None:
            raise Http404
        return retire.ask(cast("WordedAdmin", self), request, section)


def _in_order(seen: list[int], numbers: list[int], stored: dict[int, int]) -> list[int]:
    """The sections by the numbers that were typed. Who is moved to a place that another has pushes that one on."""

    def pushed(pk: int, number: int) -> tuple[int, int]:
        before = stored.get(pk, number)
        return number, (number > before) - (number < before)

    return [pk for pk, _ in sorted(zip(seen, numbers, strict=True), key=lambda each: pushed(*each))]
