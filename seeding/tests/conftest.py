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
from given import DJANGO, Service, environment
from psycopg import sql
from psycopg.conninfo import make_conninfo


def pytest_configure(config: pytest.Config) -> None:
    # A shell's background job ignores Ctrl-C and hands that down; a handler of our own is not handed down.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if "DATABASE_URL" not in os.environ:
        pytest.exit("Set DATABASE_URL to a PostgreSQL server on which the role may create databases.", returncode=2)


@pytest.fixture(scope="session")
def plain() -> Iterator[Service]:
    """With Django's defaults only."""
    yield from _service("plain")


@pytest.fixture(scope="session")
def searchable() -> Iterator[Service]:
    """With triggers, without surrogate ids, with indexes and constraints of many kinds."""
    yield from _service("searchable")


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return draw_vocabulary()


@pytest.fixture(scope="session")
def writer(vocabulary: Vocabulary) -> ChunkWriter:
    return ChunkWriter(vocabulary, seed=1, customers=20_000)


@pytest.fixture(autouse=True)
def _loads_within_this_process_start_fast(vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that tests start are as they are."""
    monkeypatch.setattr("crm_seeding.load.draw_vocabulary", lambda: vocabulary)
    # A spawned process imports its parent's main module: here pytest with all that it needs.
    monkeypatch.delattr(sys.modules["__main__"], "__file__", raising=False)
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None)


FIND_TABLES = """
import django, pickle, sys
django.setup()
from crm_seeding.service import find_tables
pickle.dump(find_tables(), sys.stdout.buffer)
"""


def _service(name: str) -> Iterator[Service]:
    server = os.environ["DATABASE_URL"]
    database = f"test_seeding_{name}_{os.getpid()}"
    url = make_conninfo(server, dbname=database)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        try:
            variables = environment(f"{name}_service.settings", url)
            subprocess.run([*DJANGO, "migrate", "--verbosity", "0"], env=variables, check=True)
            found = subprocess.run([sys.executable, "-c", FIND_TABLES], env=variables, check=True, capture_output=True)
            yield Service(f"{name}_service.settings", url, pickle.loads(found.stdout))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))
