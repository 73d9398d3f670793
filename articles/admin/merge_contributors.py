"""The page that asks before two contributors become one."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from articles.models import Contributor
from core.slugs import closest, spellings

if TYPE_CHECKING:
    from accounts.models import User
    from core.admin.words import WordedAdmin

# A browser proposes so many while one is typed. Any other can be typed too.
PROPOSED = 500


class MergeForm(forms.Form):
    into = forms.CharField(
        # Translators: of two contributors who are one: the name that stays
        label=_("Who stays"),
        help_text=_("The name or the address of the contributor who stays."),
        widget=forms.TextInput(
            attrs={"list": "contributors", "autocomplete": "off", "size": 40, "dir": "auto"}
        ),
    )

    def __init__(self, one: Contributor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one = one

    def clean_into(self) -> Contributor:
        typed: str = self.cleaned_data["into"]
        # The two may have one name.
        called = [each for each in Contributor.objects.called(typed) if each != self.one]
        if len(called) > 1:
            said = gettext("Several have the name “%(typed)s”. Write the address of the one who stays.")
            raise ValidationError(said % {"typed": typed})
        slug = typed.rstrip("/").rpartition("/")[2]
        others = Contributor.objects.unmerged().filter(slug__in=spellings(slug))
        found = called[0] if called else closest(slug, others)
        if found is None and not Contributor.objects.called(typed):
            said = gettext("There is no contributor “%(typed)s”. Write the name as the list has it.")
            raise ValidationError(said % {"typed": typed})
        if found in (None, self.one):
            raise ValidationError(gettext("These are one already. Name somebody else."))
        return cast(Contributor, found)


def ask(model_admin: "WordedAdmin", request: HttpRequest, one: Contributor) -> HttpResponse:
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    form, in_the_way = MergeForm(one, request.POST or None), ""
    if form.is_bound and form.is_valid():
        into: Contributor = form.cleaned_data["into"]
        if one.merge(into, cast("User", request.user)):
            # Translators: in a contributor’s history
            model_admin.log_change(request, one, gettext_noop("Merged."))
        # The second form of a double click finds what the first did, and gets the same answer.
        if one.shown == into:
            said = gettext("%(name)s and %(into)s are one. All stories name %(into)s from now on.")
            messages.success(request, said % {"name": one.name, "into": into.name})
            return HttpResponseRedirect(reverse("admin:articles_contributor_change", args=[into.pk]))
    if one.merged_into is not None:
        in_the_way = gettext("It is one with %(name)s already.") % {"name": one.merged_into.name}
    context = {
        **model_admin.admin_site.each_context(request),
        **(model_admin.faults_of(form) if form.errors and not in_the_way else {}),
        "title": gettext("Make two contributors one?"),
        "opts": model_admin.opts,
        "one": one,
        "form": form,
        "proposed": Contributor.objects.unmerged().exclude(pk=one.pk)[:PROPOSED],
        "in_the_way": in_the_way,
    }
    return TemplateResponse(request, "admin/articles/contributor/merge.html", context)
