"""The page that asks before a topic is merged into another."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from articles.models import Topic
from core.slugs import closest, spellings

if TYPE_CHECKING:
    from accounts.models import User
    from core.admin.words import WordedAdmin

# A browser proposes so many names while one is typed. Any other can be typed too.
PROPOSED = 500


class MergeForm(forms.Form):
    into = forms.CharField(
        # Translators: which topic takes the stories of one that is merged
        label=_("Merge it into"),
        help_text=_("The name or the address of the topic that stays."),
        widget=forms.TextInput(attrs={"list": "topics", "autocomplete": "off", "size": 40, "dir": "auto"}),
    )

    def __init__(self, topic: Topic, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topic = topic

    def clean_into(self) -> Topic:
        typed: str = self.cleaned_data["into"]
        slug = typed.rstrip("/").rpartition("/")[2]
        unmerged = Topic.objects.unmerged()
        found = Topic.objects.called(typed) or closest(slug, unmerged.filter(slug__in=spellings(slug)))
        if found is None:
            raise ValidationError(
                gettext("There is no topic “%(typed)s”. Write its name as the list of topics has it.")
                % {"typed": typed}
            )
        if found == self.topic:
            raise ValidationError(gettext("A topic can’t be merged into itself."))
        return found


def ask(model_admin: "WordedAdmin", request: HttpRequest, topic: Topic) -> HttpResponse:
    form, in_the_way = MergeForm(topic, request.POST or None), ""
    if form.is_bound and form.is_valid():
        into: Topic = form.cleaned_data["into"]
        if topic.merge(into, cast("User", request.user)):
            # Translators: in a topic's history
            model_admin.log_change(request, topic, gettext_noop("Merged into another topic."))
            # Translators: in a topic's history
            model_admin.log_change(request, topic.shown, gettext_noop("Another topic was merged into it."))
        # The second form of a double click finds what the first did, and gets the same answer.
        if topic.shown == into:
            said = gettext(
                "%(name)s is merged into %(into)s. Its address leads there, and its stories stand there."
            )
            messages.success(request, said % {"name": topic.name, "into": into.name})
            return HttpResponseRedirect(reverse("admin:articles_topic_change", args=[into.pk]))
    if topic.is_merged:
        said = gettext("It is merged already: its stories stand on the page of %(name)s.")
        in_the_way = said % {"name": topic.shown.name}
    context = {
        **model_admin.admin_site.each_context(request),
        **(model_admin.faults_of(form) if form.errors and not in_the_way else {}),
        "title": gettext("Merge this topic?"),
        "opts": model_admin.opts,
        "one": topic,
        "count": topic.listings.count(),
        "proposed": Topic.objects.unmerged().exclude(pk=topic.pk).values_list("name", flat=True)[:PROPOSED],
        "form": form,
        "in_the_way": in_the_way,
    }
    return TemplateResponse(request, "admin/articles/topic/merge.html", context)
