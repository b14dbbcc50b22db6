"""A load that stops at a certain place and waits until the test lets it go on."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

import psycopg
import pytest
from crm_seeding.request import CHUNKS_IN_A_BATCH
from crm_seeding.rows import CHUNK_SIZE
from services import CATALOGUE, ENOUGH_S, Service

BATCH = CHUNK_SIZE * CHUNKS_IN_A_BATCH

GATE = """
CREATE OR REPLACE FUNCTION pass_gate() RETURNS void LANGUAGE sql AS 'SELECT pg_advisory_xact_lock_shared(1)';
CREATE OR REPLACE FUNCTION gate_for_rows() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM public.pass_gate(); RETURN NEW; END';
CREATE OR REPLACE FUNCTION gate_for_index(id bigint) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS
    'BEGIN PERFORM public.pass_gate(); RETURN id; END';
"""
# The places where a load can wait: the statement that creates the gate, and the one that drops it.
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
    """A load of two batches that waits at the gate."""

    process: subprocess.Popen[str]
    # The connection that keeps the gate shut. Closing it opens the gate.
    gate: psycopg.Connection
    # The rows of CATALOGUE before the load.
    catalogue: list[tuple[object, ...]]


@contextmanager
def waiting_load(service: Service, place: tuple[str, str] = IN_THE_SECOND_BATCH) -> Iterator[Waiting]:
    create, drop = place
    service.query("TRUNCATE customers_customer, customers_address, customers_relationship RESTART IDENTITY")
    service.query(GATE)
    service.query(create)
    catalogue = service.query(CATALOGUE)
    try:
        with psycopg.connect(service.url, autocommit=True) as gate:
            gate.execute("SELECT pg_advisory_lock(1)")
            with service.command_that_runs("--customers", f"{BATCH + 10}", "--workers", "1") as process:
                wait_for_lock_queue(service, "advisory", process=process)
                yield Waiting(process, gate, catalogue)
    finally:
        service.query(drop)


def wait_for_lock_queue(service: Service, lock: str, *, process: subprocess.Popen[str]) -> None:
    """Wait until some session waits for a lock of this kind, and fail if the process ends before."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND wait_event_type = 'Lock' AND wait_event = %s"
    )
    deadline = monotonic() + ENOUGH_S
    with psycopg.connect(service.url, autocommit=True) as connection:
        while connection.execute(waiting.encode(), [lock]).fetchone() == (0,):
            assert monotonic() < deadline
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.01)
