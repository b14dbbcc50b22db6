"""A small HTTP client with one kept connection: 15 000 pages to the middle of a table must not take a minute."""

import http.client
import json
from typing import Any, Self
from urllib.parse import urlsplit

from bench.errors import BenchError, NoAnswer

# A plain service may need many seconds for a search in millions of rows.
TIMEOUT_S = 120.0


class Client:
    def __init__(self, base_url: str, *, timeout_s: float = TIMEOUT_S, write_token: str = "") -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {write_token}"} if write_token else {}
        url = urlsplit(self._base_url)
        self._connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def body(self, path: str) -> bytes:
        """The body of a 200. Any other status is an error."""
        status, body = self._ask("GET", path)
        if status != 200:
            raise NoAnswer(f"{self._base_url}{path} answered {status}, not 200: {body[:200].decode(errors='replace')}")
        return body

    def json(self, path: str) -> Any:
        return json.loads(self.body(path))

    def header(self, path: str, name: str, *, host: str) -> str:
        """A header of the answer to a HEAD request with this `host`; empty without such a header."""
        self._connection.request("HEAD", path, headers={"Host": host})
        answer = self._connection.getresponse()
        answer.read()
        return answer.headers.get(name, "")

    def delete(self, path: str) -> None:
        status, _ = self._ask("DELETE", path)
        if status not in (204, 404):
            raise BenchError(f"DELETE {self._base_url}{path} answered {status}, not 204.")

    def _ask(self, method: str, path: str) -> tuple[int, bytes]:
        try:
            try:
                return self._once(method, path)
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                return self._once(method, path)  # A server may close a kept connection at any time.
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"{self._base_url}{path} does not answer: {error or type(error).__name__}.") from None

    def _once(self, method: str, path: str) -> tuple[int, bytes]:
        try:
            self._connection.request(method, path, headers={} if method == "GET" else self._headers)
            answer = self._connection.getresponse()
            return answer.status, answer.read()
        except BaseException:
            self._connection.close()  # The next request opens a new connection.
            raise


def path_of(url: str) -> str:
    """A link's path and query. Contenders write absolute links; the harness knows the host."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
