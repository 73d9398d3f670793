"""All verbs of the models, found in their source: whatever writes, itself or by what it calls.

A verb still to come is found like the rest, and test_every_verb.py asks for its row.
"""

import ast
import inspect
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings

from core.page_versions import bump_versions

# What Django writes with, on a model, a manager, a set of rows or a relation; and a signal, whose receivers do.
WRITES = {
    *(
        "save",
        "create",
        "update",
        "delete",
        "get_or_create",
        "update_or_create",
        "bulk_create",
        "bulk_update",
    ),
    *("add", "set", "clear", "remove", "save_base", "raw", "atomic", "select_for_update", "send"),
    *("asave", "acreate", "aupdate", "adelete", "aget_or_create", "aupdate_or_create"),
}
RUNS_SQL = {"execute", "executemany", "callproc"}


def functions():
    """{"Article.publish": its syntax tree}, of methods and of functions outside of classes; a property only asks."""
    found = {}
    for file in sorted(_files()):
        for node in ast.parse(Path(file).read_text()).body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = node
            elif isinstance(node, ast.ClassDef):
                methods = [each for each in node.body if isinstance(each, ast.FunctionDef)]
                found |= {f"{node.name}.{each.name}": each for each in methods if not _is_question(each)}
    return found


def _files():
    """Where our models stand, with all that they and their managers inherit of ours, and who receives their signals."""
    classes = []
    for model in apps.get_models():
        classes += model.__mro__
        for manager in model._meta.managers:
            classes += [*type(manager).__mro__, *manager._queryset_class.__mro__]
    own = {each for each in classes if each.__module__.partition(".")[0] in settings.OWN_APPS}
    receivers = filter(None, (find_spec(f"{app}.receivers") for app in settings.OWN_APPS))
    return {*map(inspect.getsourcefile, own), *(each.origin for each in receivers)}


def calls(function):
    """(what it calls of something, what it calls by a bare name). SQL that only reads is no call."""
    methods, names = set(), set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if not (node.func.attr in RUNS_SQL and _only_reads(node)):
                methods.add(node.func.attr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            names.add(node.func.id)
    return methods, names


def _is_question(function):
    return any(isinstance(each, ast.Name) and each.id == "property" for each in function.decorator_list)


def _only_reads(call):
    sql = call.args[0] if call.args else None
    return isinstance(sql, ast.Constant) and str(sql.value).lstrip().upper().startswith("SELECT")


def verbs():
    """The names of all public ones that write."""
    found = {name: calls(function) for name, function in functions().items() if "__" not in name}
    writing = {
        name
        for name, (methods, names) in found.items()
        if methods & (WRITES | RUNS_SQL) or bump_versions.__name__ in names
    }
    while True:
        known = {name.rpartition(".")[2] for name in writing}
        more = {name for name, (methods, names) in found.items() if (methods | names) & known} - writing
        if not more:
            return {name for name in writing if not name.rpartition(".")[2].startswith("_")}
        writing |= more
