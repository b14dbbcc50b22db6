"""A PostgreSQL and a Redis that somebody gave us: what bench did not make there is neither used nor deleted."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import psycopg
import pytest
from bench.contender.leftovers import remove_leftovers
from bench.contenders import Contender
from bench.errors import BenchError
from bench.http_client import Client
from bench.load.iterations import CREATED
from bench.processes import wait_until
from bench.readings.statements import Statements
from bench.targets.cache_server import MARK, CacheServer, _exchange
from bench.targets.datastores import bring_up, stop_local
from bench.targets.users_postgres import claimed, drop_database, with_database
from made_up_contender import made_up_definition
from psycopg import sql

pytestmark = pytest.mark.servers

GUEST = made_up_definition("guest", needs=("postgres", "valkey"), cache_keys=("customers:*", "customers *"))


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The URLs of somebody's PostgreSQL, as its superuser, and of somebody's Valkey."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENCH_HOME", str(tmp_path_factory.mktemp("theirs")))
        for name in ("DATABASE_URL", "REDIS_URL"):
            patch.delenv(name, raising=False)
        somebody = replace(GUEST, name="somebody")
        datastores = bring_up(somebody, [])
        yield with_database(str(datastores.admin_url), "postgres"), datastores.variables["REDIS_URL"]
        stop_local([somebody])


@pytest.fixture
def postgres(servers: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """That PostgreSQL is the one of DATABASE_URL; a session of its owner."""
    monkeypatch.setenv("DATABASE_URL", servers[0])
    with psycopg.connect(servers[0], autocommit=True) as connection:
        yield connection
        connection.execute("DROP DATABASE IF EXISTS crm_guest WITH (FORCE)")


@pytest.fixture
def redis(servers: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[CacheServer]:
    """An empty database of that Valkey is the one of REDIS_URL."""
    url = servers[1].replace("/0", "/3")
    monkeypatch.setenv("REDIS_URL", url)
    yield CacheServer(url)
    CacheServer(url).flush()


def say(server: CacheServer, *command: str | bytes) -> object:
    with server._conversation() as stream:
        return _exchange(stream, *command)


def keys(server: CacheServer) -> set[bytes]:
    found = say(server, "KEYS", "*")
    assert isinstance(found, list)
    return set(found)


@pytest.fixture
def cache_only() -> Contender:
    return replace(GUEST, needs=("valkey",))


def test_a_redis_database_with_other_keys_is_refused_and_keeps_them(redis: CacheServer, cache_only: Contender) -> None:
    for key in ("session:1", "celery:queue", "customers:42"):
        say(redis, "SET", key, "theirs")
    with pytest.raises(BenchError, match=r"holds keys that are not bench's, such as '.*'. Name an empty one.*/4"):
        bring_up(cache_only, [])
    assert keys(redis) == {b"session:1", b"celery:queue", b"customers:42"}


def test_only_a_contenders_keys_are_deleted_and_all_of_them(redis: CacheServer, cache_only: Contender) -> None:
    stops: list[Callable[[], None]] = []
    cache = bring_up(cache_only, stops).cache
    assert cache is not None
    for key in ("customers:generation", "session:1"):
        say(redis, "SET", key, "x")
    for number in range(3_000):  # more than one step of SCAN
        say(redis, "SET", f"customers http://127.0.0.1/{number}", "x")
    cache.flush()
    assert keys(redis) == {b"session:1", MARK}
    for stop in stops:
        stop()
    assert keys(redis) == {b"session:1"}


def test_what_a_killed_run_left_is_taken_over(redis: CacheServer, cache_only: Contender) -> None:
    bring_up(cache_only, [])
    say(redis, "SET", "customers:generation", "x")
    bring_up(cache_only, [])
    stop_local([cache_only])
    assert keys(redis) == set()


def test_a_database_that_was_never_taken_is_not_given_back(redis: CacheServer, cache_only: Contender) -> None:
    say(redis, "SET", "customers:generation", "of the user's own service")
    stop_local([cache_only])
    assert keys(redis) == {b"customers:generation"}


def test_a_contender_that_does_not_say_which_keys_it_makes_is_refused(redis: CacheServer) -> None:
    with pytest.raises(BenchError, match="no `cache_keys`"):
        bring_up(replace(GUEST, needs=("valkey",), cache_keys=()), [])


def test_a_users_database_of_the_same_name_is_refused_and_stays_as_it_was(postgres: psycopg.Connection) -> None:
    postgres.execute("CREATE DATABASE crm_guest")
    theirs = with_database(os.environ["DATABASE_URL"], "crm_guest")
    with psycopg.connect(theirs, autocommit=True) as connection:
        connection.execute("CREATE TABLE customers_customer AS SELECT 1 AS id")
    with pytest.raises(BenchError, match="has a database crm_guest that bench did not make"):
        bring_up(replace(GUEST, needs=("postgres",)), [])
    with psycopg.connect(theirs) as connection:
        assert connection.execute("SELECT count(*) FROM customers_customer").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM pg_extension WHERE extname ~ 'statements'").fetchone() == (0,)


def test_a_database_that_bench_made_is_used_again(postgres: psycopg.Connection) -> None:
    first = bring_up(replace(GUEST, needs=("postgres",)), [])
    assert bring_up(replace(GUEST, needs=("postgres",)), []) == first


def test_a_database_that_could_not_be_marked_is_not_left(
    postgres: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute = psycopg.Connection.execute

    def fail(self: psycopg.Connection, query: sql.Composed, *more: object) -> object:
        if "COMMENT" in (query if isinstance(query, str) else query.as_string(self)):
            raise psycopg.OperationalError("no room")
        return execute(self, query, *more)  # type: ignore[call-overload]

    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Connection, "execute", fail)
        with pytest.raises(BenchError, match="no room"):
            bring_up(replace(GUEST, needs=("postgres",)), [])
    assert bring_up(replace(GUEST, needs=("postgres",)), []).admin_url


def test_a_users_statistics_are_not_reset(postgres: psycopg.Connection) -> None:
    postgres.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    postgres.execute("SELECT 'a statement of the user''s'")
    before = postgres.execute("SELECT stats_reset FROM pg_stat_statements_info").fetchone()
    datastores = bring_up(replace(GUEST, needs=("postgres",)), [])
    with Statements(datastores.admin_url, ours=datastores.ours) as statements:
        statements.begin()
        with psycopg.connect(str(datastores.admin_url), autocommit=True) as connection:
            connection.execute("SELECT 1")
        work = statements.read()
    assert work is not None
    assert work.statements == 1
    assert postgres.execute("SELECT stats_reset FROM pg_stat_statements_info").fetchone() == before
    kept = postgres.execute("SELECT count(*) FROM pg_stat_statements WHERE minmax_stats_since < now()").fetchone()
    assert kept is not None
    assert kept[0] > 0


def test_two_benches_on_one_server_hear_of_each_other(postgres: psycopg.Connection) -> None:
    url = str(bring_up(replace(GUEST, needs=("postgres",)), []).admin_url)
    with claimed(url):
        other = [sys.executable, "-c", f"from bench.targets.users_postgres import claimed\nwith claimed({url!r}): pass"]
        done = subprocess.run(other, capture_output=True, text=True, check=False)
        assert f"The database crm_guest is in use: bench, process {os.getpid()} on " in done.stderr
    with claimed(url):
        pass


def test_a_customer_of_somebody_else_is_no_leftover(start_fake: Callable[..., str]) -> None:
    with Client(start_fake("--rows", "300")) as client:
        for code, other in (
            ("WORKBENCH-12", {}),
            ("bench-1-2", {"first_name": "Ann"}),
            ("bench-1-3", {"last_name": "Number 13"}),
            ("bench-1-4", {"gender": "female"}),
            ("bench-7-w-13", {}),
        ):
            made = CREATED | {"customer_id": code} | other
            body = json.dumps(made)
            client._connection.request("POST", "/api/v1/customers", body)
            assert client._connection.getresponse().read()
        assert remove_leftovers(client) == 1
        left = client.json("/api/v1/customers?customer_id=bench-&page_size=100")["results"]
        assert {customer["customer_id"] for customer in left} == {"WORKBENCH-12", "bench-1-2", "bench-1-3", "bench-1-4"}


@pytest.fixture
def owner(postgres: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """A session of a role that owns the database `vacuumed`, in which autovacuum works for minutes."""
    postgres.execute("CREATE ROLE owner LOGIN CREATEDB PASSWORD 'owner'")
    postgres.execute("CREATE DATABASE vacuumed OWNER owner")
    postgres.execute("ALTER SYSTEM SET autovacuum_naptime = '1s'")
    postgres.execute("SELECT pg_reload_conf()")
    url = os.environ["DATABASE_URL"].replace(urlsplit(os.environ["DATABASE_URL"]).netloc.split("@")[0], "owner:owner")
    with psycopg.connect(with_database(url, "vacuumed"), autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE slow WITH (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1) "
            "AS SELECT FROM generate_series(1, 200_000)"
        )
        connection.execute("DELETE FROM slow")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection
    postgres.execute("ALTER SYSTEM RESET autovacuum_naptime")
    postgres.execute("SELECT pg_reload_conf()")
    postgres.execute("DROP DATABASE IF EXISTS vacuumed WITH (FORCE)")
    postgres.execute("DROP ROLE owner")


def test_a_role_that_is_no_superuser_drops_its_database_while_autovacuum_is_in_it(
    postgres: psycopg.Connection, owner: psycopg.Connection
) -> None:
    def vacuumed() -> bool:
        working = "SELECT FROM pg_stat_activity WHERE datname = 'vacuumed' AND backend_type = 'autovacuum worker'"
        return postgres.execute(working).fetchone() is not None

    assert wait_until(vacuumed, timeout_s=30)
    drop_database(owner, "vacuumed")
    assert owner.execute("SELECT FROM pg_database WHERE datname = 'vacuumed'").fetchone() is None
