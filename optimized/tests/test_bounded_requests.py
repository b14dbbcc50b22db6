"""Requests without an end, over real sockets."""

import socket
from collections.abc import Iterator

import httpx
import pytest
from crm_optimized.api.bounded_requests import HEAD_BYTES_MAX

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
