"""Topics at the desk: their list, their form, and the choice of one for a story."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext

from articles.admin import merge
from articles.admin.forms import PartialFormMixin
from articles.admin.names import NameForm
from articles.models import Topic
from core.admin.every_page import EveryPageAdmin
from core.numbers import plain_number

if TYPE_CHECKING:
    from articles.models.topic import TopicQuerySet
    from core.admin.words import WordedAdmin


class TopicForm(PartialFormMixin, NameForm):
    class Meta:
        model = Topic
        fields = ["name", "description", "code"]

    def clean_name(self) -> str:
        name = super().clean_name()
        known = Topic.objects.called(name)
        if known and known != self.instance:
            raise ValidationError(gettext("There is a topic %(name)s already.") % {"name": known.name})
        return name

    def clean(self) -> dict[str, Any] | None:
        if self.instance.is_merged:
            raise ValidationError(gettext("This topic was merged meanwhile. Nothing of this is saved."))
        return super().clean()


class TopicChoice(forms.ModelChoiceField):
    """A form that was opened before a topic was merged may still name that one: it means the other then."""

    def to_python(self, value: Any) -> Topic | None:
        return cast("Topic | None", super().to_python(_shown(value)))

    def prepare_value(self, value: Any) -> Any:
        return _shown(super().prepare_value(value))


def _shown(value: Any) -> Any:
    """The key that was given, or of a merged topic the key of the one that it was merged into."""
    if (key := plain_number(str(value))) is None:
        return value
    return Topic.objects.filter(pk=key).values_list("merged_into", flat=True).first() or value


@admin.register(Topic)
class TopicAdmin(EveryPageAdmin):
    form = TopicForm
    list_display = ["name", "slug", "code"]
    # Who looks for one that was merged finds the other.
    search_fields = ["name", "merged_from__name"]
    change_form_template = "admin/articles/topic/change_form.html"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """For the list and for the choice in the story's form."""
        unmerged = cast("TopicQuerySet", queryset).unmerged()
        return super().get_search_results(request, unmerged, search_term)

    def has_change_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        # A form that was opened before is refused by the form itself, which keeps what was typed.
        is_open = obj is None or not obj.is_merged or request.method == "POST"
        return is_open and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        """Only what no story has ever had."""
        is_used = obj is not None and (obj.taggings.exists() or obj.is_merged or obj.merged_from.exists())
        return not is_used and super().has_delete_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Topic | None = None) -> Any:
        return ["name", "description", "code", *self.get_readonly_fields(request, obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: Topic | None = None) -> list[str]:
        if obj is None:
            return []
        return ["merged_into"] if obj.is_merged else ["slug"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "description":
            field.widget.attrs["rows"] = 3
        return field

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # Another topic got the same name or address meanwhile, which the form can see now.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        led, former = None, None
        with transaction.atomic():
            if change:
                # Held, so that it is not renamed or merged meanwhile.
                held = Topic.hold([obj.pk])[obj.pk]
                if held.is_merged:
                    return
                former = held.get_absolute_url()
            super().save_model(request, obj, form, change)
            if former != obj.get_absolute_url():
                led = obj.take_address(former)
        if led:
            said = gettext(
                "Until now the address %(address)s led to %(led)s. From now on it is this topic’s."
            )
            messages.warning(request, said % {"address": f"/topic/{obj.slug}/", "led": led})

    def save_row(self, obj: Any, form: BaseForm) -> None:
        keys = ["name_key", "sort_key", "slug"] if "name" in form.changed_data else []
        obj.save(update_fields=[*form.changed_data, *keys])

    # Merging

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self._merge)
        return [path("<path:object_id>/merge/", page, name="articles_topic_merge"), *super().get_urls()]

    def _merge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not super().has_change_permission(request):
            raise PermissionDenied
        if (topic := self.get_object(request, unquote(object_id))) is None:
            raise Http404
        return merge.ask(cast("WordedAdmin", self), request, topic)
