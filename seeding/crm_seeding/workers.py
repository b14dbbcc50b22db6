"""Processes that load chunks and run statements, each over its own connection.

The workers of concurrent.futures outlive a killed parent, and print a traceback on Ctrl-C. These workers wait at a
pipe, and end when its other end is closed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Self, cast

import psycopg
from psycopg import sql

from crm_seeding.copy_format import HEADER, TRAILER
from crm_seeding.errors import WorkerFailed, explain
from crm_seeding.interrupts import ctrl_c_ignored
from crm_seeding.request import LOCK_TIMEOUT_S, Request
from crm_seeding.rows import Chunk, ChunkWriter
from crm_seeding.tables import Table, Tables
from crm_seeding.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs to know for all of its tasks."""

    request: Request
    vocabulary: Vocabulary

    def writer(self) -> ChunkWriter:
        return ChunkWriter(
            self.vocabulary,
            seed=self.request.seed,
            customers=self.request.customers,
            address_extras=self.request.tables.address_extras,
            relationship_extras=self.request.tables.relationship_extras,
        )


# The application_name of the workers' sessions in PostgreSQL.
WORKER_NAME = "generate_fake_data worker"

# The numbers of the chunks to load together, or a statement to run.
type Task = range | str


def batches(chunks: int, *, size: int) -> Iterator[range]:
    for first in range(0, chunks, size):
        yield range(first, min(first + size, chunks))


class Workers:
    """Worker processes. They are spawned, not forked, because a fork would inherit the parent's connections."""

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

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for pipe, process in self._processes.items():
            pipe.close()
            if kind:
                process.kill()
            process.join()

    def prepare(self, job: Job) -> None:
        for pipe in self._processes:
            self._send(pipe, job)

    def run(self, tasks: Iterable[Task], *, ahead: int = 1) -> Iterator[int]:
        """Yield the number of customers that each finished task loaded. Raises WorkerFailed.

        A worker holds up to `ahead` tasks. With two, it need not wait for this process after each task.
        """
        waiting = iter(tasks)
        given = Counter[Pipe]()
        for pipe in [*self._processes] * ahead:
            self._give(pipe, waiting, given=given)
        while +given:
            for ready in wait([*+given]):
                assert isinstance(ready, Pipe)
                given[ready] -= 1
                yield self._answer(ready)
                self._give(ready, waiting, given=given)

    def _give(self, pipe: Pipe, waiting: Iterator[Task], *, given: Counter[Pipe]) -> None:
        task = next(waiting, None)
        if task is not None:
            self._send(pipe, task)
            given[pipe] += 1

    def _send(self, pipe: Pipe, message: Job | Task) -> None:
        try:
            pipe.send(message)
        except ConnectionError:
            # This raises: a worker that ended has sent the reason, or it ended unexpectedly.
            self._answer(pipe)

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
    """Draw it in a process that ends at once, because Faker takes 60 MB and never returns them."""
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
    # Imported only in this process, because Faker takes 0.3 s and 60 MB.
    from crm_seeding import words_from_faker  # noqa: PLC0415

    pipe.send(words_from_faker.draw_vocabulary())


def _work(pipe: Pipe) -> None:
    """Run in the worker process until the parent closes the pipe: receive a job, then tasks.

    The answer to a task is the number of customers that it loaded, or a sentence that says why it failed.
    """
    try:
        job = pipe.recv()
        request, writer = job.request, job.writer()
        with connect(request.conninfo, name=WORKER_NAME, lock_timeout_s=request.lock_timeout_s) as connection:
            # The job holds the vocabulary: 7 MB that the writer does not need.
            del job
            while True:
                match pipe.recv():
                    case range() as numbers:
                        chunks = [writer.write(number) for number in numbers]
                        pipe.send(_load_batch(connection, request.tables, chunks=chunks))
                    case str(statement):
                        connection.execute(statement.encode())
                        pipe.send(0)
    except psycopg.Error as error:
        pipe.send(explain(error))
    except (EOFError, ConnectionError):
        pass


def connect(conninfo: str, *, name: str, lock_timeout_s: float = LOCK_TIMEOUT_S) -> psycopg.Connection:
    """Connect so that commits do not wait for the disk. The few commits that matter wait for all before them, too."""
    connection = psycopg.connect(conninfo, autocommit=True, application_name=name, client_encoding="UTF8")
    connection.execute(
        f"SET synchronous_commit = off; SET lock_timeout = '{lock_timeout_s} s'; SET statement_timeout = 0".encode()
    )
    return connection


def _load_batch(connection: psycopg.Connection, tables: Tables, *, chunks: Sequence[Chunk]) -> int:
    """Load the customers last, so that a trigger of a customer that reads its address finds it."""
    with connection.transaction(), connection.cursor() as cursor:
        _copy(cursor, tables.addresses, parts=[chunk.addresses for chunk in chunks])
        _copy(cursor, tables.relationships, parts=[chunk.relationships for chunk in chunks])
        _copy(cursor, tables.customers, parts=[chunk.customers for chunk in chunks])
    return sum(chunk.size for chunk in chunks)


def _copy(cursor: psycopg.Cursor, table: Table, *, parts: Sequence[bytes]) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(sql.Identifier(table.name), columns)
    with cursor.copy(statement) as copy:
        for part in (HEADER, *parts, TRAILER):
            copy.write(part)
