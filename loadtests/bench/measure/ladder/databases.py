"""The databases of the rungs: copies of one database on one server, each with the structures that its rungs pay for.

Migrations would be a chain, and a chain cannot leave a rung out.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import psycopg
from psycopg import sql

from bench.contender.data import Commands, Fingerprint, checkpoint, fingerprints, require_disk, require_equal
from bench.contender.migrated import migrating
from bench.contender.structures import compare_structures
from bench.contenders import Contender
from bench.errors import BenchError
from bench.home import home
from bench.measure.ladder.rungs import Ladder, Rung
from bench.processes import Processes, interrupts_deferred
from bench.progress import Display
from bench.readings.sizes import Size, read_size
from bench.targets.datastores import Datastores
from bench.targets.postgres import ROLE
from bench.targets.users_postgres import drop_database, with_database

type Key = tuple[str, ...]
"""The root of a database, and the rungs whose structures it has."""


@dataclass(frozen=True, slots=True)
class Database:
    datastores: Datastores
    size: Size | None
    """None without a database."""
    structures: str | None
    """Their fingerprint."""
    builder: str = ""
    """The rung for which it was copied; empty for a root's own."""
    build_s: float | None = None
    """Seconds for the structures that its template has not."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A database to make: that of `template`, changed by `command` of the first rung that uses it."""

    key: Key
    template: Key
    rung: Rung
    command: str

    @property
    def database(self) -> str:
        return f"crm_ladder_{self.rung.name}"


def key_of(rung: Rung) -> Key:
    return (rung.root, *rung.structures)


def copies_of(rungs: Sequence[Rung], ladder: Ladder) -> list[Copy]:
    """In the order in which they can be made. A rung's database is a copy of that of the rung below it."""
    found: dict[Key, Copy] = {}
    keys = {rung.name: key_of(rung) for rung in rungs}
    for rung in rungs:
        key, below = key_of(rung), keys.get(rung.below, (rung.root,))
        template = below if below[0] == rung.root else (rung.root,)
        if rung.structures and key not in found:
            changed = next(name for name in (*key, *template)[::-1] if (name in key) != (name in template))
            found[key] = Copy(key, template, rung, ladder.changes[changed].build)
    return list(found.values())


@contextmanager
def databases(
    copies: Sequence[Copy], roots: Mapping[str, Database], *, data: Fingerprint, processes: Processes, display: Display
) -> Iterator[Mapping[Key, Database]]:
    """Those of the roots and the copies, all with equal data. The copies are dropped at the end of the block."""
    found: dict[Key, Database] = {(name,): root for name, root in roots.items()}
    if copies and not all(root.datastores.ours for root in roots.values()):
        raise BenchError(
            "`bench ladder` copies databases and drops the copies, on a server of its own alone. Unset DATABASE_URL."
        )
    require_disk(len(copies), rows=data.rows)
    try:
        with display.phase("structures built"):
            for copy in copies:
                found[copy.key] = _made(copy, found[copy.template].datastores, processes=processes)
                display.say(f"{copy.rung.name}: {'; '.join(copy.key[1:])} built in {found[copy.key].build_s:.1f} s")
        with display.phase("databases compared"):
            pairs = [(copy.rung.contender, found[copy.key].datastores) for copy in copies]
            words = _proven(pairs, data, processes=processes)
        for root in roots.values():
            checkpoint(root.datastores)
        yield found | {copy.key: replace(found[copy.key], structures=words[copy.rung.name]) for copy in copies}
    finally:
        with interrupts_deferred():
            processes.end_all()  # A service would connect again.
            for copy in copies:
                dropped(roots[copy.key[0]].datastores, copy.database)


def database_of(datastores: Datastores, structures: str | None = None) -> Database:
    size = read_size(datastores.admin_url) if datastores.admin_url else None
    return Database(datastores, size, structures)


def _made(copy: Copy, template: Datastores, *, processes: Processes) -> Database:
    datastores = copied(template, copy.database)
    began = time.monotonic()
    Commands(copy.rung.contender, datastores, home() / "logs", processes).run(copy.command)
    return replace(database_of(datastores), builder=copy.rung.name, build_s=time.monotonic() - began)


def copied(template: Datastores, database: str) -> Datastores:
    """A copy of the template's database, in place of one that a killed run left."""
    with _server(template) as admin:
        drop_database(admin, database)
        # Files are copied as they are: through the log, 3 million customers would be 3 GB of it.
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY file_copy").format(
                *map(sql.Identifier, (database, template.database, ROLE))
            )
        )
    assert template.admin_url is not None
    return replace(
        template,
        admin_url=with_database(template.admin_url, database),
        variables={**template.variables, "DATABASE_URL": with_database(template.variables["DATABASE_URL"], database)},
        anew="run `bench ladder` again",
    )


def dropped(datastores: Datastores, database: str) -> None:
    # A server that has gone keeps the database, and the next run replaces it.
    with suppress(psycopg.Error), _server(datastores) as admin:
        drop_database(admin, database)


def _server(datastores: Datastores) -> psycopg.Connection:
    assert datastores.admin_url is not None
    return psycopg.connect(with_database(datastores.admin_url, "postgres"), autocommit=True)


def _proven(
    pairs: Sequence[tuple[Contender, Datastores]], data: Fingerprint, *, processes: Processes
) -> Mapping[str, str]:
    """By contender, the fingerprint of its structures. They are those of its own migrations, and the data are equal."""
    logs = home() / "logs"
    with migrating(pairs, logs=logs, processes=processes) as migrations:
        found = fingerprints(pairs, logs=logs, processes=processes)
        require_equal({"the ladder": data, **found}, rows=data.rows)
        return compare_structures(migrations, processes)
