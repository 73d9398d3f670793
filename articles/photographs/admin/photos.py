from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Field, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.access import KnowsViewer, link_to
from articles.models import Article, Photo
from articles.photographs.admin.form import USE, PhotoForm
from articles.photographs.admin.pictures import describe, part_of, picture_of
from articles.photographs.admin.withdrawal import Withdrawing, WithdrawnFilter, record
from articles.photographs.ingest import ShowsWithdrawn
from articles.photographs.inspection import inspect
from articles.photographs.refusals import in_words as refusal_in_words
from articles.photographs.sandbox import SECONDS_TO_WAIT
from articles.photographs.signals import photo_changed
from articles.statuses import STATUSES
from core import disk
from core.admin.base import SEARCHED, DeskAdmin, SearchesTheNewest
from core.digits import grouped_lazy
from core.numbers import plain_number
from core.time_fields import name_parts
from core.words import in_words

if TYPE_CHECKING:
    from articles.photographs.uploads import DeskFile

# More rows than any story has.
MOST_ROWS = 200


class HereMeanwhile(Exception):
    """Somebody uploaded the very file since the form was checked."""


@admin.register(Photo)
class PhotoAdmin(KnowsViewer, Withdrawing, SearchesTheNewest, DeskAdmin):
    form = PhotoForm
    list_filter = [WithdrawnFilter]
    list_display = ["thumbnail", "words", "credit_line", "creator", "size", "progress", "created_at"]
    list_display_links = ["thumbnail", "words"]
    search_fields = ["caption", "credit_line", "creator", "alt"]
    search_help_text = format_lazy(
        # Translators: what a search finds; the number is of photos
        _(
            "Words of the caption, the credit line, the alternative text, or the creator's name, among the newest "
            "{number}"
        ),
        number=grouped_lazy(SEARCHED),
    )
    described = ["credit_line", "creator", "source", "copyright_notice", "caption", "alt", "taken_at"]

    class Media:
        js = [forms.Script("articles/js/admin/photos.js", type="module")]

    def get_search_results(
        self, request: HttpRequest, photos: QuerySet[Any], term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_repeat = super().get_search_results(request, photos, term)
        if cast(ResolverMatch, request.resolver_match).url_name == "autocomplete":
            # A story can't show a withdrawn photo, so none is offered.
            found = found.filter(withdrawn_at=None)
        return found, may_repeat

    def get_fieldsets(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["original", "is_another", *self.described]})]
        withdrawal = ["withdrawal"] if obj.withdrawals.exists() else []
        return [
            (None, {"fields": ["thumbnail", *withdrawal, *self.described]}),
            (gettext("The file"), {"fields": ["size", "renditions", "created_at", "stories"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Photo | None = None) -> list[str]:
        return ["thumbnail", "withdrawal", "size", "renditions", "created_at", "stories"] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        """Who may only add photos describes their own, until one is published: then readers see each change."""
        if super().has_change_permission(request, obj):
            return True
        if obj is None:
            return self.has_add_permission(request)
        is_theirs = self.has_add_permission(request) and obj.created_by_id == request.user.pk
        # What was typed when it was published comes back: the form refuses it.
        return is_theirs and (request.method == "POST" or not obj.was_published)

    def get_form(
        self, request: HttpRequest, obj: Photo | None = None, change: bool = False, **kwargs: Any
    ) -> type[PhotoForm]:
        form = cast(type[PhotoForm], super().get_form(request, obj, change, **kwargs))
        form.may_change_published = super().has_change_permission(request, obj)
        return form

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("caption", "alt"):
            field.widget.attrs["rows"] = 3
        if db_field.name == "taken_at":
            name_parts(field, gettext("Date on which it was taken"), gettext("Time at which it was taken"))
        return field

    # Translators: the label of a field or a column
    @admin.display(description=pgettext_lazy("field", "photo"))
    def thumbnail(self, photo: Photo) -> SafeString:
        return picture_of(photo)

    @admin.display(description=_("caption"), ordering="caption")
    def words(self, photo: Photo) -> str:
        return str(photo)

    # Translators: of a photo, in pixels, and the format of its file
    @admin.display(description=_("size"))
    def size(self, photo: Photo) -> str:
        # Translators: such as 1200 × 800, JPG
        return gettext("%(width)s × %(height)s, %(format)s") % {
            "width": photo.width,
            "height": photo.height,
            "format": photo.file_type.upper(),
        }

    # Translators: the files that readers get of a photo, in several sizes and formats
    @admin.display(description=_("renditions"))
    def progress(self, photo: Photo) -> SafeString:
        """How many of its renditions are made."""
        return part_of(photo, "progress", self._progress(photo), photo.lacks_renditions)

    def _progress(self, photo: Photo) -> str:
        if photo.withdrawn_at:
            return pgettext("photo", "withdrawn")
        if photo.renditions_problem:
            # Translators: making the renditions of a photo
            said = gettext("given up: %(problem)s")
            return said % {"problem": refusal_in_words(photo.renditions_problem)}
        if photo.renditions_key not in ("", photo.current_key):
            # Translators: the renditions of a photo
            return gettext("being made anew")
        made = sum(map(len, photo.renditions_made.values()))
        # Translators: renditions of a photo: 3 of 12 made
        said = ngettext("%(made)s of %(all)s made", "%(made)s of %(all)s made", photo.renditions_count)
        return said % {"made": made, "all": photo.renditions_count}

    @admin.display(description=_("renditions"))
    def renditions(self, photo: Photo) -> SafeString:
        rows = [
            (
                extension.upper(),
                format_html_join(
                    ", ", '<a href="{}">{} × {}</a>', [(each.url, each.width, each.height) for each in made]
                ),
            )
            for extension, made in photo.renditions_of.items()
        ]
        made = format_html_join("", "<li>{}: {}</li>", rows)
        shown = format_html("{}<ul>{}</ul>", self._progress(photo), made) if rows else self._progress(photo)
        return part_of(photo, "renditions", shown, photo.lacks_renditions)

    @admin.display(description=_("withdrawal"))
    def withdrawal(self, photo: Photo) -> SafeString:
        return record(photo)

    @admin.display(description=_("stories that use it"))
    def stories(self, photo: Photo) -> str:
        """Those that the viewer sees at the desk; of the others, those that readers see with it."""
        seen = Article.objects.order_by().visible_to(photo.viewer).filter(all_slides__photo=photo)
        out = Article.objects.order_by().published().showing(photo)
        using = Article.objects.filter(pk__in=seen.values("pk").union(out.values("pk")))
        rows = [
            (link_to(story, photo.viewer), STATUSES[story.status])
            for story in using.select_related("revision")
        ]
        if not rows:
            return pgettext("stories", "none")
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} ({})</li>", rows))

    def get_urls(self) -> list[URLPattern]:
        rows = self.admin_site.admin_view(self.rows)
        return [path("rows/", rows, name="articles_photo_rows"), *super().get_urls()]

    def rows(self, request: HttpRequest) -> HttpResponse:
        """For photos.js: what the rows of a story's form show of their photos, a <div> for each row.

        ?photo=7&alt=1&photo=9&alt=: each row's photo, and whether the row has an alternative text of its own.
        """
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        numbers, own = (request.GET.getlist(name)[:MOST_ROWS] for name in ("photo", "alt"))
        wanted = [number for each in numbers if (number := plain_number(each))]
        photos = Photo.objects.in_bulk(wanted)
        if len(wanted) != len(own) or not photos.keys() >= set(wanted):
            raise Http404
        rows = [(describe(photos[number], alt),) for number, alt in zip(wanted, own, strict=True)]
        return HttpResponse(format_html_join("", "<div>{}</div>", rows))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is None and USE in request.POST and IS_POPUP_VAR in request.POST:
            known = self.get_object(request, request.POST[USE])
            if known and not known.withdrawn_at and self.has_view_or_change_permission(request, known):
                return self.response_add(request, known)
        # Decoding takes up to a second: it must be over before the transaction begins.
        file = cast("DeskFile | None", request.FILES.get("original")) if object_id is None else None
        if file and not hasattr(file, "refusal") and self.has_add_permission(request):
            file.may_tell_apart = self.has_withdraw_permission(request)
            try:
                file.inspection = inspect(file, SECONDS_TO_WAIT)
            except ValidationError as refusal:
                file.refusal = refusal
            except OSError as error:
                file.refusal = disk.refusal(error)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (ShowsWithdrawn, HereMeanwhile):
            # The picture was withdrawn, or the file uploaded, since the form was checked. Checked again, it says so.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Any:
        """Make a new photo by `ingest`, as everybody does."""
        photo = super().save_form(request, form, change)
        if change:
            return photo
        file = form.cleaned_data["original"]
        form.ingested = Photo.objects.ingest(
            file,
            file.inspection,
            is_another=form.cleaned_data["is_another"],
            created_by=request.user,
            **{name: form.cleaned_data[name] for name in self.described},
        )
        if not form.ingested.is_new:
            # Somebody else has described that photo, so what was typed here would be lost.
            raise HereMeanwhile
        return form.ingested.photo

    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: Any) -> None:
        if change:
            if form.changed_data:
                obj.save(update_fields=form.changed_data)
                photo_changed.send(sender=Photo, photo=obj)
                transaction.on_commit(obj.make_renditions, robust=True)
            return
        ingested = form.ingested
        if like := ingested.looks_like:
            said = gettext("Taken in as another picture than photo %(number)s, which was withdrawn.")
            self.log_change(request, obj, said % {"number": like.pk})
        if filled := [name for name in self.described if name in ingested.filled]:
            labels = {each.name: str(each.verbose_name) for each in Photo._meta.fields}
            # Translators: the names of fields that a photo's file filled
            said = gettext("Read from the file: %(fields)s. Please check.")
            messages.info(request, said % {"fields": in_words(labels[name] for name in filled)})
        for said in ingested.left_out:
            messages.warning(request, said)

    def delete_model(self, request: HttpRequest, obj: Photo) -> None:
        obj.remove()

    def response_post_save_add(self, request: HttpRequest, obj: Photo) -> HttpResponseRedirect:
        """Go to the photo, so that the editor checks what was read from the file."""
        return HttpResponseRedirect(reverse("admin:articles_photo_change", args=[obj.pk]))
