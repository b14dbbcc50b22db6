"""Tests and benchmarks make a database of a name that was never used: Django drops one of its usual name unasked."""

import secrets

from django.conf import settings


def pytest_configure() -> None:
    database = settings.DATABASES["default"]
    database.setdefault("TEST", {})["NAME"] = f"test_{database['NAME']}_{secrets.token_hex(6)}"[:63]
