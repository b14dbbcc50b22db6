"""Servers are made in steps, and each step can fail: the next command goes on from what is there."""

import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from bench.cli import main
from bench.errors import BenchError
from bench.targets.datastores import bring_up, stop_local
from bench.targets.postgres import Postgres
from bench.targets.valkey import Valkey
from faulty_steps import FirstTimesFail, killed_after_a_step
from made_up_contender import made_up_definition

pytestmark = pytest.mark.servers

PROBE = made_up_definition("probe", needs=("postgres", "valkey"))
TABLE = """
[probe]
title = "probe"
folder = "loadtests/tests"
port = 1
start = "true"
needs = ["postgres", "valkey"]
"""
STEPS = ("initdb", "rename postgres.unfinished", "pg_ctl start", "CREATE ROLE", "CREATE DATABASE", "CREATE EXTENSION",
         "valkey.conf", "valkey-server", "probe.env")  # fmt: skip


@pytest.fixture
def arguments(bench_home: Path, tmp_path: Path) -> Iterator[list[str]]:
    """Of `bench services up` for one contender."""
    file = tmp_path / "contenders.toml"
    file.write_text(TABLE)
    yield ["--contenders-file", str(file), "services", "up"]
    stop_local([PROBE])


@pytest.fixture
def services(arguments: list[str]) -> Callable[[], int]:
    """`bench services up`: its exit code."""
    return lambda: main(arguments)


def running(home: Path) -> list[int]:
    return [pid for server in (Postgres, Valkey) if (pid := server("probe", home / "probe").pid())]


def everything_is_there() -> None:
    datastores = bring_up(PROBE, [])
    with psycopg.connect(datastores.variables["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT current_user, current_database()").fetchone() == ("crm", "crm_probe")
    assert datastores.cache is not None
    assert datastores.cache.facts()["process_id"] == str(datastores.cache_pid)


@pytest.mark.slow
def test_after_a_full_disk_in_any_step_no_server_is_left_and_the_next_command_goes_on(
    services: Callable[[], int], bench_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_is_full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        faults = FirstTimesFail(patch, disk_is_full)
        for attempt in range(60):
            code = services()
            if code == 0:
                break
            assert code == 2, attempt
            assert running(bench_home) == []
    assert code == 0
    assert [step for step in STEPS if step not in " ".join(faults.failed)] == []
    everything_is_there()


@pytest.mark.slow
def test_after_a_kill_behind_any_step_the_next_command_goes_on(services: Callable[[], int], tmp_path: Path) -> None:
    steps = tmp_path / "steps"
    for _ in range(60):
        code = killed_after_a_step(steps, services)
        if code == 0:
            break
        assert code == 137
    assert code == 0
    assert [step for step in STEPS if step not in steps.read_text()] == []
    everything_is_there()


@pytest.mark.slow
def test_a_server_without_role_and_database_gets_them(bench_home: Path) -> None:
    """A command that was killed between two steps left it so."""
    url = str(bring_up(PROBE, []).admin_url)
    with psycopg.connect(url.replace("/crm_probe", "/postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE crm_probe WITH (FORCE)")
        connection.execute("DROP ROLE crm")
    with psycopg.connect(bring_up(PROBE, []).variables["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    stop_local([PROBE])


@pytest.mark.slow
def test_an_initdb_that_was_killed_is_begun_again(bench_home: Path) -> None:
    unfinished = bench_home / "probe" / "postgres.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    assert bring_up(PROBE, []).database_pid
    assert not unfinished.exists()
    stop_local([PROBE])


def test_variables_of_libpq_do_not_reach_a_connection(
    services: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGSSLMODE": "require", "PGOPTIONS": "-c nonsense=1", "PGHOST": "nowhere.invalid"}.items():
        monkeypatch.setenv(name, value)
    assert services() == 0


def test_a_folder_with_other_things_in_it_is_no_home(
    services: Callable[[], int], bench_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = bench_home / "probe" / "postgres"
    theirs.mkdir(parents=True)
    (theirs / "notes.txt").write_text("mine")
    assert services() == 2
    assert "holds things that bench did not make" in capsys.readouterr().err
    assert (theirs / "notes.txt").read_text() == "mine"


def test_a_damaged_cluster_is_told(bench_home: Path) -> None:
    bring_up(PROBE, [])
    stop_local([PROBE])
    (bench_home / "probe" / "postgres.password").unlink()
    with pytest.raises(BenchError, match=r"refuses: .*postgres\.password.*it is made anew"):
        bring_up(PROBE, [])
    stop_local([PROBE])
