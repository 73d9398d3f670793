"""The templates of what a page repeats a hundred times: Jinja2 takes a fifth of the time of Django's own."""

from jinja2 import Environment, StrictUndefined


def environment(**options: object) -> Environment:
    """By Django's options; besides, a line of tags puts no byte into the page, and a missing name is an error."""
    strict = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    return Environment(**options | strict)  # noqa: S701 - `autoescape` is among the options
