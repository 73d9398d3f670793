"""The buttons of the story form: what each does, which status of a story it fits, and who may press it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

from django.core.exceptions import ValidationError
from django.forms import BaseForm, Widget
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.models.problems import NotPublishable, Problem
from core.time_fields import DeskTimeField
from core.times import desk_time

if TYPE_CHECKING:
    import datetime

    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext import StrPromise

    from accounts.models import User

PUBLISH, KILL = "articles.publish_article", "articles.kill_article"


@dataclass(frozen=True)
class Submission:
    """A form that a button sent, and what was typed beside the button.

    `at` is None where no time was typed, or none that can be read: then `unreadable` says why.
    """

    by: "User"
    note: str
    at: "datetime.datetime | None"
    unreadable: str

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        data = request.POST
        at, unreadable = None, ""
        try:
            at = DeskTimeField(required=False).clean([data.get("publish_at_0"), data.get("publish_at_1")])
        except ValidationError as error:
            unreadable = " ".join(error.messages)
        # Only staff reach the form, so the user is not anonymous.
        return cls(cast("User", request.user), data.get("note", "").strip(), at, unreadable)


def _publish(article: Article, submission: Submission) -> str:
    # Somebody who typed a time wants to wait for it, and a publication can't be undone.
    if (submission.at and submission.at != article.published_at) or submission.unreadable:
        raise NotPublishable(
            [
                *article.problems(),
                Problem(
                    gettext(
                        "There is a time under “Publish at”. "
                        "Press Schedule to wait for it, or empty it to publish now."
                    ),
                    "publish_at",
                ),
            ]
        )
    article.publish(submission.by)
    return gettext("Published.")


def _schedule(article: Article, submission: Submission) -> str:
    problems = article.problems(at=submission.at, now=timezone.now())
    if submission.unreadable:
        said = gettext("The time under “Publish at” can't be read: %(problem)s")
        problems.append(Problem(said % {"problem": submission.unreadable}, "publish_at"))
    elif submission.at is None:
        problems.append(Problem(gettext("There is no time under “Publish at”."), "publish_at"))
    if problems or submission.at is None:
        raise NotPublishable(problems)
    article.publish(submission.by, at=submission.at)
    return gettext("Scheduled: it publishes itself on %(time)s.") % {"time": desk_time(submission.at)}


def _call_back(article: Article, submission: Submission) -> str:
    article.call_back(submission.by)
    # Translators: a scheduled story
    return gettext("Called back: it is a draft again.")


def _update(article: Article, submission: Submission) -> str:
    return _next_revision(
        article, lambda: article.publish_update(submission.by, submission.note), gettext("Update published.")
    )


def _correction(article: Article, submission: Submission) -> str:
    return _next_revision(
        article,
        lambda: article.publish_correction(submission.by, submission.note),
        gettext("Correction published."),
    )


def _next_revision(article: Article, verb: Callable[[], object], done: str) -> str:
    before = article.revision_id
    verb()
    if article.revision_id == before:
        return gettext("Nothing was published: readers see exactly this already.")
    return done


def _bring_back(article: Article, submission: Submission) -> str:
    article.bring_back(submission.by)
    # Translators: a killed story
    return gettext("Brought back: readers see it again, as it was.")


@dataclass(frozen=True)
class Button:
    """`act(article, submission)` does the work and returns the message for the editor, or raises NotPublishable."""

    name: str
    label: "StrPromise"
    act: Callable[[Article, Submission], str]
    statuses: tuple[str, ...]
    permission: str

    def fits(self, article: Article) -> bool:
        return article.status in self.statuses

    def is_for(self, user: "User | AnonymousUser") -> bool:
        return user.has_perm(self.permission)


BUTTONS = (
    Button("_publish", _("Publish now"), _publish, ("draft", "scheduled"), PUBLISH),
    # Translators: a button: publish the story later, by itself
    Button("_schedule", _("Schedule"), _schedule, ("draft", "scheduled"), PUBLISH),
    # Translators: a button: make a scheduled story a draft again
    Button("_call_back", _("Call back"), _call_back, ("scheduled",), PUBLISH),
    Button("_update", _("Publish update"), _update, ("published",), PUBLISH),
    Button("_correction", _("Publish correction"), _correction, ("published",), PUBLISH),
    # Translators: a button: publish a killed story again
    Button("_bring_back", _("Bring back"), _bring_back, ("killed",), KILL),
)


# {status of the story: what is said of a button that does not fit it}
_NOT_FITTING = {
    "draft": _("“%(button)s” does not fit: the story is a draft now, perhaps from another window."),
    "scheduled": _("“%(button)s” does not fit: the story is scheduled now, perhaps from another window."),
    "published": _("“%(button)s” does not fit: the story is published now, perhaps from another window."),
    "killed": _("“%(button)s” does not fit: the story is killed now, perhaps from another window."),
}


def save_label(article: Article) -> str:
    """The label of the button that saves and publishes nothing."""
    if article.status == "draft":
        return gettext("Save draft")
    return (
        gettext("Save, scheduled as it was")
        if article.status == "scheduled"
        else gettext("Save, readers see nothing yet")
    )


def shown(article: Article, user: "User | AnonymousUser") -> list[Button]:
    return [button for button in BUTTONS if button.fits(article) and button.is_for(user)]


def pressed(data: QueryDict) -> Button | None:
    """The button that sent the form; None where it only saves."""
    return next((button for button in BUTTONS if button.name in data), None)


def press(button: Button, article: Article, submission: Submission) -> str:
    """Do what the button says and return the message for the editor. Raises NotPublishable."""
    if not button.is_for(submission.by):
        said = gettext("“%(button)s” is not yours to press. Ask somebody who publishes.")
        raise NotPublishable([said % {"button": button.label}])
    if not button.fits(article):
        raise NotPublishable([str(_NOT_FITTING[article.status]) % {"button": button.label}])
    return button.act(article, submission)


def mark_invalid(forms: Iterable[BaseForm], problems: Sequence[str]) -> list[tuple[str, str]]:
    """Mark the fields of these forms that the problems are about as invalid.

    Returns what the page's list of faults shows: (the id of the field's element, or "" where it has none; the problem).
    """
    elements: dict[str | None, tuple[Widget, str]] = {}
    for form in forms:
        for name, field in form.fields.items():
            bound = form[name]
            elements[form.add_prefix(name)] = field.widget, bound.id_for_label or f"{bound.auto_id}_0"
    faults = []
    for problem in problems:
        widget, element = elements.get(_field_of(problem), (None, ""))
        if widget:
            widget.attrs["aria-invalid"] = "true"
        faults.append((element, problem))
    return faults


def _field_of(problem: str) -> str | None:
    if not isinstance(problem, Problem):
        return None
    return problem.field if problem.slide is None else f"all_slides-{problem.slide}-{problem.field}"
