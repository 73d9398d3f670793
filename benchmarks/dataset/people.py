"""Readers and staff of a generated paper. None of them can ever sign in or be written to."""

import datetime
from bisect import bisect_right
from contextlib import suppress

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.groups import EDITORS, MODERATORS
from accounts.models import User
from accounts.names import LONGEST, fold, fold_person
from articles.models import Contributor
from benchmarks.dataset.times import YEARS
from benchmarks.dataset.words import ADJECTIVES, DESKS, FIRST_NAMES, LAST_NAMES, NOUNS
from newsroom.imports import loader
from newsroom.imports.formats.seed import read
from newsroom.imports.refusal import ImportRefused

# RFC 2606: no mail can ever be sent there. The seeds' own people have another, so the two can be told apart.
DOMAIN = "flood.invalid"
EDITORS_HERE, MODERATORS_HERE, CONTRIBUTORS_HERE = 3, 4, 40
# Before the first story there are some who read it.
FIRST_SHARE = 0.05


def generated_users():
    return User.objects.filter(seeded=True, email__endswith=f"@{DOMAIN}")


class Names:
    """Pen names that nobody has, nobody could take for another, and no seed file speaks under."""

    def __init__(self, rng):
        self._rng = rng
        self._taken = set(User.objects.values_list("name_key", flat=True).iterator())
        self._taken.update(Contributor.objects.values_list("name_key", flat=True))
        for first, last in User.objects.filter(is_staff=True).values_list("first_name", "last_name"):
            self._taken.add(fold_person(first + last))
        self._taken.update(map(fold, _names_in_seeds()))

    def new(self):
        while True:
            name = self._drawn()
            key = fold(name)
            if key not in self._taken and len(name) <= LONGEST:
                self._taken.add(key)
                return name

    def _drawn(self):
        rng = self._rng
        first, second = _one_of(rng, ADJECTIVES), _one_of(rng, NOUNS)
        style = rng.random()
        if style < 0.5:
            name = first + second
        elif style < 0.7:
            name = f"{first}-{second}".lower()
        elif style < 0.85:
            name = f"{first}_{second}".lower()
        else:
            name = (first + second).lower()
        # Once the plain ones are given away a number is all that helps.
        return name if rng.random() < 0.4 else f"{name}{int(rng.random() * 10_000)}"


def _names_in_seeds():
    for path in loader.stories():
        # A file that can't be read can't be loaded either.
        with suppress(ImportRefused):
            story = read(path)
            yield from (part.by for part in (*story.comments, *story.reports) if part.by)


def _one_of(rng, words):
    return words[int(rng.random() * len(words))]


class Readers:
    """All generated readers in the order in which they joined."""

    def __init__(self):
        rows = generated_users().filter(is_staff=False).order_by("date_joined", "pk")
        rows = list(rows.values_list("pk", "date_joined").iterator())
        self.pks = [pk for pk, _ in rows]
        self._joined = [joined for _, joined in rows]

    def __len__(self):
        return len(self.pks)

    def crew(self, rng, at, size):
        """Some who had joined by then, not each only once."""
        there = max(1, bisect_right(self._joined, at))
        return [self.pks[int(there * rng.random())] for _ in range(size)]

    def witnesses(self, rng, count, but_not):
        """Different ones, to report what `but_not` wrote."""
        found = {}
        while len(found) < count:
            pk = _one_of(rng, self.pks)
            if pk != but_not:
                found[pk] = None
        return list(found)


def new_readers(rng, names, count, now):
    """[(User, EmailAddress)] without keys, in the order in which they joined, over the paper's years."""
    years = datetime.timedelta(days=YEARS * 365)
    password = make_password(None)
    early = max(1, int(count * FIRST_SHARE))
    ages = sorted((max(rng.random() ** 1.3, 0.0001) for _ in range(count)), reverse=True)
    for number, age in enumerate(ages):
        joined = now - years * (1.02 if number < early else age)
        yield _person(names.new(), password, date_joined=joined, last_login=joined)


def staff(rng, names):
    """(editors, moderators): those of an earlier run, or new ones."""
    return [
        list(generated_users().filter(groups__name=group).order_by("pk")) or _hired(rng, names, group, count)
        for group, count in ((EDITORS, EDITORS_HERE), (MODERATORS, MODERATORS_HERE))
    ]


def _hired(rng, names, group, count):
    hired = []
    for _ in range(count):
        user, address = _person(names.new(), make_password(None), is_staff=True)
        user.save()
        address.user = user
        address.save()
        user.groups.add(Group.objects.get(name=group))
        hired.append(user)
    return hired


def _person(name, password, **fields):
    email = f"{name.lower()}@{DOMAIN}"
    user = User(username=name, email=email, password=password, seeded=True, **fields)
    return user, EmailAddress(email=email, verified=True, primary=True)


def contributors(rng):
    """Names for bylines, most of them people, with the desks at the end."""
    everyone = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    people = rng.sample(everyone, CONTRIBUTORS_HERE)
    return [Contributor.named(name) for name in (*people, *DESKS)]
