"""What can befall the cache, the workers and the database, each with its begin and its end."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from math import inf
from urllib.parse import urlsplit

import psutil
import psycopg
from psycopg import sql

from races.servers import PLENTY, CannotRun, Service, Valkey, wait_until


@dataclass(frozen=True, slots=True)
class Stage:
    """What faults can reach."""

    valkey: Valkey
    service: Service
    database_url: str
    beside_url: str
    """Another database of the same server."""
    recoveries: list[float] = field(default_factory=list)
    """Seconds that the service took to be itself again, after those faults that it cannot hide."""


type Befall = Callable[[Stage], AbstractContextManager[None]]


@contextmanager
def stopped(stage: Stage) -> Iterator[None]:
    """It takes connections and never answers, until it goes on with everything that it held."""
    stage.valkey.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        stage.valkey.signal(signal.SIGCONT)


@contextmanager
def stopped_idle(stage: Stage) -> Iterator[None]:
    """The same, after it has closed the writers' idle connections: no deletion reaches so much as its buffers."""
    with stage.valkey.connected() as client:
        stage.valkey.close_writers(client)
    with stopped(stage):
        yield


@contextmanager
def killed(stage: Stage) -> Iterator[None]:
    """Connections are refused, until it comes back empty."""
    stage.valkey.kill()
    try:
        yield
    finally:
        stage.valkey.start()


@contextmanager
def restored(stage: Stage) -> Iterator[None]:
    """Connections are refused, until it comes back with all that it held at the beginning, as with persistence on or
    as a replica that is promoted."""
    stage.valkey.command("SAVE")
    with killed(stage):
        yield


@contextmanager
def full(stage: Stage) -> Iterator[None]:
    """It answers reads and deletes, and stores nothing."""
    stage.valkey.command("CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", "1")
    try:
        yield
    finally:
        stage.valkey.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru", "maxmemory", PLENTY)


@contextmanager
def flushed(stage: Stage) -> Iterator[None]:
    """It forgets everything, at the beginning and at the end."""
    stage.valkey.command("FLUSHALL")
    yield
    stage.valkey.command("FLUSHALL")


@contextmanager
def read_only(stage: Stage) -> Iterator[None]:
    """It answers reads and refuses writes, deletes too, as after a failed snapshot or as a replica does."""
    stage.valkey.command("CONFIG", "SET", "min-replicas-to-write", "1")
    try:
        yield
    finally:
        stage.valkey.command("CONFIG", "SET", "min-replicas-to-write", "0")


@contextmanager
def cut_off(stage: Stage) -> Iterator[None]:
    """It serves the readers' connections and refuses the writers': what no lease notices."""
    with stage.valkey.connected() as client:
        stage.valkey.close_writers(client)
        client.execute_command("CONFIG", "SET", "maxclients", "1")
        try:
            yield
        finally:
            client.execute_command("CONFIG", "SET", "maxclients", "10000")


@contextmanager
def worker_killed(stage: Stage) -> Iterator[None]:
    _lose_worker(stage, signal.SIGKILL)
    yield


@contextmanager
def worker_frozen(stage: Stage) -> Iterator[None]:
    """A worker stands still with all that it holds, until uvicorn misses it."""
    _lose_worker(stage, signal.SIGSTOP)
    yield


@contextmanager
def worker_terminated(stage: Stage) -> Iterator[None]:
    _lose_worker(stage, signal.SIGTERM)
    yield


def _lose_worker(stage: Stage, number: signal.Signals) -> None:
    before = stage.service.workers()
    victim = min(before)  # the oldest: the newest may still be starting
    os.kill(victim, number)
    began = time.monotonic()
    wait_until(lambda: len(stage.service.workers() - {victim}) == len(before), "Another worker")
    stage.recoveries.append(time.monotonic() - began)


@contextmanager
def database_away(stage: Stage) -> Iterator[None]:
    """It ends all connections and takes no others."""
    with _beside(stage) as (connection, name):
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name)))
    _wait_for_an_uncached_answer(stage)


@contextmanager
def table_locked(stage: Stage) -> Iterator[None]:
    """Every statement about customers waits."""
    with psycopg.connect(stage.database_url) as connection:
        connection.execute("LOCK TABLE customers_customer IN ACCESS EXCLUSIVE MODE")
        yield
    _wait_for_an_uncached_answer(stage)


@contextmanager
def database_frozen(stage: Stage) -> Iterator[None]:
    """Its processes stand still."""
    with _beside(stage) as (connection, name):
        rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [name]).fetchall()
    processes = [psutil.Process(pid) for (pid,) in rows if psutil.pid_exists(pid)]
    if not processes or not all("postgres" in process.name() for process in processes):
        raise CannotRun("The database's processes are not on this machine.")
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()
    _wait_for_an_uncached_answer(stage)


@contextmanager
def _beside(stage: Stage) -> Iterator[tuple[psycopg.Connection, str]]:
    """A connection to another database of the same server, and this database's name."""
    with psycopg.connect(stage.beside_url, autocommit=True) as connection:
        yield connection, urlsplit(stage.database_url).path.removeprefix("/")


def _wait_for_an_uncached_answer(stage: Stage) -> None:
    began = time.monotonic()
    questions = count(int(began * 1000))
    wait_until(lambda: stage.service.answers(f"/api/v1/customers?points_min={next(questions)}"), "The database")
    stage.recoveries.append(time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class Fault:
    befall: Befall
    unanswered: bool = False
    """Each client may lose the one request that it has under way."""
    unavailable: bool = False
    """What needs the database may be answered 503."""
    recovers_s: float = inf
    """How long the service may take to be itself again."""


CACHE_FAULTS = {
    "stopped": Fault(stopped),
    "stopped-idle": Fault(stopped_idle),
    "killed": Fault(killed),
    "restored": Fault(restored),
    "full": Fault(full),
    "flushed": Fault(flushed),
    "read-only": Fault(read_only),
}
WORKER_FAULTS = {
    "worker-killed": Fault(worker_killed, unanswered=True, recovers_s=1),
    "worker-frozen": Fault(worker_frozen, unanswered=True, recovers_s=3),
    "worker-terminated": Fault(worker_terminated, unanswered=True, recovers_s=10),
}
DATABASE_FAULTS = {
    "database-away": Fault(database_away, unavailable=True, recovers_s=3),
    "database-frozen": Fault(database_frozen, unavailable=True, recovers_s=2),
    "table-locked": Fault(table_locked, unavailable=True, recovers_s=1),
}
# What the service does not promise to survive, to see how much it costs.
LIMITS = {"cut-off": Fault(cut_off)}
FAULTS: Mapping[str, Fault] = {**CACHE_FAULTS, **WORKER_FAULTS, **DATABASE_FAULTS, **LIMITS}
GROUPS: Mapping[str, Sequence[str]] = {
    "cache": tuple(CACHE_FAULTS),
    "workers": tuple(WORKER_FAULTS),
    "database": tuple(DATABASE_FAULTS),
    "all": (*CACHE_FAULTS, *WORKER_FAULTS, *DATABASE_FAULTS),
}
