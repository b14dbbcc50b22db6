"""A connection to a relay's port is one to the server behind it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from bench.targets.relay import Relay

pytestmark = pytest.mark.servers

LARGE = bytes(range(256)) * 4096


@pytest.fixture
def echoing() -> Iterator[int]:
    """The port of a server that sends back what it gets."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                threading.Thread(target=echo, args=[connection], daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield int(server.getsockname()[1])
    server.close()


def echo(connection: socket.socket) -> None:
    with connection:
        while content := connection.recv(65536):
            connection.sendall(content)


def test_bytes_go_both_ways_on_several_connections(echoing: int) -> None:
    relay = Relay([], echoing)
    try:
        with (
            socket.create_connection(("127.0.0.1", relay.port), timeout=10) as one,
            socket.create_connection(("127.0.0.1", relay.port), timeout=10) as other,
        ):
            other.sendall(b"other")
            threading.Thread(target=one.sendall, args=[LARGE], daemon=True).start()
            assert other.recv(100) == b"other"
            with one.makefile("rb") as answer:
                assert answer.read(len(LARGE)) == LARGE
    finally:
        relay.close()


def test_a_server_that_is_not_there_closes_the_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    relay = Relay([], port)
    try:
        with socket.create_connection(("127.0.0.1", relay.port), timeout=10) as connection:
            assert connection.recv(100) == b""
    finally:
        relay.close()


def test_a_closed_relay_takes_no_connection(echoing: int) -> None:
    relay = Relay([], echoing)
    port = relay.port
    relay.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=10)
