"""What djade does not look at in templates: it formats what is Django's in them, and lets lines grow."""

import tomllib

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "templates"
LONGEST = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]["ruff"]["lint"][
    "pycodestyle"
]["max-line-length"]


@pytest.mark.parametrize(
    "path", sorted(FOLDER.rglob("*.html")), ids=lambda path: str(path.relative_to(FOLDER))
)
def test_no_line_of_a_template_is_longer_than_one_of_python(path):
    lines = path.read_text().splitlines()
    assert [number for number, line in enumerate(lines, start=1) if len(line) > LONGEST] == []
