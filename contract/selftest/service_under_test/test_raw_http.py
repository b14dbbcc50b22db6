import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from crm_contract.service_under_test.raw_http import RawAnswer, exchange, exchange_bytes

REQUEST = b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """Accept one connection, read what arrives first, answer, and close the connection."""

    def run() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=run)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def test_an_answer_has_its_status_the_names_of_its_headers_and_its_body() -> None:
    with answering(b"HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\n\r\nbody") as url:
        assert exchange(url, REQUEST) == RawAnswer(200, ("x-a", "x-a"), b"body")


@pytest.mark.parametrize("answer", [b"", b"no HTTP", b"HTTP/1.1"])
def test_without_an_answer_in_http_there_is_none(answer: bytes) -> None:
    with answering(answer) as url:
        assert exchange(url, REQUEST, and_no_more=True) is None


def test_all_bytes_come_back() -> None:
    with answering(b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\n") as url:
        assert exchange_bytes(url, [REQUEST]) == b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\n"
