"""Every contender gets the same rows: migrated, seeded unless they are there, proven equal by their fingerprints."""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.contenders import Contender
from bench.environment import process_environment
from bench.errors import BenchError
from bench.home import home
from bench.processes import Processes, last_lines
from bench.targets.datastores import Backing

# Measured with 3 million customers: 800 bytes a row in the larger schema's tables and indexes, 850 in its log.
BYTES_PER_ROW = 1_700
BYTES_PER_CLUSTER = 60_000_000

type Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    rows: int
    word: str
    """Equal if and only if the rows are."""


def prepare(
    contenders: Sequence[tuple[Contender, Backing]], *, rows: int, logs: Path, processes: Processes, say: Say
) -> Fingerprint:
    """Of the data that each contender holds in the end."""
    found: dict[str, Fingerprint | None] = {}
    for contender, backing in contenders:
        if contender.migrate:
            say(f"{contender.name}: migrating")
            _manage(contender, backing, contender.migrate, logs, processes)
        say(f"{contender.name}: taking the fingerprint of its data")
        found[contender.name] = _fingerprint(contender, backing, logs, processes)
    stale = _to_seed(found, rows)
    while stale:
        missing = [pair for pair in contenders if pair[0].name in stale]
        require_disk(len([pair for pair in missing if "postgres" in pair[0].needs]), rows=rows)
        for contender, backing in missing:
            _seed(contender, backing, rows, logs, processes, say)
            found[contender.name] = _fingerprint(contender, backing, logs, processes)
        # Data kept from before may be another version's: then it is replaced as well, once.
        unlike = len({each.word for each in found.values() if each}) > 1
        stale = found.keys() - stale if unlike and len(stale) < len(found) else set()
    for _, backing in contenders:
        _checkpoint(backing)
    return require_equal(found, rows=rows)


def _checkpoint(backing: Backing) -> None:
    """What seeding left to be written would otherwise be written in somebody's cell. Not every role may ask for it."""
    if backing.admin_url is not None:
        with suppress(psycopg.Error), psycopg.connect(backing.admin_url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")


def _to_seed(found: Mapping[str, Fingerprint | None], rows: int) -> set[str]:
    """Those without the wanted number of rows; all of them where those with it disagree."""
    ready = {name: each.word for name, each in found.items() if each is not None and each.rows == rows}
    return set(found) - (set(ready) if len(set(ready.values())) == 1 else set())


def require_equal(found: Mapping[str, Fingerprint | None], *, rows: int | None) -> Fingerprint:
    """What all have."""
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


def fingerprints(
    contenders: Sequence[tuple[Contender, Backing]], *, logs: Path, processes: Processes
) -> dict[str, Fingerprint | None]:
    return {contender.name: _fingerprint(contender, backing, logs, processes) for contender, backing in contenders}


def require_disk(databases: int, *, rows: int) -> None:
    needed = databases * (rows * BYTES_PER_ROW + BYTES_PER_CLUSTER)
    free = shutil.disk_usage(home()).free
    if free < needed:
        raise BenchError(
            f"{rows:_} customers for {databases} contenders need about {needed / 1e9:.1f} GB in {home()}, and "
            f"{free / 1e9:.1f} GB are free. Ask for fewer --rows, or set BENCH_HOME to a folder with more room."
        )


def _seed(contender: Contender, backing: Backing, rows: int, logs: Path, processes: Processes, say: Say) -> None:
    if not contender.seed:
        raise BenchError(
            f"{contender.name} does not hold {rows:_} customers, and contenders.toml names no `seed` for it."
        )
    say(f"{contender.name}: seeding {rows:_} customers")
    output = _manage(contender, backing, contender.seed, logs, processes, rows=rows)
    say(f"{contender.name}: {last_lines(output, count=1)}")


def _fingerprint(contender: Contender, backing: Backing, logs: Path, processes: Processes) -> Fingerprint | None:
    """None where there is no finished data set; the command then fails, or prints something else."""
    if not contender.fingerprint:
        raise BenchError(f"[{contender.name}] in contenders.toml has no `fingerprint`: equal data cannot be proven.")
    try:
        output = _manage(contender, backing, contender.fingerprint, logs, processes)
    except BenchError:
        return None
    try:
        document = json.loads(output.read_text(encoding="utf-8").strip().splitlines()[-1])
        return Fingerprint(rows=int(document["customers"]["rows"]), word=str(document["fingerprint"]))
    except (ValueError, LookupError, TypeError):
        raise BenchError(
            f'The `fingerprint` of [{contender.name}] must print {{"customers": {{"rows": N}}, "fingerprint": "…"}}, '
            f"not: {last_lines(output, count=1)}"
        ) from None


def _manage(
    contender: Contender, backing: Backing, template: str, logs: Path, processes: Processes, **values: int
) -> Path:
    """Runs a contender's command to its end; the file of what it printed."""
    output = logs / f"{contender.name}.command.log"
    output.unlink(missing_ok=True)
    environment = process_environment(backing.variables, contender.environment)
    process = processes.start(
        contender.command(template, **values), folder=contender.folder, environment=environment, output=output
    )
    code, _ = processes.finish(process)
    if code != 0:
        raise BenchError(f"`{template}` of {contender.name} ended with exit code {code}: {last_lines(output, count=3)}")
    return output
