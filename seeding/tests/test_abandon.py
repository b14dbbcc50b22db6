"""A load that does not finish leaves the tables empty or unchanged, with every index and constraint."""

import os
import signal
import subprocess
from pathlib import Path

import psycopg
import pytest
from crm_seeding.errors import SeedingError
from crm_seeding.session import open_session, transaction
from services import CATALOGUE, ENOUGH_S, Service
from waiting_load import (
    BATCH,
    IN_THE_SECOND_BATCH,
    WHILE_AN_INDEX_IS_BUILT,
    Waiting,
    wait_for_lock_queue,
    waiting_load,
)

EMPTY = "The tables are empty now, with all indexes and constraints."


def _ctrl_c(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGINT)


def _ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Return the exit code and stderr when all processes of the command have ended: they share its output."""
    _, said = process.communicate(timeout=ENOUGH_S)
    return process.returncode, said


def _worker_of(process: subprocess.Popen[str]) -> int:
    """Return the child process that runs a worker. The other child is multiprocessing's own."""
    for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text():
            return int(child)
    raise AssertionError("there is no worker")


def _interrupted_in_a_transaction(service: Service) -> None:
    """Delete every customer, and raise what Ctrl-C raises before the result of the next statement has come."""
    with open_session(service.url) as connection, transaction(connection):
        connection.execute("DELETE FROM customers_customer")
        connection.pgconn.send_query(b"SELECT 1")
        raise KeyboardInterrupt


def _assert_empty_and_complete(service: Service, waiting: Waiting) -> None:
    assert [service.value(f"SELECT count(*) FROM {name}") for name in service.tables.names()] == [0, 0, 0]
    assert service.query(CATALOGUE) == waiting.catalogue
    assert service.value("SELECT to_regclass('crm_seeding_unfinished_load')") is None


@pytest.mark.parametrize("place", [IN_THE_SECOND_BATCH, WHILE_AN_INDEX_IS_BUILT], ids=["batch", "index"])
def test_ctrl_c_leaves_the_tables_empty_and_no_process(place: tuple[str, str], service: Service) -> None:
    with waiting_load(service, place) as waiting:
        _ctrl_c(waiting.process)
        assert _ended(waiting.process) == (130, f"CommandError: Stopped. {EMPTY}\n")
        _assert_empty_and_complete(service, waiting)


def test_ctrl_c_before_anything_changed_leaves_the_rows(plain: Service) -> None:
    found = plain.load(7)
    with psycopg.connect(plain.url) as reader:
        reader.execute("SELECT FROM customers_customer")
        with plain.command_that_runs("--customers", "8", "--replace") as process:
            wait_for_lock_queue(plain, "relation", process=process)
            _ctrl_c(process)
            assert _ended(process) == (130, "CommandError: Stopped. The tables are unchanged.\n")
    assert plain.fingerprint() == found


def test_ctrl_c_between_a_statement_and_its_result_rolls_back_without_a_word(
    plain: Service, caplog: pytest.LogCaptureFixture
) -> None:
    found = plain.load(7)
    with pytest.raises(KeyboardInterrupt):
        _interrupted_in_a_transaction(plain)
    assert caplog.messages == []
    assert plain.fingerprint() == found


def test_ctrl_c_ends_a_check_with_a_sentence(plain: Service) -> None:
    with psycopg.connect(plain.url) as writer:
        writer.execute("LOCK TABLE customers_customer")
        with plain.command_that_runs("--check") as process:
            wait_for_lock_queue(plain, "relation", process=process)
            _ctrl_c(process)
            assert _ended(process) == (130, "CommandError: Stopped.\n")


def test_half_a_load_does_not_look_like_a_full_one(plain: Service) -> None:
    with waiting_load(plain) as waiting:
        assert plain.value("SELECT count(*) FROM customers_customer") == BATCH
        check = plain.command("--check")
        assert check.returncode == 2
        assert "A load of these tables is not finished" in check.stderr
        _ctrl_c(waiting.process)
        _ended(waiting.process)


def test_a_second_load_at_the_same_time_is_refused(plain: Service) -> None:
    with waiting_load(plain) as waiting:
        second = plain.command("--customers", "7", "--replace")
        assert second.returncode == 2
        assert "Another generate_fake_data is loading into this database" in second.stderr
        waiting.gate.close()
        assert _ended(waiting.process) == (0, "")
    assert plain.value("SELECT count(*) FROM customers_customer") == BATCH + 10


def test_a_killed_load_leaves_no_process_and_the_next_one_starts_over(plain: Service) -> None:
    with waiting_load(plain) as waiting:
        waiting.process.kill()
        waiting.gate.close()
        _ended(waiting.process)
        assert plain.value("SELECT count(*) FROM customers_customer") >= BATCH
        assert plain.command("--check").returncode == 2
        again = plain.command("--customers", "7")
        assert "An earlier load was killed. Its rows have been removed." in again.stdout
        assert plain.query(CATALOGUE) == waiting.catalogue
    assert plain.value("SELECT count(*) FROM customers_customer") == 7


def test_a_killed_worker_ends_the_load(plain: Service) -> None:
    with waiting_load(plain) as waiting:
        os.kill(_worker_of(waiting.process), signal.SIGKILL)
        code, said = _ended(waiting.process)
    assert code == 2
    assert said == (
        "CommandError: A worker process ended with code -9: free some memory, or use fewer --workers. " + EMPTY + "\n"
    )


def test_a_lost_connection_ends_the_load(plain: Service) -> None:
    with waiting_load(plain) as waiting:
        plain.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'generate_fake_data worker' AND datname = current_database()"
        )
        code, said = _ended(waiting.process)
    assert code == 2
    assert said.startswith("CommandError: PostgreSQL says: ")
    assert said.endswith(EMPTY + "\n")


def test_tables_that_another_session_locks_end_the_load_with_a_sentence(plain: Service) -> None:
    found = plain.load(7)
    with psycopg.connect(plain.url) as reader:
        reader.execute("SELECT FROM customers_customer")
        with pytest.raises(SeedingError, match=r"stop the service, or end that session\. The tables are unchanged"):
            plain.load(8, lock_timeout_s=0.05)
    assert plain.fingerprint() == found
