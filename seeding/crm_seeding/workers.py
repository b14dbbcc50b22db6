"""Processes that load chunks and run statements, each over a connection of its own.

Not concurrent.futures: its workers outlive a killed parent and print a traceback on Ctrl-C. Here a worker waits at a
pipe, and a pipe whose other end is gone ends it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self, cast

import psycopg
from psycopg import sql

from crm_seeding.copy_format import HEADER, TRAILER
from crm_seeding.errors import WorkerFailed, explain
from crm_seeding.interrupts import ctrl_c_ignored
from crm_seeding.rows import Chunk, ChunkWriter
from crm_seeding.tables import Table, Tables
from crm_seeding.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Job:
    """All that a worker needs to know, whatever its tasks."""

    conninfo: str = field(repr=False)  # holds the password
    tables: Tables
    vocabulary: Vocabulary
    seed: int
    customers: int

    def writer(self) -> ChunkWriter:
        return ChunkWriter(
            self.vocabulary,
            seed=self.seed,
            customers=self.customers,
            address_extras=self.tables.address_extras,
            relationship_extras=self.tables.relationship_extras,
        )


LOCK_TIMEOUT_S = 10
"""For whoever else uses the tables: long enough for a request, or for autovacuum to give way."""

WORKER_NAME = "generate_fake_data worker"
"""What PostgreSQL calls the workers' sessions."""

CHUNKS_IN_A_BATCH = 4
"""Chunks that share a COPY and a commit, 4 MB: each costs eight round trips, long ones when others use the CPU."""

type Task = range | str
"""The numbers of chunks to load together, or a statement to run."""


def batches(chunks: int) -> Iterator[range]:
    for first in range(0, chunks, CHUNKS_IN_A_BATCH):
        yield range(first, min(first + CHUNKS_IN_A_BATCH, chunks))


class Workers:
    """Spawned, not forked: a fork would inherit the parent's connections."""

    def __init__(self, *, number: int) -> None:
        self._number = number
        self._processes: dict[Pipe, BaseProcess] = {}

    def __enter__(self) -> Self:
        context = get_context("spawn")
        with ctrl_c_ignored():
            for _ in range(self._number):
                pipe, workers_end = context.Pipe()
                process = context.Process(target=_work, args=(workers_end,), daemon=True)
                process.start()
                workers_end.close()
                self._processes[pipe] = process
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe, process in self._processes.items():
            pipe.close()
            if error:
                process.kill()
            process.join()

    def prepare(self, job: Job) -> None:
        for pipe in self._processes:
            self._send(pipe, job)

    def run(self, tasks: Iterable[Task], *, ahead: int = 1) -> Iterator[int]:
        """Yield the customers that each finished task loaded. A worker holds `ahead` tasks, as long as there are any:
        with two, it need not wait for this process after each."""
        waiting = iter(tasks)
        given = Counter[Pipe]()
        for pipe in [*self._processes] * ahead:
            self._give(pipe, waiting, given)
        while +given:
            for ready in wait([*+given]):
                assert isinstance(ready, Pipe)
                given[ready] -= 1
                yield self._answer(ready)
                self._give(ready, waiting, given)

    def _give(self, pipe: Pipe, waiting: Iterator[Task], given: Counter[Pipe]) -> None:
        task = next(waiting, None)
        if task is not None:
            self._send(pipe, task)
            given[pipe] += 1

    def _send(self, pipe: Pipe, message: Job | Task) -> None:
        try:
            pipe.send(message)
        except ConnectionError:
            self._answer(pipe)  # raises: a worker that ended has said why, or has ended unexpectedly

    def _answer(self, pipe: Pipe) -> int:
        try:
            answer = pipe.recv()
        except (EOFError, ConnectionError) as error:
            process = self._processes[pipe]
            process.join()
            raise WorkerFailed(
                f"A worker process ended with code {process.exitcode}: free some memory, or use fewer --workers."
            ) from error
        if isinstance(answer, str):
            raise WorkerFailed(answer)
        return int(answer)


def draw_vocabulary() -> Vocabulary:
    """In a process that ends at once, because Faker takes 60 MB and never gives them back."""
    context = get_context("spawn")
    pipe, its_end = context.Pipe(duplex=False)
    process = context.Process(target=_draw, args=(its_end,), daemon=True)
    with ctrl_c_ignored():
        process.start()
    its_end.close()
    try:
        return cast("Vocabulary", pipe.recv())
    except EOFError as error:
        raise WorkerFailed("Faker gave no vocabulary: see the lines above.") from error
    finally:
        process.kill()
        process.join()


def _draw(pipe: Pipe) -> None:
    from crm_seeding import words_from_faker  # noqa: PLC0415 - only here, see above

    pipe.send(words_from_faker.draw_vocabulary())


def _work(pipe: Pipe) -> None:
    """Runs in the worker process until the parent closes the pipe: a job, then tasks. Answers a task with the number of
    customers loaded, or with the sentence that says why not."""
    try:
        job = pipe.recv()
        with connect(job.conninfo, name=WORKER_NAME) as connection:
            writer, tables = job.writer(), job.tables
            del job  # with the vocabulary, 7 MB that the writer does not need
            while True:
                match pipe.recv():
                    case range() as numbers:
                        pipe.send(_load_batch(connection, tables, [writer.write(number) for number in numbers]))
                    case str(statement):
                        connection.execute(statement.encode())
                        pipe.send(0)
    except psycopg.Error as error:
        pipe.send(explain(error))
    except (EOFError, ConnectionError):
        pass


def connect(conninfo: str, *, name: str) -> psycopg.Connection:
    """A commit does not wait for the disk; the few that matter do, and for all before them."""
    connection = psycopg.connect(conninfo, autocommit=True, application_name=name, client_encoding="UTF8")
    connection.execute(
        f"SET synchronous_commit = off; SET lock_timeout = '{LOCK_TIMEOUT_S} s'; SET statement_timeout = 0".encode()
    )
    return connection


def _load_batch(connection: psycopg.Connection, tables: Tables, chunks: Sequence[Chunk]) -> int:
    """Customers last: a trigger that composes something of a customer and its address finds the address."""
    with connection.transaction(), connection.cursor() as cursor:
        _copy(cursor, tables.addresses, [chunk.addresses for chunk in chunks])
        _copy(cursor, tables.relationships, [chunk.relationships for chunk in chunks])
        _copy(cursor, tables.customers, [chunk.customers for chunk in chunks])
    return sum(chunk.size for chunk in chunks)


def _copy(cursor: psycopg.Cursor, table: Table, parts: Sequence[bytes]) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(sql.Identifier(table.name), columns)
    with cursor.copy(statement) as copy:
        for part in (HEADER, *parts, TRAILER):
            copy.write(part)
