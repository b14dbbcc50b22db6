import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from crm_seeding.rows import ChunkWriter
from crm_seeding.vocabulary import Vocabulary
from crm_seeding.words_from_faker import draw_vocabulary
from psycopg import sql
from psycopg.conninfo import make_conninfo
from services import DJANGO, Service, environment

SERVICES = {"plain", "searchable", "service"}


def pytest_configure() -> None:
    # A shell's background job ignores Ctrl-C, and its children inherit that. They do not inherit a handler.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that needs a database, so that `-m "not servers"` runs without one."""
    for item in items:
        if SERVICES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.servers)


@pytest.fixture(scope="session")
def plain(vocabulary: Vocabulary) -> Iterator[Service]:
    """A service with Django's defaults only."""
    yield from _service("plain", vocabulary)


@pytest.fixture(scope="session")
def searchable(vocabulary: Vocabulary) -> Iterator[Service]:
    """A service with triggers, without surrogate ids, with indexes and constraints of many kinds."""
    yield from _service("searchable", vocabulary)


@pytest.fixture(params=["plain", "searchable"])
def service(request: pytest.FixtureRequest) -> Service:
    """Each of the two services."""
    found: Service = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return draw_vocabulary()


@pytest.fixture(scope="session")
def writer(vocabulary: Vocabulary) -> ChunkWriter:
    return ChunkWriter(vocabulary, seed=1, customers=20_000)


@pytest.fixture(autouse=True)
def _workers_of_this_process_start_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """A spawned process imports its parent's main module: here that is pytest with all of its imports."""
    monkeypatch.delattr(sys.modules["__main__"], "__file__", raising=False)
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None)


FIND_TABLES = """
import django, pickle, sys
django.setup()
from crm_seeding.service import find_tables
pickle.dump(find_tables(), sys.stdout.buffer)
"""


def _service(name: str, vocabulary: Vocabulary) -> Iterator[Service]:
    if "DATABASE_URL" not in os.environ:
        pytest.exit("Set DATABASE_URL to a PostgreSQL server on which the role may create databases.", returncode=2)
    server = os.environ["DATABASE_URL"]
    database = f"test_seeding_{name}_{os.getpid()}"
    url = make_conninfo(server, dbname=database)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        try:
            variables = environment(f"{name}_service.settings", url)
            subprocess.run([*DJANGO, "migrate", "--verbosity", "0"], env=variables, check=True)
            found = subprocess.run([sys.executable, "-c", FIND_TABLES], env=variables, check=True, capture_output=True)
            yield Service(f"{name}_service.settings", url, pickle.loads(found.stdout), vocabulary)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(database)))
