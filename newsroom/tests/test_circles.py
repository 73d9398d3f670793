"""No module of ours reaches itself by what it imports, lazily neither."""

import grimp
import pytest
from django.conf import settings

# Of each the reason. A circle that is gone is taken out here.
KNOWN = {
    # What a verb has the worker do, and what the worker does by the photo's verbs: one thing, of which each half names
    # the other. The verbs import the tasks where they ask for one.
    "articles.photographs.models": "articles.photographs.tasks",
    "articles.photographs.withdrawal": "articles.photographs.tasks",
    # A section is retired by moving its stories, which know it.
    "articles.models.section": "articles.refiling",
}


@pytest.fixture(scope="module")
def imports():
    """{module: what it imports of ours}, but for types and tests."""
    graph = grimp.build_graph(*settings.OWN_APPS, exclude_type_checking_imports=True)
    modules = {each for each in graph.modules if "tests" not in each.split(".")}
    return {each: graph.find_modules_directly_imported_by(each) & modules for each in modules}


def reached(imports, module):
    found, waiting = set(), [module]
    while waiting:
        new = imports[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def test_no_imports_lead_in_a_circle(imports):
    for module, lazily in KNOWN.items():
        imports = imports | {module: imports[module] - {lazily}}
    assert not [module for module in imports if module in reached(imports, module)]


def test_each_that_is_known_is_one(imports):
    for module, lazily in KNOWN.items():
        assert lazily in imports[module] and module in reached(imports, lazily)
