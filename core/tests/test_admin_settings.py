"""Settings of the desk stand in one place: a class says what its base does not."""

import pytest
from django.conf import settings
from django.contrib import admin


def own_classes():
    found = {
        base
        for model_admin in admin.site._registry.values()
        for inline in (type(model_admin), *model_admin.inlines)
        for base in inline.__mro__
        if base.__module__.partition(".")[0] in settings.OWN_APPS
    }
    return sorted(found, key=str)


def said(model_admin):
    return {
        name: value
        for name, value in vars(model_admin).items()
        if not name.startswith("_") and not callable(value) and not isinstance(value, property)
    }


@pytest.mark.parametrize("model_admin", own_classes(), ids=lambda each: each.__qualname__)
def test_no_class_says_again_what_its_base_says(model_admin):
    for name, value in said(model_admin).items():
        base = next((each for each in model_admin.__mro__[1:] if name in vars(each)), None)
        assert base is None or vars(base)[name] != value, f"{base.__name__} says {name} = {value}"
