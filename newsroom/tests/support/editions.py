"""All that the paper says, in an edition in which each message is marked: ⟦so⟧. What is not was forgotten."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.db import models
from django.db.models.signals import pre_save
from django.test import RequestFactory
from django.urls import get_resolver
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import trans_real

from core.models import Page
from newsroom.tests.support import every_page
from newsroom.tests.support.words import WORDED

OPEN, CLOSE = "⟦", "⟧"
LETTER = re.compile(r"[^\W\d_]")


@contextmanager
def replaced(change):
    """`change(what gettext answers, (context, message, plural))` is what everybody gets instead."""
    functions = {
        "gettext": lambda ask: lambda one: change(ask(one), (None, one, "")),
        "pgettext": lambda ask: lambda context, one: change(ask(context, one), (context, one, "")),
        "ngettext": lambda ask: lambda one, many, n: change(ask(one, many, n), (None, one, many)),
        "npgettext": lambda ask: (
            lambda context, one, many, n: change(ask(context, one, many, n), (context, one, many))
        ),
    }
    trans = translation._trans
    before = {name: getattr(trans, name) for name in functions}
    try:
        for name, wrap in functions.items():
            setattr(trans, name, wrap(before[name]))
        yield
    finally:
        for name, function in before.items():
            setattr(trans, name, function)


def marked():
    return replaced(lambda said, name: f"{OPEN}{said}{CLOSE}" if LETTER.search(name[1]) else said)


@contextmanager
def asked_for():
    """{(context, message, plural)} that pages and mails ask for in the meantime."""
    found = set()

    def note(said, name):
        if LETTER.search(name[1]):
            found.add(name)
        return said

    with replaced(note):
        yield found


def is_translated(language: str, name) -> bool:
    """By the paper's catalogs or a library's, be it with the same word."""
    context, message, plural = name
    catalog = trans_real.translation(language)._catalog
    key = f"{context}\x04{message}" if context else message
    return bool(catalog.get((key, 0)) if plural else catalog.get(key))


@contextmanager
def texts_of_people() -> Iterator[set[str]]:
    """What was stored or sent in the meantime, whoever wrote it: no words of the paper."""
    found: set[str] = set()

    def look(instance, **_):
        found.update(texts_of(instance))

    post = RequestFactory.post

    def note(self, path, data=None, *args, **kwargs):
        found.update(value for value in (data or {}).values() if isinstance(value, str))
        return post(self, path, data, *args, **kwargs)

    pre_save.connect(look)
    RequestFactory.post = note
    try:
        yield found
    finally:
        RequestFactory.post = post
        pre_save.disconnect(look)
        for model in apps.get_models():
            for each in model._default_manager.all():
                found.update(texts_of(each))


def texts_of(instance: models.Model) -> Iterator[str]:
    for field in instance._meta.concrete_fields:
        value = getattr(instance, field.attname)
        # Such as the name of a passkey, which lies beside its key.
        for text in value.values() if isinstance(value, dict) else [value]:
            if isinstance(text, str):
                yield " ".join(strip_tags(text).split())
                yield " ".join(text.split())
    if isinstance(instance, Page):
        yield instance.get_absolute_url()


def walk() -> Iterator[tuple[str, str]]:
    """(name, HTML) of every page of every_page, of every address of the admin, and of each form there refused."""
    pages = every_page.every_page()
    yield from ((page.name, page.html) for page in pages.pages)
    cast = every_page.Cast.__new__(every_page.Cast)
    desk = cast.client(apps.get_model("accounts", "User").objects.filter(is_superuser=True).first())
    addresses = sorted(set(admin_addresses()))
    for method in ("get", "post"):
        for address in addresses:
            if "logout" in address or (method == "post" and "erase" in address):
                continue
            answer = getattr(desk, method)(address, follow=True)
            if "html" in answer["Content-Type"]:
                yield f"{method} {address}", answer.content.decode()


def admin_addresses() -> Iterator[str]:
    """Every address of the admin, of each model's newest row."""
    site = next(each for each in get_resolver().url_patterns if str(each.pattern) == "admin/")
    yield from _addresses(site, "/")


def _addresses(part, before: str) -> Iterator[str]:
    where = before + str(part.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
    if hasattr(part, "url_patterns"):
        for each in part.url_patterns:
            yield from _addresses(each, where)
    elif "(" not in where:
        yield re.sub(r"<[^>]+>", _newest(where), where)


def _newest(address: str) -> str:
    for model in admin.site._registry:
        if f"/{model._meta.app_label}/{model._meta.model_name}/" in address:
            return str(model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 1)
    return "1"


class _Words(HTMLParser):
    """What stands outside of every mark: text, and what attributes say."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.depth, self.silent = 0, 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("script", "style", "time", "code", "bdo")
        attributes = dict(attrs)
        names = set(WORDED - {"content"}) | {name for name in attributes if name.startswith("data-say")}
        if tag == "meta" and attributes.get("name") == "description":
            names.add("content")
        if tag == "input" and attributes.get("type") in ("submit", "button"):
            names.add("value")
        for name in names & attributes.keys():
            self.found += outside(attributes[name] or "")[0]

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style", "time", "code", "bdo")

    def handle_data(self, data):
        pieces, self.depth = outside(data, self.depth)
        if not self.silent:
            self.found += pieces


def outside(text: str, depth: int = 0) -> tuple[list[str], int]:
    """(the pieces of the text outside of every mark, how many marks are open behind it)"""
    pieces, start = [], 0
    for found in re.finditer(f"[{OPEN}{CLOSE}]", text):
        if depth == 0:
            pieces.append(text[start : found.start()])
        depth += 1 if found[0] == OPEN else -1
        start = found.end()
    if depth == 0:
        pieces.append(text[start:])
    return [each for each in pieces if LETTER.search(each)], depth


def unmarked(html: str) -> list[str]:
    parser = _Words()
    parser.feed(html)
    return [" ".join(each.split()) for each in parser.found]


def mails() -> Iterator[tuple[str, str]]:
    for message in mail.outbox:
        yield f"mail: {message.subject}", f"{message.subject}\n{message.body}"
