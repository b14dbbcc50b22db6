"""Compare generate_fake_data with the time that PostgreSQL itself needs for the same rows.

    DJANGO_SETTINGS_MODULE=crm_naive.settings python seeding/benchmarks/floor.py 3_000_000 2

This loads 3 million customers with 2 workers, writes them to files, and loads the files with psql: the same COPY, and
the same statements for indexes, constraints and statistics, as many at once. The ratio of the two times is the cost of
making the rows and of keeping the load safe. It replaces all customers of the service's database.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from shutil import which
from time import perf_counter

import django
import psycopg
from crm_seeding import structures
from crm_seeding.abandon import truncate
from crm_seeding.fingerprint import take_fingerprint
from crm_seeding.load import load
from crm_seeding.progress import progress_on
from crm_seeding.request import Request
from crm_seeding.service import find_database, find_tables
from crm_seeding.structures import Structure
from crm_seeding.tables import Tables
from django.core.management.base import OutputWrapper
from psycopg import sql

# Customers in a file. psql starts once for each file.
PART = 100_000


def main(customers: int, workers: int) -> None:
    if not which("psql"):
        sys.exit("There is no psql: put it on PATH.")
    django.setup()
    tables, conninfo = find_tables(), find_database()
    timings = load(
        Request(conninfo, tables, customers, seed=1, workers=workers, replace=True),
        progress_on(OutputWrapper(sys.stderr)),
    )
    with psycopg.connect(conninfo, autocommit=True) as connection, tempfile.TemporaryDirectory() as folder:
        expected = take_fingerprint(connection, tables)
        parts = [
            _write_part(connection, tables, folder=Path(folder), first=first) for first in range(1, customers + 1, PART)
        ]
        with connection.transaction():
            truncate(connection, tables)
            taken = structures.find_structures(connection, tables)
            structures.drop(connection, taken)
        floor = _load_with_psql(conninfo, tables, parts=parts, taken=taken, workers=workers)
        if take_fingerprint(connection, tables) != expected:
            sys.exit("psql loaded other rows: the two times cannot be compared.")
    ours = {name: seconds for name, seconds in asdict(timings).items() if name != "total_s"}
    for name, seconds in ours.items():
        sys.stdout.write(f"{name:<10} {seconds:7.1f}   psql {floor[name]:7.1f}\n")
    total, floor_total = sum(ours.values()), sum(floor.values())
    sys.stdout.write(f"{'total':<10} {total:7.1f}   psql {floor_total:7.1f}   ratio {total / floor_total:.2f}\n")


def _write_part(connection: psycopg.Connection, tables: Tables, *, folder: Path, first: int) -> Path:
    """Write PART customers from id `first` to files, and return the script with which psql loads them."""
    lines = ["SET synchronous_commit = off;", "BEGIN;"]
    keys = {tables.customers: "id", tables.addresses: "customer_id", tables.relationships: "customer_id"}
    for table in (tables.addresses, tables.relationships, tables.customers):
        file = folder / f"{table.name}.{first}"
        columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
        rows = sql.SQL(
            "COPY (SELECT {} FROM {} WHERE {} BETWEEN {} AND {} ORDER BY 1) TO STDOUT (FORMAT binary)"
        ).format(columns, sql.Identifier(table.name), sql.Identifier(keys[table]), first, first + PART - 1)
        with file.open("wb") as stream, connection.cursor().copy(rows) as copy:
            stream.writelines(copy)
        lines.append(f"\\copy {table.name} ({', '.join(table.columns)}) from '{file}' with (format binary)")
    script = folder / f"{first}.sql"
    script.write_text("\n".join([*lines, "COMMIT;"]))
    return script


def _load_with_psql(
    conninfo: str, tables: Tables, *, parts: Sequence[Path], taken: Sequence[Structure], workers: int
) -> dict[str, float]:
    """Return the seconds of each phase, under the names of `Timings`."""
    marks = [perf_counter()]

    def at_once(arguments: Iterable[Sequence[str]]) -> None:
        with ThreadPoolExecutor(workers) as threads:
            list(threads.map(lambda some: _psql(conninfo, *some), arguments))
        marks.append(perf_counter())

    at_once(["-f", str(part)] for part in parts)
    at_once(["-c", structure.build] for structure in taken if structure.build)
    _psql(conninfo, *(option for structure in reversed(taken) for option in ("-c", structure.attach)))
    marks.append(perf_counter())
    at_once(["-c", f"VACUUM (ANALYZE) {name}"] for name in tables.names())
    at_once(["-c", structure.validate] for structure in taken if structure.validate)
    loaded, built, attached, vacuumed, validated = (b - a for a, b in pairwise(marks))
    return {"load_s": loaded, "indexes_s": built + attached + validated, "vacuum_s": vacuumed}


def _psql(conninfo: str, *arguments: str) -> None:
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", conninfo, *arguments], check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
