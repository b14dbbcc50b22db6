"""Requests that are too large or ambiguous, over real sockets."""

import json
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from crm_optimized.api.bounded_requests import HEAD_BYTES_MAX, PIECE_BYTES, BoundedRequests

MEGABYTE = 1_000_000
GET = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n"
CHUNKED = b"POST /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def connection(api: httpx.Client) -> Iterator[socket.socket]:
    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=10) as connected:
        yield connected


@pytest.mark.parametrize(
    ("begin", "again"),
    [
        (b"GET /livez?", b"x" * 1000),
        (GET + b"X-Long: ", b"x" * 1000),
        (GET, b"X-Many: %b\r\n" % (b"x" * 1000)),
        (CHUNKED + b"0\r\n", b"X-Trailer: %b\r\n" % (b"x" * 1000)),
        (CHUNKED + b"1;", b"x" * 1000),
    ],
    ids=["path", "header", "headers", "trailers", "chunk extension"],
)
def test_a_request_without_an_end_is_cut_off(connection: socket.socket, begin: bytes, again: bytes) -> None:
    connection.sendall(begin)
    sent = send_until_refused(connection, again, most=20 * MEGABYTE)
    assert sent < 20 * MEGABYTE


def test_a_head_that_is_too_large_is_told(connection: socket.socket) -> None:
    connection.sendall(GET + b"X-Long: " + b"x" * HEAD_BYTES_MAX)
    assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def test_a_kept_connection_may_ask_for_more_than_one_request_may_send(connection: socket.socket) -> None:
    request = GET + b"X-Long: " + b"x" * (HEAD_BYTES_MAX // 2) + b"\r\n\r\n"
    for _ in range(5):
        connection.sendall(request[:1000])
        connection.sendall(request[1000:])
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")


def send_until_refused(connection: socket.socket, piece: bytes, *, most: int) -> int:
    sent = 0
    try:
        while sent < most:
            connection.sendall(piece * 100)
            sent += 100 * len(piece)
    except (BrokenPipeError, ConnectionResetError):
        pass
    return sent


def test_thousands_of_requests_at_once_are_all_answered(connection: socket.socket) -> None:
    """They have more bytes than one request may have, and are too many to make an object of each at once."""
    last = GET + b"Connection: close\r\n\r\n"
    with ThreadPoolExecutor(1) as threads:
        sending = threads.submit(connection.sendall, (GET + b"\r\n") * 5_999 + last)
        answers = b"".join(iter(lambda: connection.recv(65_536), b""))
        sending.result()
    assert answers.count(b"HTTP/1.1 200 OK") == 6_000
    assert answers.count(b"HTTP/1.1 ") == 6_000


def test_few_requests_wait_for_their_turn_at_once(api: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = []
    start = BoundedRequests.on_response_complete

    def counted(protocol: BoundedRequests) -> None:
        waiting.append(len(protocol.pipeline))
        start(protocol)

    monkeypatch.setattr(BoundedRequests, "on_response_complete", counted)
    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=10) as connection:
        connection.sendall((GET + b"\r\n") * 2_000 + GET + b"Connection: close\r\n\r\n")
        while connection.recv(65_536):
            pass
    assert len(waiting) == 2_001
    assert max(waiting) <= PIECE_BYTES / len(GET) + 1


@pytest.mark.parametrize(
    "garbage", [b"GARBAGE\r\n\r\n", b"GET / HTTP/3.0\r\n\r\n", CHUNKED + b"zz\r\n", b"PRI * HTTP/2.0\r\n\r\n"]
)
def test_what_cannot_be_read_is_refused_after_the_answers_before_it(connection: socket.socket, garbage: bytes) -> None:
    connection.sendall((GET + b"\r\n") * 3 + garbage + (GET + b"\r\n") * 3)
    answers = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"200", b"200", b"200", b"400"]
    assert b"application/problem+json" in answers


@pytest.mark.parametrize("method", [b"POST", b"GET"])
def test_a_request_may_be_cut_anywhere(api: httpx.Client, ada: dict[str, Any], method: bytes) -> None:
    """In two segments, at different bytes, with an upgrade to ignore and another request after it."""
    body = json.dumps(ada | {"first_name": ""}).encode()
    request = method + b" /api/v1/customers/0 HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n"
    request += b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    request += GET + b"Connection: close\r\n\r\n"
    first = b"405" if method == b"POST" else b"404"
    for cut in range(1, len(request), 7):
        with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=10) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(request[:cut])
            connection.sendall(request[cut:])
            answers = b"".join(iter(lambda: connection.recv(65_536), b""))
        assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [first, b"200"], cut


@pytest.mark.parametrize("version", [b"HTTP/0.9", b"HTTP/2.0", b"HTTP/1.2", b""])
def test_another_version_is_refused(connection: socket.socket, version: bytes) -> None:
    connection.sendall(b"GET /livez %b\r\nHost: 127.0.0.1\r\n\r\n" % version)
    assert b"".join(iter(lambda: connection.recv(65_536), b"")).startswith(b"HTTP/1.1 400 ")
