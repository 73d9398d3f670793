from typing import Any

from django.db import transaction
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest

from core.admin.base import DeskAdmin
from core.models import Edition


class EveryPageAdmin(DeskAdmin):
    """The admin of something that stands on every story's page: each change bumps the edition."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: Any) -> None:
        with transaction.atomic():
            if change:
                self.save_row(obj, form)
            else:
                super().save_model(request, obj, form, change)
            Edition.bump()

    def save_row(self, obj: Model, form: BaseForm) -> None:
        obj.save()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        with transaction.atomic():
            super().delete_model(request, obj)
            Edition.bump()
