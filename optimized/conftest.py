"""Tests and benchmarks use no data that existed before.

Django deletes a test database of its usual name without asking, so they create one with a name that was never used.
They flush the cache, so they start a cache server of their own.

A test has the marker `servers` if it needs the database or the cache. `pytest -m "not servers"` starts no server.
"""

import secrets
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from races.valkey import Valkey

# Fixtures that need a server. pytest-django's marker django_db needs the database, too.
SERVER_FIXTURES = {"db", "transactional_db", "django_db_setup", "cache", "server", "serve"}


def pytest_configure(config: pytest.Config) -> None:
    database = settings.DATABASES["default"]
    database.setdefault("TEST", {})["NAME"] = f"test_{database['NAME']}_{secrets.token_hex(6)}"[:63]


@pytest.hookimpl(tryfirst=True)  # before pytest selects by marker
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    for item in items:
        if item.get_closest_marker("django_db") or SERVER_FIXTURES.intersection(item.fixturenames):
            item.add_marker("servers")


def pytest_collection_finish(session: pytest.Session) -> None:
    if any(item.get_closest_marker("servers") for item in session.items):
        _start_cache(session.config)


def _start_cache(config: pytest.Config) -> None:
    folder = tempfile.TemporaryDirectory(prefix="crm-optimized-tests-")
    valkey = Valkey(Path(folder.name))
    config.add_cleanup(folder.cleanup)
    config.add_cleanup(valkey.kill)  # runs before the one above
    valkey.start()
    settings.REDIS_URL = valkey.url
    settings.CACHES["default"]["LOCATION"] = [valkey.url]
