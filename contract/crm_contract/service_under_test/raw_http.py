"""Sends bytes that no HTTP client would send, and reads the answer."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

# Seconds to wait for an answer to a request that asks to close the connection.
TIMEOUT_S = 60.0
# Seconds without a byte after which `exchange_bytes` expects no more.
SILENT_S = 2.0


@dataclass(frozen=True, slots=True)
class RawAnswer:
    status: int
    # The names in lower case, each as often as it occurs.
    headers: tuple[str, ...]
    body: bytes


def exchange_bytes(base_url: str, pieces: Iterable[bytes]) -> bytes:
    """Return all bytes until the server closes the connection, or until it is silent for SILENT_S seconds.

    Each piece is sent as one TCP segment.
    """
    target = urlsplit(base_url)
    received = b""
    with socket.create_connection((target.hostname, target.port or 80), timeout=SILENT_S) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for piece in pieces:
                connection.sendall(piece)
            while data := connection.recv(65_536):
                received += data
        except (ConnectionError, TimeoutError):
            pass
    return received


def exchange(base_url: str, request: bytes, *, and_no_more: bool = False) -> RawAnswer | None:
    """Return the answer, or None if the server closes the connection without one.

    The request must ask to close the connection. With `and_no_more`, this side closes its half, so that a server need
    not wait for the rest of an incomplete request. Some servers then close the connection before they answer.
    """
    target = urlsplit(base_url)
    with socket.create_connection((target.hostname, target.port or 80), timeout=TIMEOUT_S) as connection:
        try:
            connection.sendall(request)
            if and_no_more:
                connection.shutdown(socket.SHUT_WR)
            with connection.makefile("rb") as stream:
                answer = stream.read()
        except ConnectionError:
            return None
    head, _, body = answer.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    words = status_line.split()
    if len(words) < 2 or not words[0].startswith("HTTP/"):
        return None
    return RawAnswer(int(words[1]), tuple(line.partition(":")[0].lower() for line in lines), body)
