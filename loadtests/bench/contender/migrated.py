"""An empty database of each contender, made by its own migrations: what its database is made of, besides rows.

The migrations run at the same time as the harness prepares the data, so a run does not wait for them.
"""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from bench.contenders import Contender
from bench.environment import process_environment
from bench.errors import BenchError, first_line
from bench.processes import Processes, interrupts_deferred, last_lines
from bench.readings.structures import Structure, read_structures
from bench.targets.datastores import Datastores
from bench.targets.users_postgres import create_database, drop_database, with_database

# bench drops a database with this comment; it belongs to a run that was killed.
MARK = "made by bench for a moment, to compare structures"


@dataclass(frozen=True, slots=True)
class Migrating:
    """A migration that runs in the empty database `database`, or the reason why none does."""

    contender: Contender
    datastores: Datastores
    database: str = ""
    output: Path = Path()
    process: subprocess.Popen[bytes] | None = None
    not_compared: str = ""

    def structures(self, processes: Processes) -> Sequence[Structure] | str:
        """Wait until the contender has migrated. The reason, if there are none to compare with."""
        if self.process is None:
            return self.not_compared
        code, _ = processes.finish(self.process)
        if code != 0:
            reason = (
                f"`migrate` of {self.contender.name} fails in an empty database, with exit code {code}: "
                f"{last_lines(self.output, count=3)}"
            )
            if self.datastores.ours:
                raise BenchError(reason)
            return reason
        assert self.datastores.admin_url is not None
        return read_structures(with_database(self.datastores.admin_url, self.database))


@contextmanager
def migrating(
    contenders: Sequence[tuple[Contender, Datastores]], *, logs: Path, processes: Processes
) -> Iterator[Sequence[Migrating]]:
    """One for each contender with a database. At the end of the block the empty databases are gone."""
    started: list[Migrating] = []
    try:
        for contender, datastores in contenders:
            if datastores.admin_url is not None:
                with interrupts_deferred():
                    started.append(_start(contender, datastores, logs=logs, processes=processes))
        yield started
    finally:
        with interrupts_deferred():
            for each in started:
                _end(each, processes)


def _start(contender: Contender, datastores: Datastores, *, logs: Path, processes: Processes) -> Migrating:
    template = contender.migrate_copy or contender.migrate
    if not template:
        return Migrating(contender, datastores, not_compared="contenders.toml names no `migrate`")
    database = f"bench_{datastores.database}"
    try:
        _create(datastores, database)
    except psycopg.errors.InsufficientPrivilege as error:
        return Migrating(contender, datastores, not_compared=first_line(error))
    found = Migrating(contender, datastores, database, logs / f"{contender.name}.migrated.log")
    try:
        found.output.unlink(missing_ok=True)
        process = processes.start(
            contender.command(template, database=database),
            folder=contender.folder,
            environment=process_environment(_variables(datastores, database), contender.environment),
            output=found.output,
        )
    except BaseException:
        _end(found, processes)
        raise
    return replace(found, process=process)


def _create(datastores: Datastores, database: str) -> None:
    with psycopg.connect(datastores.admin_url or "", autocommit=True) as admin:
        left = admin.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [database]
        ).fetchone()
        if left and left[0] != MARK:
            raise BenchError(f"The server has a database {database} that bench did not make. Rename it.")
        if left:
            drop_database(admin, database)
        [owner] = admin.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        ).fetchone() or [""]
        create_database(admin, database, mark=MARK, owner=owner)


def _variables(datastores: Datastores, database: str) -> Mapping[str, str]:
    given = dict(datastores.variables)
    if url := given.get("DATABASE_URL"):
        given["DATABASE_URL"] = with_database(url, database)
    return given


def _end(each: Migrating, processes: Processes) -> None:
    if each.process is not None and each.process.returncode is None:
        processes.stop(each.process)
    # A server that has gone keeps the database, and the next run drops it.
    with suppress(psycopg.Error):
        if each.database:
            with psycopg.connect(each.datastores.admin_url or "", autocommit=True) as admin:
                drop_database(admin, each.database)
