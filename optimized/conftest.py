"""Tests and benchmarks use the configured Redis under a database number of their own: no service's cache is touched."""

from django.conf import settings

TEST_DATABASE = "9"


def pytest_configure() -> None:
    settings.REDIS_URL = f"{settings.REDIS_URL.rpartition('/')[0]}/{TEST_DATABASE}"
    settings.CACHES["default"]["LOCATION"] = [settings.REDIS_URL]
