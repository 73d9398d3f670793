"""The pair of boxes for a day and a time of day, the same in each form of the desk."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html

from core.dateparse import parse_instant, zone_if_twice

if TYPE_CHECKING:
    _Widget = forms.SplitDateTimeWidget
else:
    _Widget = object


class _AsShown(_Widget):
    def decompress(self, value: Any) -> Any:
        """In an hour that clocks have twice, add the zone: without it an unchanged time could not be read again."""
        day, clock = super().decompress(value)
        twice = zone_if_twice(value, timezone.get_default_timezone()) if value else ""
        return [day, f"{clock:%H:%M:%S} {twice}" if twice else clock]


class DeskTimeWidget(_AsShown, AdminSplitDateTime):
    pass


class HiddenDeskTimeWidget(_AsShown, forms.SplitHiddenDateTimeWidget):
    pass


class DeskTimeField(forms.SplitDateTimeField):
    """Refuses in words what it can't read; what was typed stays in the boxes."""

    widget, hidden_widget = DeskTimeWidget, HiddenDeskTimeWidget

    def clean(self, value: Any) -> datetime.datetime | None:
        if self.disabled:
            initial: datetime.datetime | None = value
            return initial
        day, clock = _typed(value)
        if day or clock:
            instant = parse_instant(day, clock)
            self.run_validators(instant)
            return instant
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and _understood(initial) != _understood(data)


def _typed(value: Iterable[object] | None) -> tuple[str, str]:
    parts = [part.strip() if isinstance(part, str) else "" for part in value or ()]
    day, clock = [*parts, "", ""][:2]
    return day, clock


def _understood(value: Any) -> datetime.datetime | tuple[str, str]:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).replace(microsecond=0)
    try:
        return parse_instant(*_typed(value))
    except ValidationError:
        return _typed(value)


def name_parts(field: forms.Field, date: str, time: str) -> None:
    """Name each of the two boxes, for Django's pair has one label for both.

    A name begins with the word that is shown before its box, “Date” or “Time”, for people who speak it (WCAG 2.5.3).
    """
    for widget, label in zip(field.widget.widgets, (date, time), strict=True):
        widget.attrs["aria-label"] = label


def describe_parts(form: forms.BaseForm, name: str) -> None:
    """Describe each of the two boxes by the help below them and the error above, which Django's page does not do.

    Where nothing is wrong, no element has the error's id, and browsers pass over that id.
    """
    field = form.fields[name]
    element = str(form.auto_id) % form.add_prefix(name)
    field.help_text = format_html('<span id="{}_helptext">{}</span>', element, field.help_text)
    field.widget.attrs["aria-describedby"] = f"{element}_helptext {element}_error"
