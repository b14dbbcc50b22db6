"""Bytes that no HTTP client would send, and what comes back."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_S = 60.0
SILENT_S = 2.0


@dataclass(frozen=True, slots=True)
class RawAnswer:
    status: int
    headers: tuple[str, ...]  # their names in lower case, each as often as it is there
    body: bytes


def exchange_bytes(base_url: str, pieces: Iterable[bytes]) -> bytes:
    """All that comes back until the server hangs up or `SILENT_S` after the last piece. Each piece is a segment."""
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
    """None when the server hangs up instead. The request must ask for the connection to be closed.

    `and_no_more` closes this side's half, so that a server need not wait for the rest of an incomplete request; some
    servers then hang up before they answer.
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
