"""The page that asks before a story is killed. Killing has no button beside those that publish."""

from typing import TYPE_CHECKING, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.buttons import KILL
from articles.models import Article
from articles.models.problems import NotPublishable
from core.maxlength import without_maxlength

if TYPE_CHECKING:
    from accounts.models import User
    from core.admin.words import WordedAdmin


class KillForm(forms.Form):
    note = without_maxlength(
        forms.CharField(
            label=_("Public note"),
            required=False,
            max_length=1000,
            widget=AdminTextareaWidget(attrs={"rows": 3, "dir": "auto"}),
            help_text=_("Why it was withdrawn. Readers see it at the story’s address."),
        )
    )


def ask(model_admin: "WordedAdmin", request: HttpRequest, story: Article) -> HttpResponse:
    if not request.user.has_perm(KILL):
        raise PermissionDenied
    form = KillForm(request.POST if request.method == "POST" else None)
    in_the_way = _in_the_way(story)
    if form.is_bound and form.is_valid() and not in_the_way:
        try:
            story.kill(cast("User", request.user), form.cleaned_data["note"])
        except NotPublishable as refusal:
            # Somebody has just called the story back.
            in_the_way = str(refusal)
        else:
            # Translators: a story, withdrawn after publication
            done = gettext("Killed: its address now says that it was withdrawn.")
            model_admin.log_change(request, story, done)
            messages.success(request, done)
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        **model_admin.faults_of(form),
        "title": gettext("Kill this story?"),
        "opts": model_admin.opts,
        "story": story,
        "form": form,
        # It can draw any form, though Django's types know only model forms.
        "adminform": AdminForm(form, [(None, {"fields": ["note"]})], {}, model_admin=model_admin),  # type: ignore[arg-type]
        "in_the_way": in_the_way,
    }
    return TemplateResponse(request, "admin/articles/article/kill.html", context)


# For newsroom.errors: the verb of the form, and None, because all fields that were sent are given back.
ask.writing = "kill", None  # type: ignore[attr-defined] # no type says it of a function


def _in_the_way(story: Article) -> str:
    if story.is_killed:
        return gettext("It is killed already.")
    return "" if story.status == "published" else gettext("Only a story that was published can be killed.")
