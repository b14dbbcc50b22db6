"""Drawn hostile requests on a raw socket: none causes an error, forges a line of the log, or stays in memory."""

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from crm_contract.sample_data.hostile_requests import MARK, hostile_requests
from crm_contract.service_under_test.checked_client import CheckedClient
from crm_contract.service_under_test.server_processes import memory_bytes, serving

# Requests at the same time.
AT_ONCE = 8
# Seconds to wait for an answer to a request that may be incomplete. Then this side closes its half of the connection.
PATIENCE_S = 0.3
# Growth of all processes together. A leak of 10 kB a request is 30 MB after 3 000 requests.
GROWTH_BYTES_MAX = 20_000_000
# A server answers so if it does not know a method or a transfer coding (501), or a version (505).
ALLOWED = {501, 505}


def statuses(api: CheckedClient, request: bytes) -> list[int]:
    """Return the status of each answer to these bytes: none if the server closes the connection without an answer."""
    received = bytearray()
    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=30) as connection:
        try:
            connection.sendall(request)
            connection.settimeout(PATIENCE_S)
            read(connection, received)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(30)
            read(connection, received)
        except OSError:
            # The server has closed the connection.
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
        # Send some requests first: what a service loads at its first use is no leak.
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
        # splitlines() knows every end of a line that a log reader may know.
        assert [line for line in written.splitlines() if line.startswith(MARK)] == []
        assert "Traceback" not in written
