"""A client of a race with several replicas."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from races.client import REQUESTS_A_CONNECTION, Client, NoAnswer


@contextmanager
def replica(name: bytes) -> Iterator[tuple[str, int]]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(name)))
            self.end_headers()
            self.wfile.write(name)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield ("127.0.0.1", server.server_port)
        server.shutdown()


def refusing() -> tuple[str, int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return ("127.0.0.1", listener.getsockname()[1])


def test_each_new_connection_goes_to_the_next_replica() -> None:
    with replica(b"one") as one, replica(b"two") as two:
        client = Client([one, two])
        answers = [client.ask("GET", "/").body for _ in range(3 * REQUESTS_A_CONNECTION)]
        client.close()
    connections = [
        set(answers[at : at + REQUESTS_A_CONNECTION]) for at in range(0, len(answers), REQUESTS_A_CONNECTION)
    ]
    assert connections in ([{b"one"}, {b"two"}, {b"one"}], [{b"two"}, {b"one"}, {b"two"}])


def test_a_replica_that_accepts_no_connection_is_passed_over() -> None:
    with replica(b"one") as one:
        client = Client([refusing(), one, refusing()])
        assert {client.ask("GET", "/").body for _ in range(2 * REQUESTS_A_CONNECTION)} == {b"one"}
        client.close()


def test_without_any_replica_there_is_no_answer() -> None:
    with pytest.raises(NoAnswer, match="no replica"):
        Client([refusing(), refusing()]).ask("GET", "/")
