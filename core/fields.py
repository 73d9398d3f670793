"""Fields for words that readers see."""

from typing import TYPE_CHECKING, Any

from django.db import models

from core.blank import is_blank

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    _Field = models.Field[str | Combinable, str]
    _CharField = models.CharField[str | Combinable, str]
    _TextField = models.TextField[str | Combinable, str]
else:
    _Field = object
    _CharField, _TextField = models.CharField, models.TextField


class _Words(_Field):
    """A text that shows nothing becomes empty, whichever way it came in."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return "" if isinstance(value, str) and is_blank(value) else value

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs


class LineField(_Words, _CharField):
    def get_internal_type(self) -> str:
        return "CharField"


class WordsField(_Words, _TextField):
    def get_internal_type(self) -> str:
        return "TextField"
