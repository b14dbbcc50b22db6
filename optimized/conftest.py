"""Tests and benchmarks use nothing that was there before: they make a database of a name that was never used, because
Django drops one of its usual name unasked, and start a cache server of their own, because they flush it."""

import secrets
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from races.servers import Valkey


def pytest_configure(config: pytest.Config) -> None:
    database = settings.DATABASES["default"]
    database.setdefault("TEST", {})["NAME"] = f"test_{database['NAME']}_{secrets.token_hex(6)}"[:63]
    folder = tempfile.TemporaryDirectory(prefix="crm-optimized-tests-")
    valkey = Valkey(Path(folder.name))
    config.add_cleanup(folder.cleanup)
    config.add_cleanup(valkey.kill)  # runs before the one above
    valkey.start()
    settings.REDIS_URL = valkey.url
    settings.CACHES["default"]["LOCATION"] = [valkey.url]
