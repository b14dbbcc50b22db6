"""Bytes that no HTTP client would send, and what comes back."""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class RawAnswer:
    status: int
    body: bytes


def exchange(base_url: str, request: bytes) -> RawAnswer | None:
    """None when the server hangs up instead. The request must ask for the connection to be closed."""
    target = urlsplit(base_url)
    with socket.create_connection((target.hostname, target.port or 80), timeout=TIMEOUT_S) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            with connection.makefile("rb") as stream:
                answer = stream.read()
        except ConnectionError:
            return None
    head, _, body = answer.partition(b"\r\n\r\n")
    words = head.split()
    return RawAnswer(int(words[1]), body) if len(words) > 1 and words[0].startswith(b"HTTP/") else None
