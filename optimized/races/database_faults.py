"""Faults of the database. The service has recovered when it answers a request that is not cached."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from urllib.parse import urlsplit

import psutil
import psycopg
from psycopg import sql

from races.fault_targets import FaultTargets
from races.processes import CannotRun, wait_until
from races.service import Service


@contextmanager
def database_away(targets: FaultTargets) -> Iterator[None]:
    """It ends all connections and accepts no new ones."""
    with _other_database(targets) as (connection, name):
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name)))
    wait_for_an_uncached_answer(targets.service, targets.recoveries_s)


@contextmanager
def table_locked(targets: FaultTargets) -> Iterator[None]:
    """All statements about customers wait."""
    with psycopg.connect(targets.database_url) as connection:
        connection.execute("LOCK TABLE customers_customer IN ACCESS EXCLUSIVE MODE")
        yield
    wait_for_an_uncached_answer(targets.service, targets.recoveries_s)


@contextmanager
def database_frozen(targets: FaultTargets) -> Iterator[None]:
    """Its processes stand still."""
    with _other_database(targets) as (connection, name):
        rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [name]).fetchall()
    processes = [psutil.Process(pid) for (pid,) in rows if psutil.pid_exists(pid)]
    if not processes or not all("postgres" in process.name() for process in processes):
        raise CannotRun("The processes of the database are not on this machine.")
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()
    wait_for_an_uncached_answer(targets.service, targets.recoveries_s)


@contextmanager
def _other_database(targets: FaultTargets) -> Iterator[tuple[psycopg.Connection, str]]:
    """A connection to another database on the same server, and the name of this database."""
    with psycopg.connect(targets.other_database_url, autocommit=True) as connection:
        yield connection, urlsplit(targets.database_url).path.removeprefix("/")


def wait_for_an_uncached_answer(service: Service, recoveries_s: list[float]) -> None:
    began = time.monotonic()
    numbers = count(int(began * 1000))
    wait_until(lambda: service.answers(f"/api/v1/customers?points_min={next(numbers)}"), "The database")
    recoveries_s.append(time.monotonic() - began)
