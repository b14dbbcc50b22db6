"""A database that was away, and connections that were ended meanwhile, under a gunicorn with four threads."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import psycopg
import pytest
from django.db import connection
from given import LIST, a_body
from proxy import Proxy
from test_deployment import ask, gunicorn

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
    """The service, with the proxy as its database."""
    return server


@pytest.fixture
def beside(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A connection to the same database that is no pool's."""
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known = {name: connection.settings_dict[key] for name, key in names.items()}
    with psycopg.connect(autocommit=True, **known) as direct:
        yield direct


def read(port: int) -> int:
    return ask(port, "GET", LIST).status


def write(port: int) -> int:
    return ask(port, "POST", LIST, json.dumps(a_body(customer_id=f"back-{next(numbers)}")).encode()).status


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def fill_pool(port: int, proxy: Proxy, beside: psycopg.Connection) -> None:
    """Four requests wait for a lock together: each has a connection of its own."""
    with ThreadPoolExecutor(POOLED) as threads:
        with beside.transaction():
            beside.execute("LOCK TABLE customers_customer IN ACCESS EXCLUSIVE MODE")
            waiting = [threads.submit(each, port) for each in (read, read, write, write)]
            until(lambda: number(beside, "SELECT count(*) FROM pg_locks WHERE NOT granted") == POOLED)
        assert {each.result() for each in waiting} == {200, 201}
    assert proxy.connections == POOLED


def number(beside: psycopg.Connection, sql: str) -> int:
    row = beside.execute(sql).fetchone()
    assert row
    return int(row[0])


TERMINATE = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND client_port <> inet_client_port() AND pid <> %s"
)


@pytest.mark.parametrize("ended_by", ["the network", "the server"])
def test_requests_after_idle_connections_were_ended_are_answered(
    ended_by: str, port: int, proxy: Proxy, beside: psycopg.Connection
) -> None:
    fill_pool(port, proxy, beside)
    if ended_by == "the network":
        proxy.cut()
    else:
        mine = connection.connection.info.backend_pid if connection.connection else 0
        beside.execute(TERMINATE, [mine])
    assert [write(port) for _ in range(POOLED)] == [201] * POOLED
    assert [read(port) for _ in range(POOLED)] == [200] * POOLED


def test_four_requests_at_once_after_idle_connections_were_ended_are_answered(
    port: int, proxy: Proxy, beside: psycopg.Connection
) -> None:
    fill_pool(port, proxy, beside)
    proxy.cut()
    with ThreadPoolExecutor(POOLED) as threads:
        asked = [threads.submit(each, port) for each in (read, read, write, write)]
        assert [each.result() for each in asked] == [200, 200, 201, 201]


def test_a_commit_that_was_not_answered_is_a_503_and_is_not_done_again(
    port: int, proxy: Proxy, beside: psycopg.Connection
) -> None:
    stored = "SELECT count(*) FROM customers_customer"
    assert write(port) == 201
    proxy.lose_answer_to = b"COMMIT"
    assert write(port) == 503
    until(lambda: number(beside, stored) == 2)
    assert write(port) == 201
    assert number(beside, stored) == 3


def test_a_database_that_was_refusing_answers_one_of_the_first_two_requests(
    port: int, proxy: Proxy, beside: psycopg.Connection
) -> None:
    fill_pool(port, proxy, beside)
    proxy.refuse()
    proxy.cut()
    assert {read(port), write(port)} == {503}
    proxy.listen()
    assert 200 in (read(port), read(port))
    assert write(port) == 201


def test_a_standby_answers_reads_and_refuses_writes_with_a_503(transactional_db: None, proxy: Proxy) -> None:
    with gunicorn(database_port=str(proxy.port), query="?options=-c%20default_transaction_read_only%3Don") as port:
        assert (read(port), write(port)) == (200, 503)
