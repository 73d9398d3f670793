"""How a moderator decides: the form on a comment's page, and the actions of the list."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from comments.forms import WordsField
from comments.models import AlreadyDecided, Comment, Decision, Report
from comments.moderation.admin.words import told_already
from comments.moderation.decisions import Seen
from core.admin.mixins import ForModelAdmin

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from accounts.models import User
    from accounts.requests import SignedInRequest

Action = Decision.Action
MODERATE = "comments.moderate_comment"


def offered(comment: Comment, has_open_reports: bool) -> list[Action]:
    """The decisions that would change something, in the order of their buttons."""
    State = Comment.State
    return [
        action
        for action, makes_sense in (
            (Action.APPROVE, comment.state != State.WITHDRAWN),
            (Action.DISMISS, has_open_reports or comment.state == State.HIDDEN),
            (Action.REMOVE, comment.state not in (State.REMOVED, State.WITHDRAWN)),
        )
        if makes_sense
    ]


class DecisionForm(forms.Form):
    refusal = _("Nothing was decided yet. In the way:")

    # What the moderator had before them, carried along so that the verb can compare.
    decision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    report = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    # The button that was pressed.
    action = forms.ChoiceField(choices=[(each.value, each.label) for each in Action if each != Action.HIDE])
    reason = forms.ChoiceField(
        label=_("Reason for removing it"),
        choices=[("", _("Choose a reason")), *Report.Reason.choices],
        required=False,
    )
    words = WordsField(
        # Translators: What a moderator writes with a decision.
        label=_("Words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("action") == Action.REMOVE:
            if not cleaned.get("reason"):
                self.add_error("reason", gettext("Choose the reason for removing it: its author is told."))
            elif cleaned["reason"] == Report.Reason.OTHER and not cleaned.get("words"):
                self.add_error(
                    "words", gettext("“Something else” needs words: its author is told nothing otherwise.")
                )
        return cleaned

    @property
    def is_from_no_page_of_ours(self) -> bool:
        return any(name in self.errors for name in ("decision", "report", "action"))

    @property
    def seen(self) -> Seen:
        return Seen(self.cleaned_data["decision"], self.cleaned_data["report"])

    def decide(self, comment: Comment, by: "User") -> Decision:
        """Call the verb. Raises AlreadyDecided."""
        typed = self.cleaned_data
        if typed["action"] == Action.REMOVE:
            return comment.remove(by, typed["reason"], typed["words"], seen=self.seen)
        verb = {Action.APPROVE: comment.approve, Action.DISMISS: comment.dismiss_reports}[typed["action"]]
        return verb(by, typed["words"], seen=self.seen)


class ChoiceOfAction(ActionForm):
    # A required list is announced as invalid before anybody chose. Where nothing is chosen, Django says so.
    use_required_attribute = False


class ListActions(ForModelAdmin):
    """Decisions about many comments at once: each comment gets its own decision, by the verb."""

    action_form = ChoiceOfAction
    actions: list[str] | None = ["approve", "dismiss_reports", "remove_as_spam"]

    # Translators: A moderator lets a comment stand.
    @admin.action(description=_("Approve"), permissions=["moderate"])
    def approve(self, request: "SignedInRequest", comments: QuerySet[Comment]) -> None:
        done = ngettext_lazy("%(number)d comment approved.", "%(number)d comments approved.", "number")
        self._decide_each(request, done, Comment.approve)

    @admin.action(description=_("Dismiss the reports"), permissions=["moderate"])
    def dismiss_reports(self, request: "SignedInRequest", comments: QuerySet[Comment]) -> None:
        done = ngettext_lazy(
            "Reports dismissed on %(number)d comment.", "Reports dismissed on %(number)d comments.", "number"
        )
        self._decide_each(request, done, Comment.dismiss_reports, with_reports=True)

    @admin.action(description=_("Remove as spam"), permissions=["moderate"])
    def remove_as_spam(self, request: "SignedInRequest", comments: QuerySet[Comment]) -> None:
        done = ngettext_lazy(
            "%(number)d comment removed as spam.", "%(number)d comments removed as spam.", "number"
        )
        self._decide_each(request, done, partial(Comment.remove, reason=Report.Reason.SPAM))

    def _decide_each(
        self,
        request: "SignedInRequest",
        done: "StrPromise",
        verb: Callable[..., Decision],
        with_reports: bool = False,
    ) -> None:
        """`verb(comment, by=…, seen=…)` for each chosen row of the page.

        Rows that have left the list meanwhile are not skipped: the moderator is told why they were left alone.
        """
        decided = 0
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        for comment in self.get_queryset(request).filter(pk__in=chosen):
            seen = seen_in_list(request.POST, comment)
            if seen is None or (with_reports and not seen.report):
                continue
            try:
                decided += verb(comment, by=request.user, seen=seen).pk > seen.decision
            except AlreadyDecided as first:
                why = told_already(first.decision)
                # Translators: The reason is a sentence: who decided what meanwhile.
                said = gettext("The comment by %(author)s was left alone. %(reason)s")
                messages.warning(request, said % {"author": comment.author, "reason": why})
        if decided:
            messages.success(request, done % {"number": decided})
        else:
            messages.warning(request, gettext("Nothing was changed."))


def seen_in_list(data: Mapping[str, str], comment: Comment) -> Seen | None:
    """What the row said when the list was loaded; None for a row that was not on the page."""
    said = re.fullmatch(r"(\d{1,19})-(\d{1,19})", data.get(f"seen-{comment.pk}", ""), re.ASCII)
    return Seen(int(said[1]), int(said[2])) if said else None
