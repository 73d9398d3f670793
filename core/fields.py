"""Fields for words that readers see."""

from typing import TYPE_CHECKING, Any

from django.db import models

from core.blank import is_blank

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = object


class _Words(_Field):
    """A text that shows nothing is none, through whatever door it came."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return "" if isinstance(value, str) and is_blank(value) else value

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs


class LineField(_Words, models.CharField):
    def get_internal_type(self) -> str:
        return "CharField"


class WordsField(_Words, models.TextField):
    def get_internal_type(self) -> str:
        return "TextField"
