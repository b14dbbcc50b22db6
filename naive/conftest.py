"""Tests and benchmarks use a database whose name is new: Django drops an existing one with its usual name unasked."""

import secrets

import pytest
from django.conf import settings

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


def pytest_configure() -> None:
    database = settings.DATABASES["default"]
    database.setdefault("TEST", {})["NAME"] = f"test_{database['NAME']}_{secrets.token_hex(6)}"[:63]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that needs a database, so that `-m "not servers"` runs without one."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker(pytest.mark.servers)
