"""A load from begin to end: take away what slows it down, fill the tables, put everything back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter

import psycopg
from psycopg import sql

from crm_seeding import structures
from crm_seeding.abandon import abandon, empty_if_unfinished, truncate
from crm_seeding.errors import WorkerFailed, explain
from crm_seeding.interrupts import ctrl_c_ignored
from crm_seeding.progress import Progress
from crm_seeding.rows import CHUNK_SIZE
from crm_seeding.session import open_session, require_empty, require_tables, take_lock
from crm_seeding.structures import Structure
from crm_seeding.tables import Tables
from crm_seeding.workers import Job, Workers, batches, draw_vocabulary


@dataclass(frozen=True, slots=True)
class Request:
    conninfo: str = field(repr=False)  # holds the password
    tables: Tables
    customers: int
    seed: int
    workers: int
    replace: bool


@dataclass(frozen=True, slots=True)
class Timings:
    load_s: float
    indexes_s: float
    """Of constraints too."""
    vacuum_s: float
    total_s: float


def load(request: Request, progress: Progress) -> Timings:
    try:
        with open_session(request.conninfo) as connection:
            require_tables(connection, request.tables)
            take_lock(connection)
            if empty_if_unfinished(connection, request.tables):
                progress.say("An earlier load was killed; what it left has been removed.")
            if not request.replace:
                require_empty(connection, request.tables)
            return _load(connection, request, progress)
    except KeyboardInterrupt as error:
        raise abandon(request.conninfo, request.tables, because="Stopped.", exit_code=130) from error
    except psycopg.Error as error:
        raise abandon(request.conninfo, request.tables, because=explain(error), exit_code=2) from error
    except WorkerFailed as error:
        raise abandon(request.conninfo, request.tables, because=str(error), exit_code=2) from error


def _load(connection: psycopg.Connection, request: Request, progress: Progress) -> Timings:
    started = perf_counter()
    chunks = -(-request.customers // CHUNK_SIZE)
    with Workers(number=min(request.workers, chunks)) as workers:
        workers.prepare(Job(request.conninfo, request.tables, draw_vocabulary(), request.seed, request.customers))
        taken = _take_away(connection, request.tables)
        with progress.phase("Loading customers", request.customers) as advance:
            for customers in workers.run(batches(chunks), ahead=2):
                advance(customers)
        loaded = perf_counter()
        _run_all(workers, [structure.build for structure in taken], "Building indexes", progress)
        _attach(connection, taken)
        indexed = perf_counter()
        names = [sql.Identifier(name).as_string() for name in request.tables.names()]
        _run_all(workers, [f"VACUUM (ANALYZE) {name}" for name in names], "Vacuuming tables", progress)
        vacuumed = perf_counter()
        # Last: with the statistics of ANALYZE it merges two indexes; without, it hashes every row at 5 times the cost.
        _run_all(workers, [structure.validate for structure in taken], "Validating foreign keys", progress)
    _complete(connection, request.tables)
    ended = perf_counter()
    return Timings(
        load_s=loaded - started,
        indexes_s=indexed - loaded + ended - vacuumed,
        vacuum_s=vacuumed - indexed,
        total_s=ended - started,
    )


def _take_away(connection: psycopg.Connection, tables: Tables) -> list[Structure]:
    with connection.transaction():
        truncate(connection, tables)
        taken = structures.find_structures(connection, tables)
        structures.write_record(connection, taken)
        structures.drop(connection, taken)
    return taken


def _attach(connection: psycopg.Connection, taken: Sequence[Structure]) -> None:
    with connection.transaction():
        # Waits until all rows are on disk: VACUUM calls no page visible to all whose commits might still be lost.
        connection.execute("SET LOCAL synchronous_commit = on")
        structures.attach(connection, taken)


def _run_all(workers: Workers, statements: Sequence[str], description: str, progress: Progress) -> None:
    tasks = [statement for statement in statements if statement]
    with progress.phase(description, len(tasks)) as advance:
        for _ in workers.run(tasks):
            advance(1)


def _complete(connection: psycopg.Connection, tables: Tables) -> None:
    """The record goes last, when everything before it is on disk."""
    with ctrl_c_ignored():
        for statement in tables.reset_sequences:
            connection.execute(statement.encode())
        with connection.transaction():
            connection.execute("SET LOCAL synchronous_commit = on")
            structures.delete_record(connection)
