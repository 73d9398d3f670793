"""The page on which an editor sets a story's discussion. It is not the story's form, for readers see this at once."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Discussion
from core.time_fields import describe_parts, name_parts
from core.times import desk_time

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from articles.admin import ArticleAdmin
    from articles.models import Article

FIELDS = ["mode", "until", "note"]


def may_set(user: "User | AnonymousUser", article: "Article | None") -> bool:
    is_there = article is not None and Discussion.objects.filter(article=article).exists()
    return user.has_perm(f"comments.{'change' if is_there else 'add'}_discussion")


def in_words(discussion: Discussion) -> str:
    if discussion.mode == Discussion.Mode.UNTIL and discussion.until:
        return _("Open until %(time)s") % {"time": desk_time(discussion.until)}
    return discussion.get_mode_display()


class DiscussionForm(forms.ModelForm):
    """The editor's override for one story. The verb saves it, so that counts that changed meanwhile stay."""

    class Meta:
        model = Discussion
        fields = FIELDS
        widgets = {"note": forms.TextInput(attrs={"class": "vTextField", "dir": "auto"})}
        help_texts = {
            "until": format_lazy(
                gettext_lazy("Only for “{mode}”. It is the site's time, {zone}."),
                mode=Discussion.Mode.UNTIL.label,
                zone=settings.TIME_ZONE,
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_parts(
            self.fields["until"],
            # Translators: Begins with what Django calls the box: “Date”.
            _("Date until which comments are taken"),
            # Translators: Begins with what Django calls the box: “Time”.
            _("Time until which comments are taken"),
        )
        describe_parts(self, "until")
        for field in self.fields.values():
            # A field is changed if it differs from what this page showed: what another editor set meanwhile stays.
            field.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        mode, until = cleaned.get("mode"), cleaned.get("until")
        if "until" in self.errors or mode is None:
            return cleaned
        if mode == Discussion.Mode.UNTIL and until is None:
            self.add_error("until", _("Give the day and time until which comments are taken."))
        elif mode != Discussion.Mode.UNTIL and until is not None:
            self.add_error(
                "until",
                _("A time goes only with “%(mode)s”. Choose that, or empty the time.")
                % {"mode": Discussion.Mode.UNTIL.label},
            )
        elif until and "until" in self.changed_data and until <= timezone.now():
            self.add_error(
                "until",
                _("This time is past. To close the discussion choose “%(mode)s”.")
                % {"mode": Discussion.Mode.CLOSED.label},
            )
        return cleaned

    def validate_unique(self) -> None:
        """No check: the verb finds the story's row, also one that a first comment created meanwhile."""

    def set_by(self, user: "User") -> bool:
        """Call the verb; answers whether anything changed."""
        # Read anew: the form has already written what was typed into its instance.
        article, chosen = self.instance.article, self.cleaned_data
        discussion = Discussion.objects.filter(article=article).first() or Discussion(article=article)
        before = discussion.version
        # Another editor may have set meanwhile what this one left as it was.
        mode, until = discussion.mode, discussion.until
        if {"mode", "until"} & set(self.changed_data):
            mode, until = chosen["mode"], chosen["until"]
        discussion.set_window(user, mode, until, note=chosen["note"] if "note" in self.changed_data else None)
        return discussion.version != before


def set_discussion(model_admin: "ArticleAdmin", request: HttpRequest, story: "Article") -> HttpResponse:
    if not may_set(request.user, story):
        raise PermissionDenied
    of_request = partial(model_admin.formfield_for_dbfield, request=request)
    made = forms.modelform_factory(Discussion, form=DiscussionForm, formfield_callback=of_request)
    form: DiscussionForm = made(  # type: ignore[assignment] # the factory makes a subclass
        request.POST if request.method == "POST" else None, instance=Discussion.of(story)
    )
    if form.is_bound and form.is_valid():
        if form.has_changed() and form.set_by(request.user):  # type: ignore[arg-type] # an editor is signed in
            now = {"state": in_words(Discussion.objects.get(article=story))}
            # Django's log has no code for it: the sentence stays in the language in which the editor was told.
            model_admin.log_change(request, story, _("Discussion set: %(state)s.") % now)
            if story.is_published:
                told = _("Discussion set: %(state)s. Readers see it.") % now
            else:
                told = _("Discussion set: %(state)s. It holds once the story is out.") % now
            messages.success(request, told)
        else:
            messages.info(request, _("Nothing was changed."))
        return HttpResponseRedirect(request.path)
    context = {
        **model_admin.admin_site.each_context(request),
        **model_admin.faults_of(form),
        "title": _("Set the discussion"),
        "opts": model_admin.opts,
        "story": story,
        "adminform": AdminForm(form, [(None, {"fields": FIELDS})], {}, model_admin=model_admin),
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "admin/articles/article/discussion.html", context)


# See newsroom.errors: of all that was sent to it.
set_discussion.writing = "save", None  # type: ignore[attr-defined] # of no function before
