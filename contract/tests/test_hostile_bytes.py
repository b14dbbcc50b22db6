"""Drawn requests on a raw socket: none is an error of the service, forges a line of its log, or stays in memory."""

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from crm_contract.sample_data.hostile_requests import MARK, hostile_requests
from crm_contract.service_under_test.checked_client import CheckedClient
from crm_contract.service_under_test.server_processes import memory_bytes, serving

AT_ONCE = 8
PATIENCE_S = 0.3  # for an answer to what may be no whole request; then this side says that nothing more will come
# Of all processes together: a leak of 10 kB a request is 30 MB after 3 000.
GROWTH_BYTES_MAX = 20_000_000
# The server does not know a method or a transfer coding (501) or a version (505).
ALLOWED = {501, 505}


def statuses(api: CheckedClient, request: bytes) -> list[int]:
    """Of each answer to these bytes; the empty list when the server hangs up without one."""
    received = bytearray()
    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=30) as connection:
        try:
            connection.sendall(request)
            connection.settimeout(PATIENCE_S)
            read(connection, received)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(30)
            read(connection, received)
        except OSError:  # it has hung up
            pass
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", received)]


def read(connection: socket.socket, received: bytearray) -> None:
    try:
        while data := connection.recv(65_536):
            received += data
    except TimeoutError:
        pass


def log_of(api: CheckedClient, config: pytest.Config) -> Path | None:
    logs = dict(zip(config.getoption("base_url"), config.getoption("server_log"), strict=False))
    path = logs.get(str(api.base_url).rstrip("/"))
    return Path(path) if path else None


def test_no_hostile_request_is_an_error_of_the_service(api: CheckedClient, pytestconfig: pytest.Config) -> None:
    count, seed = pytestconfig.getoption("hostile"), pytestconfig.getoption("seed")
    requests = list(hostile_requests(api.base_url.netloc.decode(), seed=seed, count=count))
    log = log_of(api, pytestconfig)
    log_begins = log.stat().st_size if log else 0
    with ThreadPoolExecutor(AT_ONCE) as threads:
        # What the service loads at first use is no growth; the damage may come in any of the requests.
        warm_up = hostile_requests(api.base_url.netloc.decode(), seed=seed + 1, count=100)
        for _ in threads.map(lambda request: statuses(api, request), warm_up):
            pass
        processes = serving(api.base_url.port or 80)
        before = memory_bytes(processes)
        answered = list(threads.map(lambda request: statuses(api, request), requests))
    wrong = [
        (request[:500], found)
        for request, found in zip(requests, answered, strict=True)
        if any(status >= 500 and status not in ALLOWED for status in found)
    ]
    assert wrong == []
    assert sum(map(bool, answered)) > count / 3, "hardly any request was answered: nothing was tested"
    assert api.get("/livez").status_code == api.get("/readyz").status_code == 200
    assert memory_bytes(processes) - before < GROWTH_BYTES_MAX
    if log:
        written = log.read_bytes()[log_begins:].decode("utf-8", "replace")
        # Every kind of end that a reader of logs may know, and not "\n" alone.
        assert [line for line in written.splitlines() if line.startswith(MARK)] == []
        assert "Traceback" not in written
