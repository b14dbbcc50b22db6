"""One keep-alive connection to the service, as each client of a race has it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

# A connection belongs to one worker. Each client opens a new one after so many requests, so that it meets all workers.
REQUESTS_A_CONNECTION = 40
TIMEOUT_S = 30.0


class NoAnswer(Exception):
    """The connection was refused, or broke before the answer was complete."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    def __init__(self, port: int) -> None:
        self._port = port
        self._connection: HTTPConnection | None = None
        self._left = 0

    def ask(self, method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str] = {}) -> Reply:
        """Raises NoAnswer."""
        if self._connection is None or self._left == 0:
            self.close()
            self._connection = HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
            self._left = REQUESTS_A_CONNECTION
        self._left -= 1
        try:
            self._connection.request(method, path, body, dict(headers))
            response = self._connection.getresponse()
            return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        except (OSError, HTTPException) as error:
            self.close()
            raise NoAnswer(str(error) or type(error).__name__) from None

    def close(self) -> None:
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
            self._connection = None
