"""A load that stops at a certain place until a test has seen what it wants."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

import psycopg
import pytest
from crm_seeding.rows import CHUNK_SIZE
from crm_seeding.workers import CHUNKS_IN_A_BATCH
from given import CATALOGUE, ENOUGH_S, Service

BATCH = CHUNK_SIZE * CHUNKS_IN_A_BATCH

GATE = """
CREATE OR REPLACE FUNCTION pass_gate() RETURNS void LANGUAGE sql AS 'SELECT pg_advisory_xact_lock_shared(1)';
CREATE OR REPLACE FUNCTION gate_for_rows() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM public.pass_gate(); RETURN NEW; END';
CREATE OR REPLACE FUNCTION gate_for_index(id bigint) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS
    'BEGIN PERFORM public.pass_gate(); RETURN id; END';
"""
# Where a load waits: the statement that puts the gate there, and the one that takes it away.
IN_THE_SECOND_BATCH = (
    (
        "CREATE TRIGGER gate BEFORE INSERT ON customers_customer FOR EACH ROW "
        f"WHEN (NEW.id = {BATCH + 7}) EXECUTE FUNCTION gate_for_rows()"
    ),
    "DROP TRIGGER gate ON customers_customer",
)
WHILE_AN_INDEX_IS_BUILT = (
    ("CREATE INDEX gate ON customers_customer (gate_for_index(id)) WHERE id = 7"),
    "DROP INDEX gate",
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A load of two batches that has come to the gate."""

    process: subprocess.Popen[str]
    gate: psycopg.Connection
    """Keeps the gate shut until it is closed."""
    catalogue: list[tuple[object, ...]]
    """What the tables looked like before."""


@contextmanager
def a_load_that_waits(service: Service, place: tuple[str, str] = IN_THE_SECOND_BATCH) -> Iterator[Waiting]:
    create, drop = place
    service.query("TRUNCATE customers_customer, customers_address, customers_relationship RESTART IDENTITY")
    service.query(GATE)
    service.query(create)
    catalogue = service.query(CATALOGUE)
    try:
        with psycopg.connect(service.url, autocommit=True) as gate:
            gate.execute("SELECT pg_advisory_lock(1)")
            with service.command_that_runs("--customers", f"{BATCH + 10}", "--workers", "1") as process:
                wait_until_somebody_waits(service, "advisory", process)
                yield Waiting(process, gate, catalogue)
    finally:
        service.query(drop)


def wait_until_somebody_waits(service: Service, lock: str, process: subprocess.Popen[str]) -> None:
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND wait_event_type = 'Lock' AND wait_event = %s"
    )
    deadline = monotonic() + ENOUGH_S
    with psycopg.connect(service.url, autocommit=True) as connection:
        while connection.execute(waiting.encode(), [lock]).fetchone() == (0,):
            assert monotonic() < deadline
            with pytest.raises(subprocess.TimeoutExpired):  # it must not end before
                process.wait(0.01)
