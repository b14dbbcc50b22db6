"""The empty databases for a moment: made with the contender's own `migrate`, and always gone afterwards."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from bench.cli import main
from bench.contender.data import Fingerprint
from bench.contender.migrated import MARK, Migrating, migrating
from bench.contender.ready import prepared
from bench.contender.structures import compare_structures
from bench.contenders import Contender
from bench.errors import BenchError
from bench.home import LOCK
from bench.processes import Processes, wait_until
from bench.progress import Display
from bench.targets.datastores import Datastores, bring_up, stop_local
from bench.targets.server import free_port
from bench.targets.users_postgres import MARK as BENCHES
from bench.targets.users_postgres import with_database
from made_up_contender import made_up_definition
from rich.console import Console

pytestmark = pytest.mark.servers

MIGRATE = Path(__file__).parent / "migrate.py"

MADE = made_up_definition("made", migrate=f"{sys.executable} {MIGRATE}")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Contender, Datastores]]:
    """A contender with one table, on a server of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENCH_HOME", str(tmp_path_factory.mktemp("made")))
        for name in ("DATABASE_URL", "REDIS_URL"):
            patch.delenv(name, raising=False)
        datastores = bring_up(MADE, [])
        execute(datastores.variables["DATABASE_URL"], "CREATE TABLE customer (id bigint PRIMARY KEY, name text)")
        yield MADE, datastores
        stop_local([MADE])


def execute(url: str | None, statement: str) -> None:
    with psycopg.connect(url or "", autocommit=True) as connection:
        connection.execute(statement.encode())


def databases(datastores: Datastores) -> set[str]:
    with psycopg.connect(datastores.admin_url or "") as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}


def compared(pair: tuple[Contender, Datastores], logs: Path, processes: Processes) -> str:
    with migrating([pair], logs=logs, processes=processes) as started:
        return compare_structures(started, processes)["made"]


def test_the_empty_database_is_there_for_a_moment(
    made: tuple[Contender, Datastores], tmp_path: Path, processes: Processes
) -> None:
    with migrating([made], logs=tmp_path, processes=processes) as started:
        assert "bench_crm_made" in databases(made[1])
        assert compare_structures(started, processes)["made"]
    assert "bench_crm_made" not in databases(made[1])


def test_the_database_of_two_contenders_is_made_ready_once(
    made: tuple[Contender, Datastores], processes: Processes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BENCH_HOME", str(tmp_path))
    (tmp_path / "logs").mkdir()
    (tmp_path / "seed.sh").write_text(
        """echo seeded >> log; echo '{"customers": {"rows": 3}, "fingerprint": "word"}' > data"""
    )
    one = replace(made[0], folder=tmp_path, seed="sh seed.sh", fingerprint="cat data")
    again = replace(one, name="made_again", database_of="made")
    pairs = [(each, made[1]) for each in (one, again)]
    structures, found = prepared(pairs, rows=3, processes=processes, display=Display(Console(stderr=True)))
    assert structures.keys() == {"made"}
    assert found == Fingerprint(3, "word")
    assert found.seeding_s.keys() == {"made"}
    assert (tmp_path / "log").read_text() == "seeded\n"


def test_nothing_stays_after_an_interrupt_in_the_middle_of_a_migration(
    made: tuple[Contender, Datastores], tmp_path: Path, processes: Processes
) -> None:
    slow = replace(MADE, migrate=f"{MADE.migrate} --then-sleep")
    seen: list[Migrating] = []

    def interrupted() -> None:
        with migrating([(slow, made[1])], logs=tmp_path, processes=processes) as started:
            seen.extend(started)
            # It holds a connection to the empty database.
            assert wait_until(lambda: "migrated" in started[0].output.read_text(), timeout_s=20)
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(20)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert seen[0].process is not None
    assert seen[0].process.returncode is not None
    assert "bench_crm_made" not in databases(made[1])


def test_an_empty_database_of_a_killed_run_is_replaced_and_one_of_somebody_else_is_not(
    made: tuple[Contender, Datastores], tmp_path: Path, processes: Processes
) -> None:
    url = made[1].admin_url
    execute(url, "CREATE DATABASE bench_crm_made")
    with pytest.raises(BenchError, match="has a database bench_crm_made that bench did not make"):
        compared(made, tmp_path, processes)
    assert "bench_crm_made" in databases(made[1])
    execute(url, f"COMMENT ON DATABASE bench_crm_made IS '{MARK}'")
    execute(with_database(url or "", "bench_crm_made"), "CREATE TABLE of_the_killed_run ()")
    assert compared(made, tmp_path, processes)
    assert "bench_crm_made" not in databases(made[1])


def test_a_migration_that_fails_in_an_empty_database_ends_the_run(
    made: tuple[Contender, Datastores], tmp_path: Path, processes: Processes
) -> None:
    broken = replace(MADE, migrate="sh -c 'echo no such migration; exit 3'")
    with pytest.raises(
        BenchError, match="`migrate` of made fails in an empty database, with exit code 3: no such migration"
    ):
        compared((broken, made[1]), tmp_path, processes)
    assert "bench_crm_made" not in databases(made[1])


def test_a_contender_without_migrations_is_not_compared_and_the_conditions_say_so(
    made: tuple[Contender, Datastores], tmp_path: Path, processes: Processes
) -> None:
    word = compared((replace(MADE, migrate=""), made[1]), tmp_path, processes)
    assert word.endswith(", not compared with the migrations: contenders.toml names no `migrate`")


def test_a_role_that_may_not_create_databases_is_told_and_the_conditions_say_so(
    made: tuple[Contender, Datastores], tmp_path: Path, processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = made[1].admin_url
    execute(admin, "CREATE ROLE limited LOGIN PASSWORD 'limited'")
    execute(admin, "CREATE DATABASE crm_guest OWNER limited")
    execute(admin, f"COMMENT ON DATABASE crm_guest IS '{BENCHES}'")
    address = (admin or "").rpartition("@")[2]
    monkeypatch.setenv("DATABASE_URL", f"postgresql://limited:limited@{address}")
    guest = replace(MADE, name="guest")
    try:
        datastores = bring_up(guest, [])
        before = databases(datastores)
        with migrating([(guest, datastores)], logs=tmp_path, processes=processes) as started:
            word = compare_structures(started, processes)["guest"]
        assert word.endswith(", not compared with the migrations: permission denied to create database")
        assert databases(datastores) == before
    finally:
        execute(admin, "DROP DATABASE IF EXISTS crm_guest WITH (FORCE)")
        execute(admin, "DROP ROLE limited")


def test_a_setting_of_a_user_s_own_role_is_no_difference_but_another_fingerprint(
    made: tuple[Contender, Datastores], tmp_path: Path, processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = made[1].admin_url or ""
    monkeypatch.setenv("DATABASE_URL", with_database(admin, "postgres"))
    guest = replace(MADE, name="guest")
    words: list[str] = []
    try:
        datastores = bring_up(guest, [])
        execute(datastores.admin_url, "CREATE TABLE customer (id bigint PRIMARY KEY, name text)")
        for setting in ("RESET work_mem", "SET work_mem = '1MB'"):
            execute(admin, f"ALTER ROLE postgres {setting}")
            with migrating([(guest, datastores)], logs=tmp_path, processes=processes) as started:
                words += compare_structures(started, processes).values()
        assert len(set(words)) == 2
        execute(datastores.admin_url, "CREATE INDEX left_over ON customer (name)")
        with (
            migrating([(guest, datastores)], logs=tmp_path, processes=processes) as started,
            pytest.raises(BenchError, match="foreign index, public"),
        ):
            compare_structures(started, processes)
        assert "bench_crm_guest" not in databases(datastores)
    finally:
        execute(admin, "ALTER ROLE postgres RESET work_mem")
        execute(admin, "DROP DATABASE IF EXISTS crm_guest WITH (FORCE)")


def test_a_command_refuses_a_foreign_index_in_one_sentence_and_measures_nothing(
    bench_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bench_home / LOCK).touch()
    document = {"customers": {"rows": 2000}, "fingerprint": "fake"}
    (tmp_path / "fingerprint.json").write_text(json.dumps(document))
    file, media = tmp_path / "contenders.toml", tmp_path / "media"
    file.write_text(
        f'[made]\ntitle = "made"\nfolder = "loadtests/tests"\nport = {free_port()}\npage_parameter = "page"\n'
        f'start = "python fake_contender.py --port {{port}} --rows 2000"\nmigrate = "python {MIGRATE}"\n'
        f'fingerprint = "cat {tmp_path}/fingerprint.json"\n'
    )
    given = ["--contenders-file", str(file), "run", "--rows", "2000", "--scenarios", "list", "--media", str(media)]
    stops: list[Callable[[], None]] = []
    datastores = bring_up(MADE, stops)
    try:
        execute(datastores.variables["DATABASE_URL"], "CREATE TABLE left_over (id bigint)")
        assert main(given) == 2
        printed = capsys.readouterr()
        assert printed.err.splitlines()[-1].startswith(
            "bench: The database crm_made has a foreign table, public.left_over, which the migrations of made do not "
            "make: remove it with `DROP TABLE public.left_over`."
        )
        assert not media.exists()
        assert "bench_crm_made" not in databases(datastores)
    finally:
        for stop in stops:
            stop()
