"""A load from begin to end: drop the structures that slow it down, fill the tables, restore everything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import psycopg
from psycopg import sql

from crm_seeding import structures
from crm_seeding.abandon import abandon, empty_if_unfinished, truncate
from crm_seeding.errors import WorkerFailed, explain
from crm_seeding.interrupts import ctrl_c_ignored
from crm_seeding.progress import Progress
from crm_seeding.request import Request
from crm_seeding.rows import CHUNK_SIZE
from crm_seeding.session import open_session, require_empty, require_tables, take_lock, transaction
from crm_seeding.structures import Structure
from crm_seeding.tables import Tables
from crm_seeding.vocabulary import Vocabulary
from crm_seeding.workers import Job, Workers, batches, draw_vocabulary


@dataclass(frozen=True, slots=True)
class Timings:
    load_s: float
    # Building the indexes and constraints, and validating the foreign keys.
    indexes_s: float
    vacuum_s: float
    total_s: float


def load(request: Request, progress: Progress, *, vocabulary: Callable[[], Vocabulary] = draw_vocabulary) -> Timings:
    """Fill the tables with the requested customers.

    `vocabulary` provides their words. Raises SeedingError if the load must not begin, and LoadAbandoned if it began
    and did not finish.
    """
    try:
        with open_session(request.conninfo, lock_timeout_s=request.lock_timeout_s) as connection:
            require_tables(connection, request.tables)
            take_lock(connection)
            if empty_if_unfinished(connection, request.tables):
                progress.say("An earlier load was killed. Its rows have been removed.")
            if not request.replace:
                require_empty(connection, request.tables)
            return _load(connection, request, progress=progress, vocabulary=vocabulary)
    except KeyboardInterrupt as error:
        raise abandon(request.conninfo, request.tables, because="Stopped.", exit_code=130) from error
    except psycopg.Error as error:
        raise abandon(request.conninfo, request.tables, because=explain(error), exit_code=2) from error
    except WorkerFailed as error:
        raise abandon(request.conninfo, request.tables, because=str(error), exit_code=2) from error


def _load(
    connection: psycopg.Connection, request: Request, *, progress: Progress, vocabulary: Callable[[], Vocabulary]
) -> Timings:
    started = perf_counter()
    chunks = -(-request.customers // CHUNK_SIZE)
    with Workers(number=min(request.workers, chunks)) as workers:
        workers.prepare(Job(request, vocabulary()))
        taken = _take_away(connection, request.tables)
        with progress.phase("Loading customers", request.customers) as advance:
            for customers in workers.run(batches(chunks, size=request.chunks_in_a_batch), ahead=2):
                advance(customers)
        loaded = perf_counter()
        _run_all(workers, [structure.build for structure in taken], phase="Building indexes", progress=progress)
        _attach(connection, taken)
        indexed = perf_counter()
        names = [sql.Identifier(name).as_string() for name in request.tables.names()]
        vacuums = [f"VACUUM (ANALYZE) {name}" for name in names]
        _run_all(workers, vacuums, phase="Vacuuming tables", progress=progress)
        vacuumed = perf_counter()
        # Validate last: with the statistics of ANALYZE, PostgreSQL merges two indexes. Without them, it hashes every
        # row, at 5 times the cost.
        validations = [structure.validate for structure in taken]
        _run_all(workers, validations, phase="Validating foreign keys", progress=progress)
    _complete(connection, request.tables)
    ended = perf_counter()
    return Timings(
        load_s=loaded - started,
        indexes_s=indexed - loaded + ended - vacuumed,
        vacuum_s=vacuumed - indexed,
        total_s=ended - started,
    )


def _take_away(connection: psycopg.Connection, tables: Tables) -> list[Structure]:
    with transaction(connection):
        truncate(connection, tables)
        taken = structures.find_structures(connection, tables)
        structures.write_record(connection, taken)
        structures.drop(connection, taken)
    return taken


def _attach(connection: psycopg.Connection, taken: Sequence[Structure]) -> None:
    with transaction(connection):
        # This commit waits until all rows are on disk. VACUUM marks no page as visible to all if a commit in it might
        # still be lost.
        connection.execute("SET LOCAL synchronous_commit = on")
        structures.attach(connection, taken)


def _run_all(workers: Workers, statements: Sequence[str], *, phase: str, progress: Progress) -> None:
    tasks = [statement for statement in statements if statement]
    with progress.phase(phase, len(tasks)) as advance:
        for _ in workers.run(tasks):
            advance(1)


def _complete(connection: psycopg.Connection, tables: Tables) -> None:
    """Set the sequences, and delete the record last: everything before it is on disk then."""
    with ctrl_c_ignored():
        for statement in tables.reset_sequences:
            connection.execute(statement.encode())
        with transaction(connection):
            connection.execute("SET LOCAL synchronous_commit = on")
            structures.delete_record(connection)
