"""What each mix-in of the desk's is mixed into, for who checks types: when the site runs it is nothing."""

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
