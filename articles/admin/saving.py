"""How a story's form is saved: the working copy once, and then what the pressed button says."""

import copy
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import views
from articles.admin import buttons, resubmission
from articles.models import Article, Contribution, Contributor, SavedForm, Tagging, Text, Topic
from articles.models.problems import NotPublishable
from core.admin.mixins import ForModelAdmin
from core.admin.rich_text import sanitise_early

if TYPE_CHECKING:
    from accounts.models import User

WORKING_COPY = [*(field.name for field in Text._meta.fields), "slug"]


def _hold_named(formsets: Sequence[Any]) -> None:
    """Hold the topics and contributors that rows of a form will refer to, as a publication does.

    A merger that comes meanwhile waits; otherwise each could wait for the other.
    """
    rows = [each.instance for formset in formsets for each in formset.forms if each.has_changed()]
    Topic.hold(row.topic_id for row in rows if isinstance(row, Tagging) and row.topic_id)
    Contributor.hold(
        row.contributor_id for row in rows if isinstance(row, Contribution) and row.contributor_id
    )


class Saving(ForModelAdmin):
    """Mixin of ArticleAdmin."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST":
            elsewhere = object_id is None and self._address_of_new(request)
            if elsewhere:
                return HttpResponseRedirect(elsewhere)
            return super().changeform_view(request, object_id, form_url, extra_context)
        sanitise_early(request, Article)
        with transaction.atomic():
            # Lock the editor's row, so that the second form of a double click waits, and finds what the first did. The
            # lock leaves the key alone: a row that refers to the editor, such as another form's log, does not wait.
            get_user_model().objects.select_for_update(no_key=True).get(pk=request.user.pk)
            if (saved := resubmission.find(request)) and (again := self._answer_again(request, saved)):
                return again
            if object_id is None and (story := resubmission.story_of(request, request.POST)):
                object_id, form_url = str(story.pk), self._address_of(story)
                # Django's types want an immutable QueryDict; a mutable one works.
                request.POST = resubmission.as_edit(request, story)  # type: ignore[assignment]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _address_of_new(self, request: HttpRequest) -> str | None:
        """Where to redirect the form of a new story: its address has the form's key, or is that of the story it made.

        So Back finds the same form, or the story, without JavaScript too. None where the key is there already, and
        for a program, which asks for no text/html and needs no key.
        """
        key = resubmission.key_of(request.GET)
        if key and (story := resubmission.story_of(request, request.GET)):
            return self._address_of(story)
        if (
            key
            or not self.has_add_permission(request)
            or "text/html" not in request.headers.get("Accept", "")
        ):
            return None
        query = request.GET.copy()
        query["key"] = secrets.token_urlsafe(12)
        return f"{request.path}?{query.urlencode()}"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        return super().get_changeform_initial_data(request) | {"key": resubmission.key_of(request.GET)}

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: Any) -> None:
        if form.retired_choice:
            said = _("%(name)s was retired meanwhile: the story is filed in %(into)s.")
            names = {"name": form.retired_choice.name, "into": obj.section.name}
            messages.warning(request, said % names)
        if not change:
            obj.created_by = obj.edited_by = cast("User", request.user)
            obj.save()
            return
        form.changed_text = [
            name
            for name in WORKING_COPY
            if name in form.cleaned_data and obj.serializable_value(name) != form.initial[name]
        ]
        if form.changed_text:
            obj.save(update_fields=form.changed_text)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        # Ask before the rows are saved: once there, a row counts as unchanged if its editor may add but not change.
        is_edited = change and (form.changed_text or any(formset.has_changed() for formset in formsets))
        _hold_named(formsets)
        super().save_related(request, form, formsets, change)
        if is_edited:
            story = form.instance
            story.edited_at, story.edited_by = timezone.now(), request.user
            story.save(update_fields=["edited_at", "edited_by"])

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._answer(request, obj, made=True)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self._answer(request, obj)

    def _answer(self, request: HttpRequest, story: Article, made: bool = False) -> HttpResponse:
        """Do what the pressed button says; the working copy is saved by now."""
        if "_preview" in request.POST:
            return self._preview(request, story)
        button = buttons.pressed(request.POST)
        message = _("Saved.") if story.status == "draft" else _("Saved. Readers see nothing of it yet.")
        if button:
            try:
                done = buttons.press(button, story, buttons.Submission.of(request))
                # Translators: then a sentence that says what the pressed button did
                message = _("Saved. %(done)s") % {"done": done}
                self.log_change(request, story, done)
            except NotPublishable as refusal:
                resubmission.remember(request, story, "", made)
                return self._refuse(request, story, button, refusal.problems)
        resubmission.remember(request, story, message, made)
        return self._back_to(request, story, message)

    def _answer_again(self, request: HttpRequest, saved: SavedForm) -> HttpResponse | None:
        """Answer the second form of a double click: save nothing more, and show the same message.

        A button that was refused is pressed again. But if somebody has saved the story since, the answer is None, and
        the form is treated like any other that was overtaken.
        """
        if saved.message and saved.article:
            return self._back_to(request, saved.article, saved.message)
        story = self.get_object(request, str(saved.article_id))
        return self._answer(request, story) if story and story.edited_at == saved.edited_at else None

    def _preview(self, request: HttpRequest, story: Article) -> HttpResponse:
        story = Article.objects.select_related("section").get(pk=story.pk)
        response = views.story_page(request, story, story, timezone.now(), preview=True)
        transaction.set_rollback(True)
        return response

    def _refuse(
        self, request: HttpRequest, story: Article, button: buttons.Button, problems: Sequence[str]
    ) -> HttpResponse:
        """Show the saved form again, with all problems and with what was typed beside the button."""
        again = copy.copy(request)
        again.method = "GET"
        data = request.POST
        return super().changeform_view(
            again,
            str(story.pk),
            form_url=self._address_of(story),
            extra_context={
                "refused": button.label,
                "problems": problems,
                "typed": {
                    "note": data.get("note", ""),
                    "publish_at": [data.get("publish_at_0", ""), data.get("publish_at_1", "")],
                },
            },
        )

    def _back_to(self, request: HttpRequest, story: Article, message: str) -> HttpResponseRedirect:
        messages.success(request, message)
        return HttpResponseRedirect(self._address_of(story))

    def _address_of(self, story: Article) -> str:
        return reverse("admin:articles_article_change", args=[story.pk])
