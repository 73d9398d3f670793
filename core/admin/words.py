"""Plain words where Django's admin speaks of models and fields, for libraries' admins too."""

import html
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from django.contrib.admin.helpers import InlineAdminFormSet
from django.db.models import Model
from django.forms import BaseForm, BaseFormSet, BaseModelForm, BoundField
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop, ngettext, override

from core.admin.mixins import ForChangeList, ForModelAdmin
from core.words import about

if TYPE_CHECKING:
    from django.contrib.admin.models import LogEntry


class WordedAdmin(ForModelAdmin):
    def construct_change_message(
        self,
        request: HttpRequest,
        form: BaseForm,
        formsets: Iterable[Any] | None,
        add: bool = False,
    ) -> list[dict[str, Any]]:
        # Our admin may set `changed_text`, without texts that the editor only stored with other blanks.
        names = getattr(form, "changed_text", form.changed_data)
        message = [{"added": {}}] if add else _changed(_labels(form, names))
        for formset in formsets or ():
            for row in formset.new_objects:
                message.append({"added": _called(row, formset)})
            for row, names in formset.changed_objects:
                message += _changed(_labels(formset.forms[0], names), _called(row, formset))
            for row in formset.deleted_objects:
                message.append({"deleted": _called(row, formset)})
        return message

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> "LogEntry | None":  # type: ignore[override] # Django reads no answer
        """Log nothing for a form that was sent without a change."""
        return super().log_change(request, obj, message) if message else None

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Translate messages that the log has in English; Django does so with those that are JSON."""
        response = super().history_view(request, object_id, extra_context)
        for entry in (getattr(response, "context_data", None) or {}).get("action_list", ()):
            if entry.change_message and not entry.change_message.startswith("["):
                entry.change_message = gettext(entry.change_message)
        return response

    def get_inline_formsets(
        self, request: HttpRequest, formsets: list[Any], inline_instances: list[Any], obj: Model | None = None
    ) -> list[Any]:
        found = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for each in found:
            # Inlines of ours say it in whole words, in `add_text`; Django has “Add another …” for the others.
            if add_text := getattr(each.opts, "add_text", None):
                data = json.loads(each.inline_formset_data())
                data["options"]["addText"] = str(add_text)
                each.inline_formset_data = json.dumps(data)
        return found

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context.get("errors"):
            context |= self.faults_of(context["adminform"].form, context["inline_admin_formsets"])
            # Else Django's page would add a line that only counts them.
            context["errors"] = []
        return super().render_change_form(request, context, *args, **kwargs)

    def faults_of(self, form: BaseForm, inlines: Iterable[InlineAdminFormSet] = ()) -> dict:
        """What admin/_faults.html shows of a form that was refused."""
        return _said_of(form, inlines)


class NamedRows(Protocol):
    """A set of rows in a form, with a name for one of them."""

    row_name: str


class WordedList(ForChangeList):
    """A list's title says what it lists, not “Select …” as Django's does: nobody has to select anything."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_popup:
            self.title = capfirst(str(self.opts.verbose_name_plural))

    def get_results(self, request: HttpRequest) -> None:
        """Django says “5 results (Show all)” wherever it has not counted all, also of a list that shows all."""
        super().get_results(request)
        if not self.query and not self.get_filters_params():
            self.full_result_count = self.result_count

    @property
    def counted(self) -> str:
        """29 stories"""
        count = self.result_count
        # Translators: under a list: how many there are, and what they are, such as “29 stories”. Where names have
        # other forms behind a number, turn it round: “Stories: 29”.
        said = ngettext("%(count)s %(name)s", "%(count)s %(name)s", count)
        return said % {
            "count": count,
            "name": self.opts.verbose_name if count == 1 else self.opts.verbose_name_plural,
        }


def with_faults(response: HttpResponseBase) -> HttpResponseBase:
    """Add the faults of a form that no admin of ours shows, such as that for one's own password."""
    context = getattr(response, "context_data", None) or {}
    form = context.get("form")
    if isinstance(form, BaseForm) and form.errors and "faults" not in context:
        context |= _said_of(form)
    return response


def _said_of(form: BaseForm, inlines: Iterable[InlineAdminFormSet] = ()) -> dict:
    heading = getattr(form, "refusal", None) or gettext("Nothing is saved yet. In the way:")
    return {"faults": list(_faults(form, inlines)), "faults_heading": heading}


def _labels(form: BaseForm, names: list[str]) -> list[str]:
    """The names of fields that are stored and visible. A hidden position, changed by dragging, is called “order”."""
    found = []
    for name in names:
        if name not in form.fields:
            # Such as in Django's form for a password, which names “password” as changed and has no such field.
            found.append(name)
        elif name == "position" and form.fields[name].widget.is_hidden:
            found.append(gettext_noop("order"))
        elif _is_stored(form, name) and not form.fields[name].widget.is_hidden:
            found.append(_untranslated(form[name].label).lower())
    return found


def _untranslated(name: object) -> str:
    """As it stands in the code: Django translates the names of its log when it shows them."""
    with override(None):
        return str(name)


def _is_stored(form: BaseForm, name: str) -> bool:
    if not isinstance(form, BaseModelForm):
        return False
    model = form._meta.model._meta
    return any(field.name == name for field in (*model.fields, *model.many_to_many))


def _called(row: Model, formset: NamedRows) -> dict[str, str]:
    """As the form calls its rows."""
    return {"name": _untranslated(formset.row_name), "object": str(row)}


def _changed(labels: list[str], of: dict[str, str] | None = None) -> list[dict]:
    return [{"changed": {**(of or {}), "fields": labels}}] if labels else []


def _faults(form: BaseForm, inlines: Iterable[InlineAdminFormSet]) -> Iterator[tuple[str, str]]:
    """(the id of the element that is meant, or nothing; what is wrong with it), in the order of the form."""
    yield from _faults_of(form)
    for each in inlines:
        yield from (("", error) for error in each.formset.non_form_errors())
        name = capfirst(str(each.opts.verbose_name))
        for number, row in enumerate(_sent(each.formset), start=1):
            # Translators: a row of a form: Photo 2
            numbered = gettext("%(name)s %(number)s") % {"name": name, "number": number}
            called = name if each.formset.max_num == 1 else numbered
            yield from (
                (element or str(row.prefix), about(called, said)) for element, said in _faults_of(row)
            )


def _sent(formset: BaseFormSet) -> list[BaseForm]:
    return [row for row in formset.forms if row not in getattr(formset, "deleted_forms", ())]


def _faults_of(form: BaseForm) -> Iterator[tuple[str, str]]:
    yield from (("", str(error)) for error in form.non_field_errors())
    for bound in form:
        yield from ((_element(bound), about(bound.label, _plain(error))) for error in bound.errors)


def _plain(error: object) -> str:
    """Without tags: beside its field an error may have a link."""
    return html.unescape(strip_tags(error)) if isinstance(error, SafeString) else str(error)


def _element(bound: BoundField) -> str:
    """The id of its field, of the first where one value has several; nothing where it is hidden."""
    if bound.is_hidden:
        return ""
    return bound.id_for_label or f"{bound.auto_id}_0"
