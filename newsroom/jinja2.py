"""The templates of what a page repeats a hundred times: Jinja2 takes a fifth of the time of Django's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

if TYPE_CHECKING:
    from typing import Any


def environment(**options: Any) -> Environment:
    """By Django's options; besides, a line of tags puts no byte into the page, and a missing name is an error."""
    strict: dict[str, Any] = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    return Environment(**options | strict)  # noqa: S701 - `autoescape` is among the options
