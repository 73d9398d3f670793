from newsroom.tests.conftest import postgres  # noqa: F401
