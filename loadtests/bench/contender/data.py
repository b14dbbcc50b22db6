"""Every contender gets the same rows: migrated, seeded where they are missing, and proven equal by fingerprints."""

import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg

from bench.contenders import Contender
from bench.environment import process_environment
from bench.errors import BenchError
from bench.home import home
from bench.processes import Processes, last_lines
from bench.targets.datastores import Datastores

# Measured with 3 million customers: 800 bytes a row in the tables and indexes of the larger schema, 850 in its log.
BYTES_PER_ROW = 1_700
BYTES_PER_CLUSTER = 60_000_000

# pg_prewarm's function for this session alone: the extension would be a structure that no migration has made. Tables
# come last, because they are what stays in shared_buffers if not everything has room there.
PREWARM = """
CREATE FUNCTION pg_temp.prewarm(regclass, mode text, fork text, first bigint, last bigint) RETURNS bigint
LANGUAGE c AS '$libdir/pg_prewarm', 'pg_prewarm'
"""
PREWARM_ALL = """
SELECT pg_temp.prewarm(oid, 'buffer', 'main', NULL, NULL) FROM pg_class
WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace ORDER BY relkind = 'r'
"""

type Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    rows: int
    word: str
    """Equal if and only if the rows are."""
    seeding_s: Mapping[str, float] = field(default_factory=dict, compare=False)
    """Seconds of the command that seeds, by contender. A contender that held its rows has none."""


def prepare(
    contenders: Sequence[tuple[Contender, Datastores]], *, rows: int, logs: Path, processes: Processes, say: Say
) -> Fingerprint:
    """Migrate all contenders and give each `rows` customers. Returns the fingerprint, which is the same for all."""
    commands = {
        contender.name: Commands(contender, datastores, logs, processes) for contender, datastores in contenders
    }
    found: dict[str, Fingerprint | None] = {}
    seeding_s: dict[str, float] = {}
    for name, each in commands.items():
        each.migrate(say)
        say(f"{name}: taking the fingerprint of its data")
        found[name] = each.fingerprint()
    stale = _to_seed(found, rows)
    while stale:
        missing = [each for name, each in commands.items() if name in stale]
        require_disk(len([each for each in missing if "postgres" in each.contender.needs]), rows=rows)
        for each in missing:
            seeding_s[each.contender.name] = each.seed(rows, say)
            found[each.contender.name] = each.fingerprint()
        # Data of an earlier run may come from another version of the seeding. Then replace them too, once.
        unlike = len({each.word for each in found.values() if each}) > 1
        stale = found.keys() - stale if unlike and len(stale) < len(found) else set()
    for _, datastores in contenders:
        checkpoint(datastores)
    return replace(require_equal(found, rows=rows), seeding_s=seeding_s)


def fingerprints(
    contenders: Sequence[tuple[Contender, Datastores]], *, logs: Path, processes: Processes
) -> dict[str, Fingerprint | None]:
    """By contender; None where there is no finished data set."""
    return {
        contender.name: Commands(contender, datastores, logs, processes).fingerprint()
        for contender, datastores in contenders
    }


def require_equal(found: Mapping[str, Fingerprint | None], *, rows: int | None) -> Fingerprint:
    """The fingerprint that all contenders have; with `rows`, it must count so many."""
    for name, fingerprint in found.items():
        if fingerprint is None:
            raise BenchError(f"{name} holds no finished data set. `bench run --rows N` seeds one.")
        if rows is not None and fingerprint.rows != rows:
            raise BenchError(f"{name} holds {fingerprint.rows:_} customers, not {rows:_}, although it was just seeded.")
    held = {name: fingerprint for name, fingerprint in found.items() if fingerprint}
    if len({fingerprint.word for fingerprint in held.values()}) > 1:
        listing = ", ".join(f"{name} {fingerprint.word}" for name, fingerprint in held.items())
        raise BenchError(f"The contenders' data differ ({listing}), so their times would say nothing. Seed them again.")
    return next(iter(held.values()))


def require_disk(databases: int, *, rows: int) -> None:
    needed = databases * (rows * BYTES_PER_ROW + BYTES_PER_CLUSTER)
    free = shutil.disk_usage(home()).free
    if free < needed:
        raise BenchError(
            f"{rows:_} customers for {databases} contenders need about {needed / 1e9:.1f} GB in {home()}, and "
            f"{free / 1e9:.1f} GB are free. Ask for fewer --rows, or set BENCH_HOME to a folder with more room."
        )


def _to_seed(found: Mapping[str, Fingerprint | None], rows: int) -> set[str]:
    """The contenders with another number of rows; all contenders if those with the right number disagree."""
    ready = {name: each.word for name, each in found.items() if each is not None and each.rows == rows}
    return set(found) - (set(ready) if len(set(ready.values())) == 1 else set())


def checkpoint(datastores: Datastores) -> None:
    """Write what seeding left in memory; PostgreSQL would otherwise write it during a cell. Some roles may not."""
    if datastores.admin_url is not None:
        with suppress(psycopg.Error), psycopg.connect(datastores.admin_url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")


def read_into_memory(datastores: Datastores) -> None:
    """Read all tables and indexes. What nobody has asked for may have left the memory: for another contender's
    database, or because a host takes idle memory back. Then a cell would measure the disk."""
    if datastores.ours and datastores.admin_url is not None:
        with psycopg.connect(datastores.admin_url, autocommit=True) as connection:
            connection.execute(PREWARM)
            connection.execute(PREWARM_ALL)


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands of a contender's table in contenders.toml."""

    contender: Contender
    datastores: Datastores
    logs: Path
    processes: Processes

    def migrate(self, say: Say) -> None:
        if self.contender.migrate:
            say(f"{self.contender.name}: migrating")
            self.run(self.contender.migrate)

    def seed(self, rows: int, say: Say) -> float:
        """Returns the seconds that it took."""
        name = self.contender.name
        if not self.contender.seed:
            raise BenchError(f"{name} does not hold {rows:_} customers, and contenders.toml names no `seed` for it.")
        say(f"{name}: seeding {rows:_} customers")
        started_s = time.monotonic()
        output = self.run(self.contender.seed, rows=rows)
        seconds = time.monotonic() - started_s
        say(f"{name}: {last_lines(output, count=1)}")
        return seconds

    def fingerprint(self) -> Fingerprint | None:
        """None where there is no finished data set: the command then fails."""
        name = self.contender.name
        if not self.contender.fingerprint:
            raise BenchError(f"[{name}] in contenders.toml has no `fingerprint`: equal data cannot be proven.")
        try:
            output = self.run(self.contender.fingerprint)
        except BenchError:
            return None
        try:
            document = json.loads(output.read_text(encoding="utf-8").strip().splitlines()[-1])
            return Fingerprint(rows=int(document["customers"]["rows"]), word=str(document["fingerprint"]))
        except (ValueError, LookupError, TypeError):
            raise BenchError(
                f'The `fingerprint` of [{name}] must print {{"customers": {{"rows": N}}, "fingerprint": "…"}}, '
                f"not: {last_lines(output, count=1)}"
            ) from None

    def run(self, template: str, **values: int) -> Path:
        """Run a command to its end; the file of its output."""
        contender = self.contender
        output = self.logs / f"{contender.name}.command.log"
        output.unlink(missing_ok=True)
        process = self.processes.start(
            contender.command(template, **values),
            folder=contender.folder,
            environment=process_environment(self.datastores.variables, contender.environment),
            output=output,
        )
        code, _ = self.processes.finish(process)
        if code != 0:
            raise BenchError(
                f"`{template}` of {contender.name} ended with exit code {code}: {last_lines(output, count=3)}"
            )
        return output
