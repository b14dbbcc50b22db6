"""A load that does not finish leaves the tables empty or untouched, and complete either way."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import psycopg
import pytest
from crm_seeding.errors import SeedingError
from crm_seeding.rows import CHUNK_SIZE
from crm_seeding.workers import CHUNKS_IN_A_BATCH
from given import ENOUGH_S, Service
from test_load import CATALOGUE

BATCH = CHUNK_SIZE * CHUNKS_IN_A_BATCH
EMPTY = "The tables are empty now, with all indexes and constraints."

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
                _wait_until_somebody_waits(service, "advisory", process)
                yield Waiting(process, gate, catalogue)
    finally:
        service.query(drop)


def _wait_until_somebody_waits(service: Service, lock: str, process: subprocess.Popen[str]) -> None:
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


def _ctrl_c(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGINT)


def _ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and what the command said, once none of its processes is left: they share its output."""
    _, said = process.communicate(timeout=ENOUGH_S)
    return process.returncode, said


def _worker_of(process: subprocess.Popen[str]) -> int:
    """The child that runs a worker; the other one is multiprocessing's own."""
    for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text():
            return int(child)
    raise AssertionError("there is no worker")


def _assert_empty_and_complete(service: Service, waiting: Waiting) -> None:
    assert [service.value(f"SELECT count(*) FROM {name}") for name in service.tables.names()] == [0, 0, 0]
    assert service.query(CATALOGUE) == waiting.catalogue
    assert service.value("SELECT to_regclass('crm_seeding_unfinished_load')") is None


@pytest.mark.parametrize("place", [IN_THE_SECOND_BATCH, WHILE_AN_INDEX_IS_BUILT], ids=["batch", "index"])
@pytest.mark.parametrize("name", ["plain", "searchable"])
def test_ctrl_c_leaves_the_tables_empty_and_no_process(
    place: tuple[str, str], name: str, request: pytest.FixtureRequest
) -> None:
    service: Service = request.getfixturevalue(name)
    with a_load_that_waits(service, place) as waiting:
        _ctrl_c(waiting.process)
        assert _ended(waiting.process) == (130, f"CommandError: Stopped. {EMPTY}\n")
        _assert_empty_and_complete(service, waiting)


def test_ctrl_c_before_anything_changed_leaves_the_rows(plain: Service) -> None:
    found = plain.load(7)
    with psycopg.connect(plain.url) as reader:
        reader.execute("SELECT FROM customers_customer")
        with plain.command_that_runs("--customers", "8", "--replace") as process:
            _wait_until_somebody_waits(plain, "relation", process)
            _ctrl_c(process)
            assert _ended(process) == (130, "CommandError: Stopped. The tables are unchanged.\n")
    assert plain.fingerprint() == found


def test_half_a_load_does_not_look_like_a_full_one(plain: Service) -> None:
    with a_load_that_waits(plain) as waiting:
        assert plain.value("SELECT count(*) FROM customers_customer") == BATCH
        check = plain.command("--check")
        assert check.returncode == 2
        assert "A load of these tables is not finished" in check.stderr
        _ctrl_c(waiting.process)
        _ended(waiting.process)


def test_a_second_load_waits_its_turn(plain: Service) -> None:
    with a_load_that_waits(plain) as waiting:
        second = plain.command("--customers", "7", "--replace")
        assert second.returncode == 2
        assert "Another generate_fake_data is loading into this database" in second.stderr
        waiting.gate.close()
        assert _ended(waiting.process) == (0, "")
    assert plain.value("SELECT count(*) FROM customers_customer") == BATCH + 10


def test_a_killed_load_leaves_no_process_and_the_next_one_starts_over(plain: Service) -> None:
    with a_load_that_waits(plain) as waiting:
        waiting.process.kill()
        waiting.gate.close()
        _ended(waiting.process)
        assert plain.value("SELECT count(*) FROM customers_customer") >= BATCH
        assert plain.command("--check").returncode == 2
        again = plain.command("--customers", "7")
        assert "An earlier load was killed; what it left has been removed." in again.stdout
        assert plain.query(CATALOGUE) == waiting.catalogue
    assert plain.value("SELECT count(*) FROM customers_customer") == 7


def test_a_killed_worker_ends_the_load(plain: Service) -> None:
    with a_load_that_waits(plain) as waiting:
        os.kill(_worker_of(waiting.process), signal.SIGKILL)
        code, said = _ended(waiting.process)
    assert code == 2
    assert said == (
        "CommandError: A worker process ended with code -9: free some memory, or use fewer --workers. " + EMPTY + "\n"
    )


def test_a_lost_connection_ends_the_load(plain: Service) -> None:
    with a_load_that_waits(plain) as waiting:
        plain.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'generate_fake_data worker' AND datname = current_database()"
        )
        code, said = _ended(waiting.process)
    assert code == 2
    assert said.startswith("CommandError: PostgreSQL says: ")
    assert said.endswith(EMPTY + "\n")


def test_tables_that_somebody_keeps_locked_are_a_sentence(plain: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    found = plain.load(7)
    monkeypatch.setattr("crm_seeding.workers.LOCK_TIMEOUT_S", 0.05)
    with psycopg.connect(plain.url) as reader:
        reader.execute("SELECT FROM customers_customer")
        with pytest.raises(SeedingError, match=r"stop the service, or end that session\. The tables are unchanged"):
            plain.load(8)
    assert plain.fingerprint() == found
