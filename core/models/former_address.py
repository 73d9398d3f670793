import unicodedata
from typing import Self
from urllib.parse import unquote

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models.edition import Edition

# Four times the longest address of a page. What is longer is not looked up.
LONGEST = 400


class FormerAddressQuerySet(models.QuerySet["FormerAddress"]):
    def at(self, typed: str) -> Self:
        """The one at an address in whatever spelling: percent-encoded twice, without its last slash, in capitals."""
        return self.filter(path__in=_spellings(typed))


class FormerAddress(models.Model):
    """An address of the site that something had, and where that is now.

    The page of a missing address asks here (newsroom/errors.py), so no view needs to know. What has an address calls
    these verbs in the transaction that changes it, after its own locks. No row leads to the path of another one.
    """

    # Both as people read them: decoded, in Unicode's form C.
    path = models.CharField(max_length=LONGEST, unique=True)
    leads_to = models.CharField(max_length=LONGEST, db_index=True)
    since = models.DateTimeField(auto_now=True)

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("former address"), _("former addresses")
        constraints = [
            models.CheckConstraint(condition=~Q(path=models.F("leads_to")), name="former_address_is_another")
        ]

    def __str__(self) -> str:
        return f"{self.path} → {self.leads_to}"

    # Questions

    @classmethod
    def successor(cls, path: str) -> str | None:
        """Where an address in any spelling leads now; None where nothing has had it. 1 query."""
        return cls.objects.at(path).values_list("leads_to", flat=True).first()

    # Verbs

    @classmethod
    def move(cls, old: str, new: str) -> None:
        """What was at `old` is at `new` now, with all that led there. Safe to repeat."""
        old, new = _plain(old), _plain(new)
        with transaction.atomic():
            # First, unlike in other verbs: who moves at the same time waits here, and finds this row.
            Edition.bump()
            # Something is at the new address, so nobody is sent on from there.
            cls.objects.filter(path=new).delete()
            if old == new:
                return
            cls.objects.filter(leads_to=old).update(leads_to=new)
            cls.objects.update_or_create(path=old, defaults={"leads_to": new})

    @classmethod
    def take(cls, path: str, former: str | None = None) -> str | None:
        """Something is at that address, made new or come from `former`, which leads there now. Safe to repeat.

        Returns where the address led until now, unless that was where it came from.
        """
        with transaction.atomic():
            # Asked first, for giving an address up makes every page anew.
            led = cls.free(path) if cls.objects.filter(path=_plain(path)).exists() else None
            if former is not None:
                cls.move(former, path)
        return None if led == former else led

    @classmethod
    def free(cls, path: str) -> str | None:
        """Something new is at that address; returns where it led until now. Safe to repeat."""
        path = _plain(path)
        with transaction.atomic():
            Edition.bump()
            former = cls.objects.filter(path=path).first()
            if former is None:
                return None
            former.delete()
        return former.leads_to


def _plain(path: str) -> str:
    """As it is stored. Raises ValueError for what is no address of this site."""
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"Not an address of this site: {path}")
    return unicodedata.normalize("NFC", unquote(path))


def _spellings(typed: str) -> list[str]:
    """The stored paths that somebody may have meant who typed or pasted this."""
    # As long as it is when each letter is percent-encoded twice.
    if len(typed) > 10 * LONGEST:
        return []
    plain = _cut(unquote(unquote(typed)))
    found = [form for each in (typed, plain) for form in (each, unicodedata.normalize("NFC", each))]
    found += [each.lower() for each in found]
    # PostgreSQL refuses a NUL in any text.
    return [each for each in dict.fromkeys(f"{each.rstrip('/')}/" for each in found) if "\0" not in each]


def _cut(path: str) -> str:
    """Without the query or fragment that was encoded with it."""
    return path.partition("?")[0].partition("#")[0].strip()
