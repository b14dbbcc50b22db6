"""The database is unavailable for a time, or ends its connections, under a gunicorn with four threads."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import psycopg
import pytest
from django.db import connection
from factories import LIST, a_body
from gunicorn_server import ask, gunicorn
from proxy import Proxy

# The largest number of connections in the pool (`max_size` in the settings).
POOLED = 4
numbers = count(1)


@pytest.fixture(scope="module")
def proxy(django_db_setup: None) -> Iterator[Proxy]:
    database = connection.settings_dict
    with Proxy(database["HOST"], int(database["PORT"])) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def server(proxy: Proxy) -> Iterator[int]:
    with gunicorn(database_port=str(proxy.port), threads=POOLED) as port:
        yield port


@pytest.fixture
def port(transactional_db: None, server: int) -> int:
    """The port of a service whose database is the proxy."""
    return server


@pytest.fixture
def direct(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A connection to the same database, outside the pool."""
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known = {name: connection.settings_dict[key] for name, key in names.items()}
    with psycopg.connect(autocommit=True, **known) as connected:
        yield connected


def read(port: int) -> int:
    return ask(port, "GET", LIST).status


def write(port: int) -> int:
    return ask(port, "POST", LIST, json.dumps(a_body(customer_id=f"back-{next(numbers)}")).encode()).status


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def fill_pool(port: int, proxy: Proxy, direct: psycopg.Connection) -> None:
    """Let four requests wait for a lock at the same time, so that each has its own connection."""
    with ThreadPoolExecutor(POOLED) as threads:
        with direct.transaction():
            direct.execute("LOCK TABLE customers_customer IN ACCESS EXCLUSIVE MODE")
            waiting = [threads.submit(each, port) for each in (read, read, write, write)]
            until(lambda: number(direct, "SELECT count(*) FROM pg_locks WHERE NOT granted") == POOLED)
        assert {each.result() for each in waiting} == {200, 201}
    assert proxy.connections == POOLED


def number(direct: psycopg.Connection, sql: str) -> int:
    row = direct.execute(sql).fetchone()
    assert row
    return int(row[0])


TERMINATE = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND client_port <> inet_client_port() AND pid <> %s"
)


@pytest.mark.parametrize("ended_by", ["the network", "the server"])
def test_requests_after_idle_connections_were_ended_are_answered(
    ended_by: str, port: int, proxy: Proxy, direct: psycopg.Connection
) -> None:
    fill_pool(port, proxy, direct)
    if ended_by == "the network":
        proxy.cut()
    else:
        mine = connection.connection.info.backend_pid if connection.connection else 0
        direct.execute(TERMINATE, [mine])
    assert [write(port) for _ in range(POOLED)] == [201] * POOLED
    assert [read(port) for _ in range(POOLED)] == [200] * POOLED


def test_four_requests_at_once_after_idle_connections_were_ended_are_answered(
    port: int, proxy: Proxy, direct: psycopg.Connection
) -> None:
    fill_pool(port, proxy, direct)
    proxy.cut()
    with ThreadPoolExecutor(POOLED) as threads:
        asked = [threads.submit(each, port) for each in (read, read, write, write)]
        assert [each.result() for each in asked] == [200, 200, 201, 201]


def test_a_commit_without_an_answer_is_a_503_and_is_not_repeated(
    port: int, proxy: Proxy, direct: psycopg.Connection
) -> None:
    stored = "SELECT count(*) FROM customers_customer"
    assert write(port) == 201
    proxy.lose_answer_to = b"COMMIT"
    assert write(port) == 503
    until(lambda: number(direct, stored) == 2)
    assert write(port) == 201
    assert number(direct, stored) == 3


def test_after_the_database_returns_one_of_the_first_two_requests_is_answered(
    port: int, proxy: Proxy, direct: psycopg.Connection
) -> None:
    fill_pool(port, proxy, direct)
    proxy.refuse()
    proxy.cut()
    assert {read(port), write(port)} == {503}
    proxy.listen()
    assert 200 in (read(port), read(port))
    assert write(port) == 201


def test_a_standby_answers_reads_and_refuses_writes_with_a_503(transactional_db: None, proxy: Proxy) -> None:
    with gunicorn(database_port=str(proxy.port), query="?options=-c%20default_transaction_read_only%3Don") as port:
        assert (read(port), write(port)) == (200, 503)
