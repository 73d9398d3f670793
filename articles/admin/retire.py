"""The page that asks before a section is retired."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from articles.models import Section
from articles.models.section import NotRetirable

if TYPE_CHECKING:
    from accounts.models import User
    from core.admin.words import WordedAdmin


class RetireForm(forms.Form):
    into = forms.ModelChoiceField(
        Section.objects.none(),
        # Translators: which section takes the stories of a retired one
        label=_("Its stories go to"),
    )

    def __init__(self, section: Section, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["into"])
        field.queryset = Section.objects.in_use().exclude(pk=section.pk)


def ask(model_admin: "WordedAdmin", request: HttpRequest, section: Section) -> HttpResponse:
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    form, in_the_way = RetireForm(section, request.POST or None), ""
    if section.is_retired:
        said = gettext("It is retired already: its stories are in %(name)s.")
        in_the_way = said % {"name": section.standing.name}
    elif form.is_bound and form.is_valid():
        try:
            section.retire(form.cleaned_data["into"], cast("User", request.user))
        except NotRetirable as refusal:
            form.add_error("into", str(refusal))
        else:
            # Translators: in a section's history
            model_admin.log_change(request, section, gettext_noop("Retired."))
            said = gettext("%(name)s is retired. Its address leads to %(into)s, and its stories move there.")
            messages.success(request, said % {"name": section.name, "into": section.standing.name})
            return HttpResponseRedirect(reverse("admin:articles_section_changelist"))
    context = {
        **model_admin.admin_site.each_context(request),
        **(model_admin.faults_of(form) if form.errors and not in_the_way else {}),
        "title": gettext("Retire this section?"),
        "opts": model_admin.opts,
        "one": section,
        "form": form,
        "in_the_way": in_the_way,
    }
    return TemplateResponse(request, "admin/articles/section/retire.html", context)
