"""Photos, contributors and topics, as rows of the story's form."""

import json
from typing import TYPE_CHECKING, Any, cast

from adminsortable2.admin import CustomInlineFormSet, SortableStackedInline, SortableTabularInline
from django import forms
from django.contrib import admin
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.forms import PartialFormMixin
from articles.admin.topics import TopicChoice
from articles.models import Contribution, Slide, Tagging
from articles.models.contributor import CREDITS
from articles.photographs.admin.pictures import describe

if TYPE_CHECKING:
    from django.contrib.admin.options import InlineModelAdmin
    from django.db.models import ForeignKey

    from articles.admin.stories import ArticleAdmin
    from articles.models import Article

    _Inline = InlineModelAdmin[Any, Article]
else:
    _Inline = object


class WorkingCopyInline(_Inline):
    """Rows of the working copy. Those of revisions are history and not shown."""

    extra = 0
    # Names of fields. Two rows that are equal in all of them count as the same row; see fit_rows.
    matched_by: list[str] = []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(revision=None)


class DeleteInTable(forms.CheckboxInput):
    """A box with its word, which is shown where the table's head is not."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        box = super().render(*args, **kwargs)
        # The box itself has a longer name.
        return format_html('<label aria-hidden="true">{}</label> {}', gettext("Delete"), box)


def _credits() -> str:
    """{role: how a row with it is called} in JSON, for order.js."""
    return json.dumps({role: str(said) % {"names": "{names}"} for role, said in CREDITS.items()})


class LabelledFormSet(CustomInlineFormSet):  # type: ignore[misc] # of a library without types
    """Labels its boxes: in a table a column's head is no label, and many called “Delete” don't say what they delete."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        # Somebody who may only look gets no fields, and a new row has nothing to delete.
        if "role" in form.fields:
            form.fields["role"].widget.attrs |= {"aria-label": gettext("Role"), "data-credits": _credits()}
        if "DELETE" in form.fields and form.instance.pk:
            if not isinstance(form.instance, Slide):
                form.fields["DELETE"].widget = DeleteInTable()
            # A slide is named by its photo: its own number changes when rows are moved.
            called = getattr(form.instance, "photo", form.instance)
            # Translators: of a row of photos, contributors or topics
            form.fields["DELETE"].widget.attrs["aria-label"] = gettext("Delete %(name)s") % {"name": called}


class RowForm(PartialFormMixin, forms.ModelForm):
    """A row of the working copy."""


class SlideInline(WorkingCopyInline, SortableStackedInline):  # type: ignore[misc] # of a library without types
    model = Slide
    verbose_name, verbose_name_plural = _("photo"), _("photos, in their order")
    add_text = _("Add a photo")
    form, formset = RowForm, LabelledFormSet
    fields = ["picture", "photo", "caption", "alt"]
    matched_by = ["photo"]
    readonly_fields = ["picture"]
    autocomplete_fields = ["photo"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("photo")

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("caption", "alt"):
            field.widget.attrs["rows"] = 2
        if db_field.name == "photo":
            field.help_text = gettext("Search by caption, credit or creator, or upload one with +.")
            # The address at which photos.js asks what to show of a chosen photo.
            field.widget.widget.attrs["data-rows"] = reverse("admin:articles_photo_rows")
        return field

    @admin.display(description="")
    def picture(self, slide: Slide | None) -> str:
        if slide is None or not slide.photo_id:
            # Translators: the picture of a new row
            return gettext("Shown when saved.")
        return describe(slide.photo, slide.alt)


class ContributionInline(WorkingCopyInline, SortableTabularInline):  # type: ignore[misc] # of a library without types
    model = Contribution
    verbose_name, verbose_name_plural = _("contributor"), _("contributors, in their order")
    add_text = _("Add a contributor")
    form, formset = RowForm, LabelledFormSet
    matched_by = ["role", "contributor"]
    fields = [*matched_by]
    autocomplete_fields = ["contributor"]

    # They are part of what is written, as the text is; photos are not: the picture desk changes those.

    def has_add_permission(self, request: HttpRequest, obj: "Article | None" = None) -> bool:
        return self._may_write(request, obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: "Article | None" = None) -> bool:
        return self._may_write(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: "Article | None" = None) -> bool:
        return self._may_write(request, obj) and super().has_delete_permission(request, obj)

    def _may_write(self, request: HttpRequest, story: "Article | None") -> bool:
        return cast("ArticleAdmin", self.admin_site.get_model_admin(self.parent_model)).may_write(
            request, story
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("contributor__merged_into")


class TaggingInline(WorkingCopyInline, SortableTabularInline):  # type: ignore[misc] # of a library without types
    model = Tagging
    verbose_name, verbose_name_plural = _("topic"), _("topics, in their order")
    add_text = _("Add a topic")
    form, formset = RowForm, LabelledFormSet
    matched_by = ["topic"]
    fields = [*matched_by]
    autocomplete_fields = ["topic"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("topic__merged_into")

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "topic":
            kwargs["form_class"] = TopicChoice
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "topic":
            # Beside a story's row it would be taken for what deletes the row.
            field.widget.can_delete_related = False
        return field
