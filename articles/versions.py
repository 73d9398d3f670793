from django.db import transaction
from django.db.models import F, QuerySet


def raise_versions(rows: QuerySet) -> int:
    """Raise the `version` of each of the rows, whose pages are old then; answers how many these are.

    In one order, and of these alone: of two who raise those of the same rows one waits, and neither for ever. Asked
    anew, there may be a row more by then, which somebody holds who waits for one of these.
    """
    with transaction.atomic():
        held = rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True)
        return rows.model._base_manager.filter(pk__in=list(held)).update(version=F("version") + 1)
