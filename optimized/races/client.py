"""One keep-alive connection to the service, as each client of a race has it.

With several replicas, each new connection goes to the next one that accepts it, as behind a proxy.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import count

# A connection belongs to one worker. Each client opens a new one after so many requests, so that it meets all workers.
REQUESTS_A_CONNECTION = 40
TIMEOUT_S = 30.0
_TURNS = count()


type Servers = Sequence[tuple[str, int]]
"""Hosts and ports of the replicas."""


class NoAnswer(Exception):
    """The connection was refused, or broke before the answer was complete."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        # Clients begin at different replicas.
        self._turn = next(_TURNS)
        self._connection: HTTPConnection | None = None
        self._left = 0

    def ask(self, method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str] = {}) -> Reply:
        """Raises NoAnswer."""
        if self._connection is None or self._left == 0:
            self.close()
            self._connection = self._connected()
            self._left = REQUESTS_A_CONNECTION
        self._left -= 1
        try:
            self._connection.request(method, path, body, dict(headers))
            response = self._connection.getresponse()
            return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        except (OSError, HTTPException) as error:
            self.close()
            raise NoAnswer(str(error) or type(error).__name__) from None

    def _connected(self) -> HTTPConnection:
        """To the next replica that accepts a connection. Raises NoAnswer."""
        for _ in self._servers:
            self._turn += 1
            host, port = self._servers[self._turn % len(self._servers)]
            connection = HTTPConnection(host, port, timeout=TIMEOUT_S)
            with suppress(OSError):
                connection.connect()
                return connection
        raise NoAnswer("no replica accepts a connection")

    def close(self) -> None:
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
            self._connection = None
