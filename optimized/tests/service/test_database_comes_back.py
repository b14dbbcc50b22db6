"""The database was away, and the connections of both pools were ended meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from typing import Any

import httpx
import psycopg
import pytest
from django.db import connection

from tests.proxy import Proxy

LIST = "/api/v1/customers"
# Connections of one process: four for reads, four for writes.
POOLED = 8
numbers = count(1)


@pytest.fixture
def proxy(transactional_db: None, cache: Any, settings: Any) -> Iterator[Proxy]:
    """All new connections to the database of the tests go through the proxy."""
    database = settings.DATABASES["default"]
    address = {"HOST": database["HOST"], "PORT": database["PORT"]}
    with Proxy(address["HOST"], int(address["PORT"])) as proxy:
        _connect_through(database, {"HOST": "127.0.0.1", "PORT": proxy.port})
        yield proxy
        _connect_through(database, address)


def _connect_through(database: dict[str, Any], address: dict[str, Any]) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    database |= address


@pytest.fixture
def direct(proxy: Proxy, settings: Any) -> Iterator[psycopg.Connection]:
    """A connection to the same database, without the proxy and both pools."""
    database = settings.DATABASES["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    host, port = proxy.target
    known = {name: database[key] for name, key in names.items()}
    with psycopg.connect(host=host, port=port, autocommit=True, **known) as direct:
        yield direct


@pytest.fixture
def api(proxy: Proxy, serve: Callable[[], httpx.Client]) -> httpx.Client:
    return serve()


def read(api: httpx.Client) -> int:
    """The status of a page that is not cached."""
    return api.get(LIST, params={"points_min": next(numbers)}).status_code


def write(api: httpx.Client) -> int:
    customer = {"customer_id": f"back-{next(numbers)}", "first_name": "Ada", "last_name": "Lovelace"}
    return api.post(LIST, json=customer).status_code


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def fill_pools(api: httpx.Client, proxy: Proxy, direct: psycopg.Connection) -> None:
    """Four reads and four writes wait for a lock at the same time, so each has its own connection."""
    with ThreadPoolExecutor(POOLED) as threads:
        with direct.transaction():
            direct.execute("LOCK TABLE customers_customer IN ACCESS EXCLUSIVE MODE")
            waiting: list[Future[int]] = [threads.submit(ask, api) for ask in (read, write) for _ in range(4)]
            until(lambda: waiting_for_locks(direct) == POOLED)
        assert {each.result() for each in waiting} == {200, 201}
    assert proxy.connections == POOLED + 1  # one listens


def waiting_for_locks(direct: psycopg.Connection) -> int:
    # Not pg_stat_activity: it does not change within a transaction.
    row = direct.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    assert row
    return int(row[0])


def stored(direct: psycopg.Connection) -> int:
    row = direct.execute("SELECT count(*) FROM customers_customer").fetchone()
    assert row
    return int(row[0])


TERMINATE = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.mark.parametrize("ended_by", ["the network", "the server"])
def test_reads_and_writes_after_idle_connections_were_ended_are_answered(
    ended_by: str, api: httpx.Client, proxy: Proxy, direct: psycopg.Connection
) -> None:
    fill_pools(api, proxy, direct)
    if ended_by == "the network":
        proxy.cut()
    else:
        direct.execute(TERMINATE)
    assert [write(api) for _ in range(POOLED)] == [201] * POOLED
    assert [read(api) for _ in range(POOLED)] == [200] * POOLED


def test_eight_requests_at_once_after_idle_connections_were_ended_are_answered(
    api: httpx.Client, proxy: Proxy, direct: psycopg.Connection
) -> None:
    fill_pools(api, proxy, direct)
    proxy.cut()
    with ThreadPoolExecutor(POOLED) as threads:
        asked = [threads.submit(ask, api) for ask in (read, write) for _ in range(4)]
        assert [each.result() for each in asked] == [200] * 4 + [201] * 4


def status_when_ended(direct: psycopg.Connection, request: Callable[[], int]) -> int:
    """The status of a request that waits for a lock while its connection is ended."""
    with ThreadPoolExecutor(1) as threads:
        with direct.transaction():
            direct.execute("LOCK TABLE customers_customer IN ACCESS EXCLUSIVE MODE")
            asked = threads.submit(request)
            until(lambda: waiting_for_locks(direct) == 1)
            direct.execute(TERMINATE)
        return asked.result()


def test_a_read_under_way_when_its_connection_is_ended_is_asked_again(
    api: httpx.Client, direct: psycopg.Connection
) -> None:
    assert status_when_ended(direct, lambda: read(api)) == 200


def test_a_write_under_way_when_its_connection_is_ended_is_a_503_and_not_done(
    api: httpx.Client, direct: psycopg.Connection
) -> None:
    assert status_when_ended(direct, lambda: write(api)) == 503
    assert write(api) == 201
    assert stored(direct) == 1


def test_a_commit_that_was_not_answered_is_a_503_and_is_not_done_again(
    api: httpx.Client, proxy: Proxy, direct: psycopg.Connection
) -> None:
    assert write(api) == 201
    proxy.lose_answer_to = b"COMMIT"
    assert write(api) == 503
    until(lambda: stored(direct) == 2)
    assert write(api) == 201
    assert stored(direct) == 3


def test_connections_lost_under_running_requests_cost_no_read_and_no_acknowledged_write(
    api: httpx.Client, proxy: Proxy, direct: psycopg.Connection
) -> None:
    fill_pools(api, proxy, direct)
    before = stored(direct)
    enough = threading.Event()

    readers: tuple[list[int], list[int]] = ([], [])
    writers: tuple[list[int], list[int]] = ([], [])

    def ask_on(ask: Callable[[httpx.Client], int], statuses: list[int]) -> None:
        while not enough.is_set():
            statuses.append(ask(api))

    with ThreadPoolExecutor(4) as threads:
        asking = [threads.submit(ask_on, read, each) for each in readers]
        asking += [threads.submit(ask_on, write, each) for each in writers]
        for _ in range(3):
            # No request is in progress during two cuts.
            goals = [(each, len(each) + 5) for each in (*readers, *writers)]
            until(lambda goals=goals: all(len(each) >= goal for each, goal in goals))  # type: ignore[misc]
            proxy.cut()
        enough.set()
        for each in asking:
            each.result()
    reads, writes = [*readers[0], *readers[1]], [*writers[0], *writers[1]]
    assert set(reads) == {200}
    assert set(writes) <= {201, 503}
    assert writes.count(503) <= 3 * len(writers)  # each writer had one in progress at each of three cuts
    assert writes.count(201) <= stored(direct) - before <= len(writes)


def test_a_database_that_was_refusing_answers_one_of_the_first_two_requests(
    api: httpx.Client, proxy: Proxy, direct: psycopg.Connection
) -> None:
    fill_pools(api, proxy, direct)
    proxy.refuse()
    proxy.cut()
    assert {read(api), write(api), api.get("/readyz").status_code} == {503}
    proxy.listen()
    assert 200 in (read(api), read(api))
    assert 201 in (write(api), write(api))
    assert api.get("/readyz").status_code == 200


def test_a_standby_answers_reads_and_refuses_writes_with_a_503(
    proxy: Proxy, settings: Any, serve: Callable[[], httpx.Client]
) -> None:
    options = settings.DATABASES["default"]["OPTIONS"]
    options["options"] = "-c default_transaction_read_only=on"
    try:
        api = serve()
        assert (read(api), write(api)) == (200, 503)
    finally:
        del options["options"]
