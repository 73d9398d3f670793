"""The buttons of the story form: what each does, for a story of which status, and who may press it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.models.problems import NotPublishable, Problem
from core.time_fields import DeskTimeField
from core.times import desk_time

PUBLISH, KILL = "articles.publish_article", "articles.kill_article"


@dataclass(frozen=True)
class Order:
    """What was typed beside the button. `at` is None where there is no time, or none that can be read."""

    by: object
    note: str
    at: object
    unreadable: str

    @classmethod
    def of(cls, request):
        data = request.POST
        at, unreadable = None, ""
        try:
            at = DeskTimeField(required=False).clean([data.get("publish_at_0"), data.get("publish_at_1")])
        except ValidationError as error:
            unreadable = " ".join(error.messages)
        return cls(request.user, data.get("note", "").strip(), at, unreadable)


def _publish(article, order):
    # Who types a time means to wait for it: out is out.
    if (order.at and order.at != article.published_at) or order.unreadable:
        raise NotPublishable(
            [
                *article.problems(),
                Problem(
                    "There is a time under “Publish at”. "
                    "Press Schedule to wait for it, or empty it to publish now.",
                    "publish_at",
                ),
            ]
        )
    article.publish(order.by)
    return "Published."


def _schedule(article, order):
    problems = article.problems(at=order.at, now=timezone.now())
    if order.unreadable:
        problems.append(
            Problem(f"The time under “Publish at” can't be read: {order.unreadable}", "publish_at")
        )
    elif order.at is None:
        problems.append(Problem("There is no time under “Publish at”.", "publish_at"))
    if problems:
        raise NotPublishable(problems)
    article.publish(order.by, at=order.at)
    return f"Scheduled: it publishes itself on {desk_time(order.at)}."


def _call_back(article, order):
    article.call_back(order.by)
    return "Called back: it is a draft again."


def _update(article, order):
    return _next_revision(article, lambda: article.publish_update(order.by, order.note), "Update published.")


def _correction(article, order):
    return _next_revision(
        article, lambda: article.publish_correction(order.by, order.note), "Correction published."
    )


def _next_revision(article, verb, done):
    before = article.revision_id
    verb()
    if article.revision_id == before:
        return "Nothing was published: readers see exactly this already."
    return done


def _bring_back(article, order):
    article.bring_back(order.by)
    return "Brought back: readers see it again, as it was."


@dataclass(frozen=True)
class Button:
    """`act(article, order)` does it and answers what to tell; it raises NotPublishable."""

    name: str
    label: str
    act: Callable
    statuses: tuple
    permission: str

    def fits(self, article):
        return article.status in self.statuses

    def is_for(self, user):
        return user.has_perm(self.permission)


BUTTONS = (
    Button("_publish", "Publish now", _publish, ("draft", "scheduled"), PUBLISH),
    Button("_schedule", "Schedule", _schedule, ("draft", "scheduled"), PUBLISH),
    Button("_call_back", "Call back", _call_back, ("scheduled",), PUBLISH),
    Button("_update", "Publish update", _update, ("published",), PUBLISH),
    Button("_correction", "Publish correction", _correction, ("published",), PUBLISH),
    Button("_bring_back", "Bring back", _bring_back, ("killed",), KILL),
)


def save_label(article) -> str:
    """What the button says that publishes nothing."""
    return {"draft": "Save draft", "scheduled": "Save, scheduled as it was"}.get(
        article.status, "Save, readers see nothing yet"
    )


def shown(article, user):
    return [button for button in BUTTONS if button.fits(article) and button.is_for(user)]


def pressed(data):
    """The button that sent a form; None only saves."""
    return next((button for button in BUTTONS if button.name in data), None)


def press(button, article, order):
    """Do it and answer what to tell. Raises NotPublishable."""
    if not button.is_for(order.by):
        raise NotPublishable([f"“{button.label}” is not yours to press. Ask somebody who publishes."])
    if not button.fits(article):
        raise NotPublishable(
            [
                f"“{button.label}” does not fit: the story is {_known_as(article)} now, "
                "perhaps from another window."
            ]
        )
    return button.act(article, order)


def mark_concerned(forms, problems: list[str]) -> list[tuple[str, str]]:
    """Say of the fields that stand in the way, as far as they are in these forms, that they do.

    Answers what the page's list of faults shows: (the id of the element that is meant, or nothing; the problem).
    """
    elements = {}
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


def _field_of(problem):
    if not isinstance(problem, Problem):
        return None
    return problem.field if problem.slide is None else f"all_slides-{problem.slide}-{problem.field}"


def _known_as(article):
    return "a draft" if article.status == "draft" else article.status
