"""Base classes of the desk's mix-ins, for the type checker alone: when the site runs they are `object`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from django.contrib.admin import ModelAdmin
    from django.contrib.admin.options import BaseModelAdmin
    from django.contrib.admin.views.main import ChangeList

    ForAnyAdmin = BaseModelAdmin[Any]
    ForModelAdmin = ModelAdmin[Any]
    ForChangeList = ChangeList
else:
    ForAnyAdmin = ForModelAdmin = ForChangeList = object
