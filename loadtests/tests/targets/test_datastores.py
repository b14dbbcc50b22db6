"""The contenders' own PostgreSQL and Valkey, and everything that is read from them."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import psycopg
import pytest
from bench.errors import BenchError
from bench.readings.cpu import tree, tree_cpu_s
from bench.readings.memory import tree_pss_bytes
from bench.readings.statements import Statements
from bench.targets.datastores import Datastores, bring_up, stop_local
from bench.targets.postgres import ROLE
from made_up_contender import made_up_definition

pytestmark = pytest.mark.servers

CONTENDER = made_up_definition("probe", needs=("postgres", "valkey"))


@pytest.fixture(scope="module")
def module_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("services")


@pytest.fixture
def home(module_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BENCH_HOME", str(module_home))
    return module_home


@pytest.fixture
def datastores(home: Path, request: pytest.FixtureRequest) -> Datastores:
    """The servers, started at most once for this file: starting one takes two seconds."""
    return bring_up(CONTENDER, [])


@pytest.fixture(scope="module", autouse=True)
def stop_at_the_end(module_home: Path) -> Iterator[None]:
    yield
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENCH_HOME", str(module_home))
        stop_local([CONTENDER])


def test_services_that_run_are_used_and_not_started_again(datastores: Datastores) -> None:
    stops: list[Callable[[], None]] = []
    again = bring_up(CONTENDER, stops)
    assert again == datastores
    assert stops == []


def test_a_contender_may_use_the_database_of_another_with_a_cache_of_its_own(datastores: Datastores) -> None:
    stops: list[Callable[[], None]] = []
    again = replace(CONTENDER, name=f"{CONTENDER.name}_again", database_of=CONTENDER.name)
    try:
        found = bring_up(again, stops)
        assert found.admin_url == datastores.admin_url
        assert found.variables["REDIS_URL"] != datastores.variables["REDIS_URL"]
        assert len(stops) == 1
    finally:
        stop_local([again])


def test_settings_survive_a_restart_of_the_services(datastores: Datastores) -> None:
    stop_local([CONTENDER])
    assert datastores.database_pid is not None
    with suppress(psutil.NoSuchProcess):
        assert psutil.Process(datastores.database_pid).status() == psutil.STATUS_ZOMBIE
    stops: list[Callable[[], None]] = []
    again = bring_up(CONTENDER, stops)
    assert again.variables == datastores.variables
    assert len(stops) == 2


def test_statements_rows_and_blocks_are_counted_from_a_moment_on(datastores: Datastores) -> None:
    with Statements(datastores.admin_url) as statements, connect(datastores) as connection:
        connection.execute("CREATE TABLE numbers AS SELECT generate_series(1, 1000) AS number")
        size = connection.execute("SELECT pg_relation_size('numbers') / 8192").fetchone()
        connection.execute("SELECT number FROM numbers").fetchall()  # plans and hint bits cost blocks once
        statements.begin()
        for _ in range(3):
            connection.execute("SELECT number FROM numbers WHERE number <= 7").fetchall()
        work = statements.read()
    assert work is not None
    assert (work.statements, work.rows) == (3, 21)
    assert size is not None
    assert work.blocks == 3 * size[0]


def test_a_database_without_the_extension_has_no_statements(datastores: Datastores) -> None:
    with Statements(str(datastores.admin_url).replace("/crm_probe", "/postgres")) as statements:
        assert statements.read() is None


def test_a_server_that_forgot_statements_meanwhile_tells_nothing_of_them(datastores: Datastores) -> None:
    with Statements(datastores.admin_url) as statements, psycopg.connect(str(datastores.admin_url)) as connection:
        connection.execute("SELECT pg_stat_statements_reset()")
        assert statements.read() is None


def test_a_connection_for_each_query_still_counts_as_the_servers_cpu(datastores: Datastores) -> None:
    assert datastores.database_pid is not None
    before = tree_cpu_s([datastores.database_pid])
    for _ in range(5):
        with connect(datastores) as connection:
            connection.execute("SELECT count(*) FROM generate_series(1, 300000)")
    used_s = tree_cpu_s([datastores.database_pid]) - before
    with connect(datastores) as connection:
        started = tree_cpu_s([connection.info.backend_pid])
        connection.execute("SELECT count(*) FROM generate_series(1, 300000)")
        one_s = tree_cpu_s([connection.info.backend_pid]) - started
    assert used_s > 4 * one_s


def test_the_work_of_an_open_connection_counts_as_the_servers_cpu(datastores: Datastores) -> None:
    assert datastores.database_pid is not None
    with connect(datastores) as connection:
        server_before = tree_cpu_s([datastores.database_pid])
        connection_before = tree_cpu_s([connection.info.backend_pid])
        connection.execute("SELECT count(*) FROM generate_series(1, 300000)")
        of_connection = tree_cpu_s([connection.info.backend_pid]) - connection_before
        of_server = tree_cpu_s([datastores.database_pid]) - server_before
    assert of_connection > 0
    assert of_server > of_connection - 1e-6  # both are differences of sums


def test_shared_memory_counts_once(datastores: Datastores) -> None:
    assert datastores.database_pid is not None
    resident = sum(psutil.Process(pid).memory_info().rss for pid in tree([datastores.database_pid]))
    assert 0 < tree_pss_bytes([datastores.database_pid]) < resident


def test_a_cache_is_emptied_and_tells_its_version(datastores: Datastores) -> None:
    assert datastores.cache is not None
    datastores.cache.flush()
    assert int(datastores.cache.facts()["process_id"]) == datastores.cache_pid
    assert datastores.cache.facts()["valkey_version"]


def test_a_users_server_gets_a_database_for_each_contender(
    datastores: Datastores, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", str(datastores.admin_url))
    monkeypatch.setenv("REDIS_URL", str(datastores.variables["REDIS_URL"]))
    monkeypatch.setenv("BENCH_HOME", str(tmp_path / "elsewhere"))
    other = made_up_definition("guest", needs=("postgres", "valkey"), cache_keys=("guest:*",))
    stops: list[Callable[[], None]] = []
    found = bring_up(other, stops)
    assert len(stops) == 1  # gives the cache's database back
    stops[0]()
    assert found.variables["DATABASE_URL"].endswith("/crm_guest")
    assert (found.database_pid, found.cache_pid) == (datastores.database_pid, datastores.cache_pid)
    with psycopg.connect(found.variables["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT 'Ä' < 'z', lower('Ä')").fetchone() == (False, "ä")  # by code point


def test_a_users_role_that_may_not_make_databases_is_told(
    datastores: Datastores, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with psycopg.connect(str(datastores.admin_url), autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {ROLE} NOCREATEDB")
    monkeypatch.setenv("DATABASE_URL", datastores.variables["DATABASE_URL"])
    monkeypatch.setenv("BENCH_HOME", str(tmp_path / "elsewhere"))
    with pytest.raises(BenchError, match="permission denied to create database"):
        bring_up(made_up_definition("late"), [])


def connect(datastores: Datastores) -> psycopg.Connection:
    return psycopg.connect(str(datastores.variables["DATABASE_URL"]), autocommit=True)
