from django.db import transaction
from django.db.models import F, QuerySet


def raise_versions(rows: QuerySet) -> None:
    """Raise the `version` of each of the rows, whose pages are old then.

    In one order: of two who raise those of the same rows one waits, and neither for ever.
    """
    with transaction.atomic():
        list(rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))
        rows.update(version=F("version") + 1)
